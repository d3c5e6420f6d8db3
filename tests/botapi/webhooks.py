"""Updates posted to the bot: in order and one at a time in a queue, again and again until they are taken."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import httpx

from tests.botapi.world import Call, Json, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_WAITS = (0, 2, 4, 8, 16, 32)
LONGEST_WAIT = 60
PATIENCE = 60


def queue_of(update: Json) -> object:
    """The queue that the server puts an update into: the chat, or for presses the person."""
    for kind, content in update.items():
        if kind == "callback_query":
            return ("press", content["from"]["id"])
        if isinstance(content, dict) and isinstance(content.get("chat"), dict):
            return ("chat", content["chat"].get("id"))
    return ("other", update.get("update_id"))


class Deliverer:
    """Posts what waits. `scale` shortens the server's waits so that a test need not last."""

    def __init__(self, world: World, carry_out: Callable[[Call], None], scale: float) -> None:
        self.world = world
        self.scale = scale
        self._carry_out = carry_out
        self._wake = asyncio.Event()
        self._busy: dict[object, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something is new."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            while True:
                self._start(client)
                await self._wake.wait()
                self._wake.clear()

    def _start(self, client: httpx.AsyncClient) -> None:
        if not self.world.webhook["url"]:
            return
        with self.world.lock:
            waiting: dict[object, Json] = {}
            for update in self.world.updates:
                waiting.setdefault(queue_of(update), update)
        for queue, update in waiting.items():
            if queue not in self._busy:
                self._busy[queue] = asyncio.ensure_future(self._deliver(client, queue, update))

    async def _deliver(self, client: httpx.AsyncClient, queue: object, update: Json) -> None:
        tries = 0
        while url := self.world.webhook["url"]:
            wait: float = FIRST_WAITS[tries] if tries < len(FIRST_WAITS) else LONGEST_WAIT
            tries += 1
            try:
                headers = {"Content-Type": "application/json"}
                if self.world.secret:
                    headers[SECRET_HEADER] = self.world.secret
                answer = await client.post(url, content=json.dumps(update), headers=headers)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                self._taken(update, answer)
                break
            if answer is not None and "retry-after" in answer.headers:
                wait = float(answer.headers["retry-after"])
            await asyncio.sleep(wait * self.scale)
        del self._busy[queue]
        self._wake.set()

    def _taken(self, update: Json, answer: httpx.Response) -> None:
        with self.world.lock:
            self.world.updates = [each for each in self.world.updates if each is not update]
            self.world.confirmed.append(update.get("update_id", 0))
        if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
            said = answer.json()
            if isinstance(said, dict) and "method" in said:
                self._carry_out(Call(str(said.pop("method")), said, {}, time.monotonic()))
