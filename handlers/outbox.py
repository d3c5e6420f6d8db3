"""Every reply, in order: what a transport made of it leaves until it has arrived or never can.

A chat is a lane: its replies go one after the other, and what stops one lane stops no other. What is on its
way is marked so first; a reply of which nobody knows whether it arrived is sent once more, or, for a file,
replaced by a sentence that says so.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from handlers.observer import Observer, Unobserved
from handlers.part import Part
from handlers.ports import Parcel, Post
from handlers.writer import Writer
from knowledge.dialogue.errors import HouseError

LANES = 200
"""Chats that are sent to at the same time."""

BACKOFF_FIRST, BACKOFF_MAX = 0.5, 60.0
STOPPED_SECONDS = 60.0
"""How long nothing is sent after the token was refused."""

IDLE_SECONDS = 1.0
"""How often it is looked whether a waiting chat may go on."""

_log = logging.getLogger(__name__)


# ── what came of sending ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is there, as `message` of its chat; `unbuttoned` messages lost their buttons with it."""

    message: int | None = None
    unbuttoned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slower:
    """The chat takes nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotNow:
    """The network or the other side failed; it did not arrive."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and no answer came: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The chat takes nothing from us any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """This reply will never be taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The chat has another number now."""

    who: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """We may send nothing at all: the token was refused."""


Outcome = Arrived | Slower | NotNow | Unknown | Closed | Refused | MovedTo | Stopped

Send = Callable[[Parcel], Awaitable[Outcome]]
"""Sends one parcel."""

T = TypeVar("T")


class Outbox:
    """Sends what the post holds for one bot, until it is stopped."""

    def __init__(
        self, writer: Writer, part: Part, bot: int, send: Send, *, observer: Observer | None = None
    ) -> None:
        self._writer = writer
        self._part = part
        self._bot = bot
        self._send = send
        self._observer = observer or Unobserved()
        self._news = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._stopping = False
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
        """Open a lane for each chat that something can be sent to."""
        while not self._stopping:
            await self._part.ours()
            self._news.clear()
            if asyncio.get_running_loop().time() >= self._held_until:
                await self._open_lanes()
            try:
                await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def stop(self, seconds: float) -> None:
        """Start nothing more, and let what is on its way arrive within `seconds`."""
        self._stopping = True
        self._news.set()
        if self._lanes:
            _, late = await asyncio.wait(self._lanes.values(), timeout=seconds)
            for lane in late:
                lane.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _open_lanes(self) -> None:
        busy, limit = frozenset(self._lanes), LANES - len(self._lanes)
        if limit <= 0:
            return
        try:
            parcels = await self._writer.run(lambda post: post.claim(self._bot, limit, busy=busy))
        except HouseError as error:
            _log.error("outbox: %s", type(error).__name__)
            self._observer.count("store_failed")
            return
        for parcel in parcels:
            self._lanes[parcel.who] = asyncio.create_task(self._lane(parcel.who, parcel))

    async def _lane(self, who: str, parcel: Parcel | None) -> None:
        try:
            while parcel is not None:
                parcel = await self._carry(parcel)
        finally:
            del self._lanes[who]
            self._news.set()

    async def _carry(self, parcel: Parcel) -> Parcel | None:
        """Send one parcel and keep what came of it; return the next one of its lane."""
        try:
            outcome = await self._send(parcel)
        except Exception as error:  # noqa: BLE001 - a lane must not die of one reply
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
            case Unknown():
                self._observer.count("uncertain")
        if isinstance(outcome, Slower):
            self._observer.count("slowed")
        if isinstance(outcome, Slower | NotNow | Stopped):
            self._observer.count("put_off")
        return await self._keep(lambda post: self._settle(post, parcel, outcome))

    def _settle(self, post: Post, parcel: Parcel, outcome: Outcome) -> Parcel | None:
        match outcome:
            case Arrived(message, unbuttoned):
                post.unbutton(parcel.who, unbuttoned)
                post.sent(parcel.id, message)
            case Slower(seconds):
                post.later(parcel.id, seconds)
            case NotNow():
                post.later(parcel.id, _backoff(parcel.tries))
            case Stopped():
                post.later(parcel.id, STOPPED_SECONDS)
            case Unknown() if parcel.once:
                post.replace(parcel.id)
            case Unknown() if parcel.again:
                post.drop(parcel.id, "uncertain")
            case Unknown():
                post.later(parcel.id, _backoff(parcel.tries), again=True)
            case Closed(reason):
                post.close(parcel.who, _kind(reason))
            case Refused(reason):
                post.drop(parcel.id, _kind(reason))
            case MovedTo(who):
                post.later(parcel.id, 0)
                post.move(parcel.who, who)
        return None if self._stopping else post.following(parcel.who, self._bot)

    async def _keep(self, do: Callable[[Post], T]) -> T:
        """Keep what is known now, however long the store takes to be usable again."""
        while True:
            try:
                return await self._writer.run(do)
            except HouseError as error:
                _log.error("outbox: %s", type(error).__name__)
                self._observer.count("store_failed")
                await asyncio.sleep(IDLE_SECONDS)


def _kind(reason: str) -> str:
    """What may be kept of a reason: its first word. The rest is the other side's, and may quote a person."""
    return reason.partition(" ")[0]


def _backoff(tries: int) -> float:
    """Twice as long each time, and never two lanes in step."""
    longest = min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** min(tries, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - no secret
