"""Other Bot API servers than Telegram's, in front of our own: each with a habit that simple servers have.

Made with the standard library alone, one thread a connection: what it reads and how it answers is its own,
the chats are those of `tests.botapi.server`.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.botapi.server import BotApi

Json = dict[str, Any]

NEEDED = ("getUpdates", "sendMessage")
"""What no server for bots can do without."""

FORM, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"


def as_it_is(_: str, result: object) -> object:
    """A result as the server of the tests gives it."""
    return result


def accepts(_method: str, _params: Json) -> Json | None:
    """A server that refuses nothing itself."""
    return None


def dumped(said: Json) -> bytes:
    """An answer as JSON."""
    return json.dumps(said).encode()


@dataclass(frozen=True)
class Habit:
    """How a server differs.

    `reads` is the one kind of body that it understands; it breaks on the others. `known` are its methods,
    all if there are none; to the others it answers `lacking`. `results` makes of the result of a method what
    it says of it, `updates` does so with those that wait. `old` speaks HTTP/1.0, and ends each connection.
    `slow` are seconds before any answer; `forgetful` confirms nothing; `prefix` stands before all its paths;
    `status` is that of every answer, 0 for the one that the API describes. `silent` keeps no connection and
    does not say so; `rejects` tells why a call is refused, by its text; `breaks` are the methods at which it
    ends the connection; `words` makes of an answer what is sent.
    """

    reads: str = ""
    known: tuple[str, ...] = ()
    lacking: tuple[int, bytes] = (404, b"")
    results: Callable[[str, object], object] = as_it_is
    updates: Callable[[list[Json]], list[Json]] = list
    old: bool = False
    slow: float = 0.0
    forgetful: bool = False
    prefix: str = ""
    status: int = 0
    silent: bool = False
    breaks: tuple[str, ...] = ()
    rejects: Callable[[str, Json], Json | None] = accepts
    words: Callable[[Json], bytes] = dumped


class Facade:
    """The server; the bot is given `url`."""

    def __init__(self, api: BotApi, habit: Habit) -> None:
        self.api = api
        self.habit = habit
        self.asked = 0
        version = "HTTP/1.0" if habit.old else "HTTP/1.1"
        handler = type("Handler", (_Handler,), {"facade": self, "protocol_version": version})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{habit.prefix}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, kind: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of an answer."""
        habit = self.habit
        method, token = _split(path.removeprefix(habit.prefix))
        time.sleep(habit.slow)
        if not method or token != self.api.token:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        if habit.known and method not in habit.known:
            return habit.lacking
        if body and not self._is_read(method, kind, body):
            return 500, b"<h1>Internal Server Error</h1>"
        if refused := habit.rejects(method, _read(kind, body)):
            return refused.get("error_code", 400), habit.words({"ok": False, **refused})
        if method == "getUpdates":
            self.asked += 1
            if habit.forgetful:
                kind, body = JSON, b"{}"
        status, said = self._forward(method, kind, body)
        if "result" in said:
            if method == "getUpdates":
                said["result"] = habit.updates(said["result"])
            said["result"] = habit.results(method, said["result"])
        return habit.status or status, habit.words(said)

    def _is_read(self, method: str, kind: str, body: bytes) -> bool:
        """Does it understand the body? One that reads JSON wants numbers and objects in it."""
        reads = self.habit.reads
        if not reads or (method in {"sendPhoto", "sendDocument"} and kind.startswith(PARTS)):
            return True
        if not kind.startswith(reads):
            return False
        given = json.loads(body) if reads == JSON else {}
        return all(not isinstance(given.get(name), str) for name in ("chat_id", "offset", "reply_markup"))

    def _forward(self, method: str, kind: str, body: bytes) -> tuple[int, Json]:
        sent = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.api.url}/bot{self.api.token}/{method}", data=body, headers={"Content-Type": kind}
        )
        try:
            with urllib.request.urlopen(sent, timeout=60) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


class _Handler(BaseHTTPRequestHandler):
    facade: Facade

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.rpartition("/")[2] in self.facade.habit.breaks:
            self.close_connection = True
            return
        self._say(*self.facade.answer(urlsplit(self.path).path, self.headers.get("Content-Type", ""), body))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith(f"{self.facade.habit.prefix}/file/"):
            where = parts.path.removeprefix(self.facade.habit.prefix)
            with urllib.request.urlopen(f"{self.facade.api.url}{where}", timeout=60) as file:  # noqa: S310
                self._say(file.status, file.read())
            return
        self._say(*self.facade.answer(parts.path, "application/x-www-form-urlencoded", parts.query.encode()))

    def _say(self, status: int, body: bytes) -> None:
        with suppress(OSError):  # nobody waits for it any more
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        if self.facade.habit.silent:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _read(kind: str, body: bytes) -> Json:
    """The parameters of a call, where they are no form in parts."""
    if kind.startswith(JSON):
        return dict(json.loads(body))
    return dict(parse_qsl(body.decode())) if kind.startswith(FORM) else {}


def _split(path: str) -> tuple[str, str]:
    """Method and token of a path."""
    token, _, method = path.removeprefix("/bot").rstrip("/").partition("/")
    return method, token


@contextmanager
def before(api: BotApi, habit: Habit) -> Iterator[Facade]:
    """A façade for the length of a test."""
    made = Facade(api, habit)
    try:
        yield made
    finally:
        made.close()
