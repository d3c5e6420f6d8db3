"""Every reply, in order: what a transport made of it leaves until it has arrived or never can.

One reply of a chat is on its way at a time, and what stops one chat stops no other. What came of those that
left is kept in the same transaction in which the next ones are marked as on their way. A reply of which
nobody knows whether it arrived is sent once more, or, for a file, replaced by a sentence that says so.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from contextlib import suppress

from handlers.observer import Observer, Unobserved
from handlers.outcomes import (
    Arrived,
    Closed,
    Cut,
    MovedTo,
    NotNow,
    Outcome,
    Refused,
    Send,
    Slower,
    Stopped,
    Unknown,
)
from handlers.part import Part
from handlers.post import Parcel, Post
from handlers.writer import Writer
from knowledge.dialogue.errors import HouseError

CHATS = 200
"""Chats that are sent to at the same time."""

BACKOFF_FIRST, BACKOFF_MAX = 0.5, 60.0
STOPPED_SECONDS = 60.0  # after the token was refused

CUT_TRIES = 20
"""How often a text that was cut off is sent again, marked, before it is given up: ten minutes of it or more.

Only what was cut counts, not how often the chat had to wait in between; a process that is started again
begins to count again, for a text sent too often is better than one that is lost.
"""

IDLE_SECONDS = 1.0
"""How often it is looked whether a waiting chat may go on, or the store can be used again."""

_log = logging.getLogger(__name__)


class Outbox:
    """Sends what the post holds for one bot, until it is stopped. `room`: how many more it is to take up."""

    def __init__(  # noqa: PLR0913 - what it joins
        self,
        writer: Writer,
        part: Part,
        bot: int,
        send: Send,
        *,
        room: Callable[[], int] = lambda: CHATS,
        observer: Observer | None = None,
    ) -> None:
        self._writer = writer
        self._part = part
        self._bot = bot
        self._send = send
        self._room = room
        self._observer = observer or Unobserved()
        self._news = asyncio.Event()
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._settled: list[tuple[Parcel, Outcome]] = []
        self._cuts: dict[int, int] = {}
        self._stopping = False
        self._ended = asyncio.Event()
        self._ended.set()
        self._held_until = 0.0
        self.delivered = 0

    @property
    def is_stopped(self) -> bool:
        """Was the token refused a moment ago, so that nothing is sent?"""
        return asyncio.get_running_loop().time() < self._held_until

    def wake(self) -> None:
        """There may be something to send."""
        self._news.set()

    async def recover(self) -> int:
        """Take up what was on its way when its process ended. Raises HouseError."""
        return await self._writer.run(lambda post: post.recover(self._bot))

    async def run(self) -> None:
        """Send until `stop`."""
        self._ended.clear()
        try:
            while True:
                self._news.clear()
                await self._turn()
                if self._stopping and not self._leaving:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)
        finally:
            self._ended.set()

    async def stop(self, seconds: float) -> None:
        """Start nothing more, and let what is on its way arrive within `seconds`."""
        self._stopping = True
        self._news.set()
        try:
            # What was claimed at this moment leaves too, and what came of it is kept.
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            for task in self._leaving.values():
                task.cancel()
            await asyncio.gather(*self._leaving.values(), return_exceptions=True)

    async def _turn(self) -> None:
        """Keep what came of the replies that left, and let the next ones leave."""
        settled = tuple(self._settled)
        busy = self._leaving.keys() - {parcel.queue for parcel, _ in settled}
        free = min(CHATS - len(busy), self._room())
        if self._stopping or self.is_stopped or not self._part.is_ours:
            free = 0
        if not settled and free <= 0:
            return

        def keep(post: Post) -> Sequence[Parcel]:
            self._keep(post, settled)
            return post.claim(self._bot, free, busy=busy) if free > 0 else ()

        try:
            parcels = await self._writer.run(keep)
        except HouseError as error:
            _log.error("outbox: %s", type(error).__name__)
            self._observer.count("store_failed")
            if not self._stopping:
                await asyncio.sleep(IDLE_SECONDS)
                self._news.set()
            return
        del self._settled[: len(settled)]
        for parcel, outcome in settled:
            del self._leaving[parcel.queue]
            self._count(parcel, outcome)
        for parcel in parcels:
            self._leaving[parcel.queue] = asyncio.create_task(self._carry(parcel))

    def _count(self, parcel: Parcel, outcome: Outcome) -> None:
        """Note how often a text was cut off, until it is known what becomes of it."""
        cuts = self._cuts.get(parcel.id, 0)
        if isinstance(outcome, Cut) and cuts < CUT_TRIES:
            self._cuts[parcel.id] = cuts + 1
        elif not isinstance(outcome, Slower | NotNow | Stopped | MovedTo):
            self._cuts.pop(parcel.id, None)

    async def _carry(self, parcel: Parcel) -> None:
        """Send one parcel."""
        try:
            outcome = await self._send(parcel)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one reply, the others leave
            outcome = Refused(type(error).__name__)
        match outcome:
            case Arrived(message):
                self.delivered += 1
                self._observer.count("sent", message is not None)
            case Stopped():
                self._held_until = asyncio.get_running_loop().time() + STOPPED_SECONDS
                _log.error("outbox: the token is refused, nothing is sent")
            case Closed(reason) | Refused(reason):
                _log.error("outbox: a reply cannot arrive (%s)", _kind(reason))
                self._observer.count("dead")
            case Unknown() | Cut():
                self._observer.count("uncertain")
            case Slower():
                self._observer.count("slowed")
        if isinstance(outcome, Slower | NotNow | Stopped):
            self._observer.count("put_off")
        self._settled.append((parcel, outcome))
        self._news.set()

    def _keep(self, post: Post, settled: Sequence[tuple[Parcel, Outcome]]) -> None:
        arrived: dict[int, int | None] = {}
        bare: list[tuple[str, int]] = []
        for parcel, outcome in settled:
            match outcome:
                case Arrived(message, unbuttoned):
                    arrived[parcel.id] = message if parcel.asks and _fits(message) else None
                    bare += ((parcel.queue, each) for each in unbuttoned if _fits(each))
                case Slower(seconds):
                    post.later(parcel.id, seconds)
                case NotNow():
                    post.later(parcel.id, _backoff(parcel.tries))
                case Stopped():
                    post.later(parcel.id, STOPPED_SECONDS)
                case Unknown() | Cut() if parcel.once:
                    post.replace(parcel.id)
                case Unknown() if parcel.again:
                    post.drop(parcel.id, "uncertain")
                case Cut() if self._cuts.get(parcel.id, 0) >= CUT_TRIES:
                    post.drop(parcel.id, "uncertain")
                case Unknown() | Cut():
                    post.later(parcel.id, _backoff(parcel.tries), again=True)
                case Closed(reason):
                    post.close(parcel.who, _kind(reason))
                case Refused(reason):
                    post.drop(parcel.id, _kind(reason))
                case MovedTo(who):
                    post.later(parcel.id, 0)
                    post.move(parcel.who, who)
        post.unbutton(bare)
        post.sent(arrived)


def _fits(message: int | None) -> bool:
    """Can the store hold this number? An odd server may have made it."""
    return message is not None and abs(message) < 1 << 63


def _kind(reason: str) -> str:
    """What may be kept of a reason: its first word. The rest is the other side's, and may quote a person."""
    return reason.partition(" ")[0]


def _backoff(tries: int) -> float:
    """Twice as long each time, and never two lanes in step."""
    longest = min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** min(tries, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - no secret
