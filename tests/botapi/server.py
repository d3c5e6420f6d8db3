"""The server itself: HTTP in a thread of its own, long polling, webhooks, and the failures asked for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import uvicorn
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.botapi.methods import METHODS
from tests.botapi.refusal import Refused
from tests.botapi.webhooks import Deliverer
from tests.botapi.world import TOKEN, Call, Json, World

POLL_MAX = 50
BATCH_MAX = 100

_HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)

Kind = Literal["refuse", "html", "reset", "cut", "half", "garbage", "lost", "broken", "slow"]


@dataclass
class Fault:
    """A failure to come: for which calls, how often, and what happens.

    `refuse` answers `refused`; `html` is a proxy's 502; `reset` closes the connection before the call is
    looked at, `cut` after it was carried out, `half` in the middle of the answer; `garbage` carries it out
    and answers 200 and a page, `lost` does and a proxy answers 502, `broken` does and answers 500 in JSON;
    `slow` carries it out and answers after `seconds`.
    """

    kind: Kind
    method: str = ""
    chat: int | None = None
    times: int = 1
    refused: Refused | None = None
    seconds: float = 0.0
    text: str = ""

    def concerns(self, call: Call) -> bool:
        """Is it for this call?"""
        return (
            self.times > 0
            and self.method.lower() in ("", call.method.lower())
            and self.chat in (None, call.chat)
            and self.text in str(call.params.get("text", ""))
        )


class Answer(JSONResponse):
    """JSON in ASCII, as the server writes it: halves of UTF-16 pairs go through."""

    def render(self, content: object) -> bytes:
        """Write it."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


class BotApi:
    """The server: `with BotApi() as api:`; the bot is given `api.url` and `api.token`."""

    def __init__(
        self, token: str = TOKEN, *, retry_scale: float = 0.02, port: int = 0, world: World | None = None
    ) -> None:
        self.world = world or World(token)
        self.token = token
        self.faults: list[Fault] = []
        self.hasty = False
        """Are empty answers given at once, as simple servers do?"""
        self._polling: asyncio.Future[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._wake = asyncio.Event()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            self.app,
            access_log=False,
            log_level="critical",
            lifespan="off",
            ws="none",
            interface="asgi3",
            timeout_keep_alive=30,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._deliverer = Deliverer(self.world, self._post, retry_scale)
        self.world.woken = self._woken

    # ── for the test ───────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> BotApi:
        self._thread.start()
        self.wait(lambda: self._server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._woken()
        self._thread.join(10)

    def fail(
        self,
        kind: Kind,
        method: str = "",
        *,
        chat: int | None = None,
        times: int = 1,
        refused: Refused | None = None,
        seconds: float = 0.0,
        text: str = "",
    ) -> Fault:
        """Ask for a failure."""
        fault = Fault(kind, method, chat, times, refused, seconds, text)
        self.faults.append(fault)
        return fault

    def refuse(
        self,
        code: int,
        description: str,
        *,
        method: str = "sendMessage",
        chat: int | None = None,
        times: int = 1,
        text: str = "",
        **parameters: int,
    ) -> Fault:
        """Ask for an answer `ok: false`."""
        refused = Refused(code, description, **parameters)
        return self.fail("refuse", method, chat=chat, times=times, refused=refused, text=text)

    def wait(self, condition: Callable[[], object], *, seconds: float = 20.0) -> None:
        """Wait until the condition holds; fail when it never does."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("what was waited for did not come")
            time.sleep(0.005)

    # ── HTTP ───────────────────────────────────────────────────────────────────────────────────

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        path = scope["path"]
        if path.startswith("/file/bot"):
            await self._download(path.removeprefix("/file/bot"))(scope, receive, send)
            return
        token, _, method = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not method:
            await _refusal(Refused(404, "Not Found"))(scope, receive, send)
            return
        params, files = await _params(request)
        call = Call(method, params, files, time.monotonic())
        with self.world.lock:
            self.world.calls.append(call)
        if token != self.token:
            await self._answer(call, Refused(401, "Unauthorized"))(scope, receive, send)
            return
        fault = self._fault(call)
        if fault is not None and fault.kind in ("refuse", "html", "reset"):
            await self._failed(fault, call, scope, receive, send)
            return
        if method.lower() == "getupdates":
            response = await self._updates(call)
        else:
            response = self._carry_out(call)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
            if fault.kind == "cut":
                _abort(send)
                return
            response = _spoilt(fault.kind, response)
        with contextlib.suppress(OSError):
            await response(scope, receive, send)

    def _carry_out(self, call: Call) -> Response:
        function = METHODS.get(call.method.lower())
        if function is None:
            return self._answer(call, Refused(404, "Not Found"))
        try:
            with self.world.lock:
                call.result = function(self.world, call)
                call.code, call.accepted = 200, True
                # A copy: what is edited later must not change what was answered.
                return Answer({"ok": True, "result": json.loads(json.dumps(call.result))})
        except Refused as refused:
            return self._answer(call, refused)

    def _answer(self, call: Call, refused: Refused) -> Response:
        call.code, call.description = refused.code, refused.description
        return _refusal(refused)

    def _fault(self, call: Call) -> Fault | None:
        with self.world.lock:
            for fault in self.faults:
                if fault.concerns(call):
                    fault.times -= 1
                    return fault
        return None

    async def _failed(self, fault: Fault, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "reset":
            _abort(send)
        elif fault.kind == "html":
            call.code = 502
            await _page(502)(scope, receive, send)
        else:
            assert fault.refused is not None
            await self._answer(call, fault.refused)(scope, receive, send)

    async def _updates(self, call: Call) -> Response:
        """Long polling: a higher offset confirms, a second poller ends the first."""
        if self.world.webhook["url"]:
            return self._answer(call, Refused(409, _HOOKED))
        if self._polling is not None and not self._polling.done():
            self._polling.set_result(None)
        mine = self._polling = self._loop.create_future()
        offset = int(call.params.get("offset", 0) or 0)
        limit = min(max(int(call.params.get("limit", BATCH_MAX) or BATCH_MAX), 1), BATCH_MAX)
        end = self._loop.time() + min(float(call.params.get("timeout", 0) or 0), POLL_MAX)
        self._confirm(offset)
        while not mine.done():
            with self.world.lock:
                found = self.world.updates[:limit]
            left = end - self._loop.time()
            if found or left <= 0 or self.hasty or self._server.should_exit:
                call.code, call.accepted = 200, True
                return Answer({"ok": True, "result": found})
            self._wake.clear()
            waking = asyncio.ensure_future(self._wake.wait())
            await asyncio.wait({waking, mine}, timeout=min(left, 0.5), return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
        return self._answer(call, Refused(409, _TERMINATED))

    def _confirm(self, offset: int) -> None:
        with self.world.lock:
            numbers = [update.get("update_id", 0) for update in self.world.updates]
            if offset > 0:
                self.world.confirmed += [number for number in numbers if number < offset]
                self.world.updates = [u for u in self.world.updates if u.get("update_id", 0) >= offset]
            elif offset < 0:
                self.world.confirmed += numbers[:offset]
                self.world.updates = self.world.updates[offset:]

    def _download(self, path: str) -> Response:
        token, _, name = path.partition("/")
        file = self.world.files.get(name.removeprefix("documents/"))
        if token != self.token or file is None:
            return _refusal(Refused(404, "Not Found"))
        with self.world.lock:
            self.world.calls.append(
                Call("download", {"path": name}, {}, time.monotonic(), 200, accepted=True)
            )
        return Response(file[1], media_type="application/octet-stream")

    # ── the thread ─────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        deliveries = asyncio.ensure_future(self._deliverer.run())
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            deliveries.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await deliveries

    def _woken(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake.set)
            self._loop.call_soon_threadsafe(self._deliverer.wake)

    def _post(self, call: Call) -> None:
        """Carry out the method that a webhook's answer named."""
        with self.world.lock:
            self.world.calls.append(call)
        self._carry_out(call)


@contextmanager
def running(token: str = TOKEN) -> Iterator[BotApi]:
    """A server for the length of a test."""
    with BotApi(token) as api:
        yield api


def _page(status: int) -> Response:
    return Response("<html><h1>Bad Gateway</h1></html>", status, media_type="text/html")


def _spoilt(kind: Kind, response: Response) -> Response:
    """What comes of an answer on its way."""
    match kind:
        case "garbage":
            return _page(200)
        case "lost":
            return _page(502)
        case "broken":
            return _refusal(Refused(500, "Internal Server Error: restart"))
        case "half":
            response.headers["Content-Length"] = str(len(response.body))
            response.body = response.body[:-20]
    return response


def _refusal(refused: Refused) -> Response:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    headers = {}
    if refused.parameters:
        body["parameters"] = refused.parameters
        if "retry_after" in refused.parameters:
            headers["Retry-After"] = str(refused.parameters["retry_after"])
    return Answer(body, status_code=refused.code, headers=headers)


async def _params(request: Request) -> tuple[Json, dict[str, tuple[str, bytes]]]:
    """Parameters from the query, a form, a multipart form or JSON, as the page allows."""
    params: Json = dict(request.query_params)
    files: dict[str, tuple[str, bytes]] = {}
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        params |= json.loads(await request.body() or b"{}")
    elif kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        async with request.form(max_fields=200, max_part_size=64 << 20) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = (value.filename or "", await value.read())
                else:
                    params[name] = value
    return params, files


def _abort(send: Send) -> None:
    """Close the connection hard, as a broken network does: uvicorn's cycle holds the transport."""
    send.__self__.transport.abort()  # type: ignore[attr-defined]
