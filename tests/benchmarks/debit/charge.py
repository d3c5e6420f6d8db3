"""The fake Bot API and the people: each says the next thing as soon as the last one is answered."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles
from typing import Any
from urllib.parse import parse_qs

from tests.benchmarks.debit.http import Posting, Served
from tests.benchmarks.robot import processor

CONNECTIONS = 40
"""How many updates Telegram posts at the same time by default (`setWebhook`, `max_connections`)."""

ME = {"id": 123456, "is_bot": True, "first_name": "Essai", "username": "essai_bot"}
_CHAT_IN_FORM = re.compile(rb'name="chat_id"[^\n]*\r\n(?:[^\n]+\r\n)*\r\n(-?\d+)')
_NUL = b"true"


@dataclass
class Person:
    """Somebody who presses the first button there is, and types where there is none."""

    chat: int
    since: float = 0.0
    waits: bool = False
    button: tuple[int, str] | None = None
    steps: int = 0


@dataclass
class Load:
    """So many people who say something again as soon as they are answered."""

    people: dict[int, Person]
    buttons: bool
    hook: str = ""
    secret: str = ""
    started: asyncio.Event = field(default_factory=asyncio.Event)
    calls: int = 0
    acked: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    _due: asyncio.Queue[Person] = field(default_factory=asyncio.Queue)
    _number: int = 1000
    _message: int = 0

    # ── the server ─────────────────────────────────────────────────────────────────────────────

    def answer(self, path: str, body: bytes) -> bytes:
        """Answer one call of the Bot API."""
        method = path.rsplit("/", 1)[-1].split("?", 1)[0].lower()
        self.calls += 1
        if method.startswith("send"):
            return self._sent(body)
        if method == "setwebhook":
            self.secret = params_of(body).get("secret_token", "")
            self.started.set()
        result = json.dumps(ME).encode() if method == "getme" else _NUL
        return b'{"ok":true,"result":' + result + b"}"

    def _sent(self, body: bytes) -> bytes:
        params = params_of(body)
        chat = int(params["chat_id"])
        self._message += 1
        markup = params.get("reply_markup")
        keyboard = json.loads(markup) if isinstance(markup, str) else markup or {}
        person = self.people[chat]
        pressed = [
            button["callback_data"]
            for row in keyboard.get("inline_keyboard", ())
            for button in row
            if "callback_data" in button
        ]
        if pressed:
            person.button = (self._message, pressed[0])
        if person.waits and (pressed or not self.buttons):
            self.answered.append(time.perf_counter() - person.since)
            person.waits = False
            self._due.put_nowait(person)
        message = {
            "message_id": self._message,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Essai"},
            "from": ME,
            "text": params.get("text", "-"),
        }
        return b'{"ok":true,"result":' + json.dumps(message).encode() + b"}"

    # ── the people ─────────────────────────────────────────────────────────────────────────────

    def _update(self, person: Person) -> dict[str, Any]:
        self._number += 1
        self._message += 1
        user = {"id": person.chat, "is_bot": False, "first_name": "Essai", "language_code": "fr"}
        chat = {"id": person.chat, "type": "private", "first_name": "Essai"}
        message: dict[str, Any] = {"message_id": self._message, "date": int(time.time()), "chat": chat}
        if self.buttons and person.button and person.steps % STORY:
            number, data = person.button
            message |= {"message_id": number, "from": ME, "text": "-"}
            query = {"id": str(self._number), "from": user, "chat_instance": "1", "message": message}
            return {"update_id": self._number, "callback_query": query | {"data": data}}
        text = "/recommencer" if self.buttons and person.steps else "bonjour"
        return {"update_id": self._number, "message": message | {"from": user, "text": text}}

    async def _post(self, ports: Sequence[int]) -> None:
        """Post one after the other, each to the next of the ports, as a balancer in front of them does."""
        for line in cycle([await connect(port) for port in ports]):
            await self.say(line, await self._due.get())

    async def say(self, line: Posting, person: Person) -> None:
        """Let a person say the next thing."""
        update = self._update(person)
        person.steps += 1
        person.since, person.waits = time.perf_counter(), True
        status = await line.post(self.hook, json.dumps(update).encode(), self.secret)
        self.acked.append(time.perf_counter() - person.since)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")

    async def run(
        self, ports: Sequence[int], *, processes: Sequence[int], warm: float, seconds: float
    ) -> Figures:
        """Let them talk so long, the first seconds not counted; `processes` are those whose time counts."""
        for person in self.people.values():
            self._due.put_nowait(person)
        lines = [asyncio.create_task(self._post(ports)) for _ in range(CONNECTIONS)]
        try:
            await _or_fail(lines, warm)
            self.acked, self.answered, self.calls = [], [], 0
            began, before = time.perf_counter(), [processor(each) for each in processes]
            await _or_fail(lines, seconds)
            took, after = time.perf_counter() - began, [processor(each) for each in processes]
        finally:
            for line in lines:
                line.cancel()
        answered = len(self.answered)
        spent = [end - begin for begin, end in zip(before, after, strict=True)]
        return Figures(
            updates=answered / took,
            calls=self.calls / took,
            processor=tuple(each * 1000 / max(1, answered) for each in spent),
            answer=centiles(self.answered),
            ack=centiles(self.acked),
        )


STORY = 12
"""Steps after which a person begins again."""


@dataclass(frozen=True)
class Figures:
    """Updates and calls a second; milliseconds of processor time an update, of each process; p50, p95 and p99
    of the answer and of the acknowledgement, in milliseconds.
    """

    updates: float
    calls: float
    processor: tuple[float, ...]
    answer: tuple[float, float, float]
    ack: tuple[float, float, float]


async def serve(load: Load) -> tuple[asyncio.Server, int]:
    """Serve the fake Bot API on a free port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Served(load.answer), "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def _or_fail(lines: list[asyncio.Task[None]], seconds: float) -> None:
    done, _ = await asyncio.wait(lines, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for line in done:
        line.result()


async def connect(port: int) -> Posting:
    """A connection to a webhook."""
    _, line = await asyncio.get_running_loop().create_connection(Posting, "127.0.0.1", port)
    return line


def centiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """The p50, p95 and p99 in milliseconds; zeros where there are too few to tell."""
    if len(seconds) < 100:
        return (0.0, 0.0, 0.0)
    cut = quantiles(seconds, n=100)
    return cut[49] * 1000, cut[94] * 1000, cut[98] * 1000


def params_of(body: bytes) -> dict[str, Any]:
    """The parameters of a call, as JSON, as a form or in parts."""
    if body.startswith(b"{"):
        found: dict[str, Any] = json.loads(body)
        return found
    if body.startswith(b"--"):
        chat = _CHAT_IN_FORM.search(body)
        return {"chat_id": chat[1].decode()} if chat else {}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
