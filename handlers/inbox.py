"""Every update, once: kept before it is acknowledged, handled in order, and never in anybody's way.

What a transport brings is opaque here but for its bytes; it says how they are read and how replies are drawn.
An update that cannot be handled goes to the quarantine and the next ones go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from time import monotonic

from handlers.observer import Observer, Unobserved
from handlers.player import Player
from handlers.post import Arrival, Letter, Post
from handlers.readings import Transport, Unreadable
from handlers.writer import Writer
from knowledge.dialogue.errors import HouseError
from knowledge.dialogue.guide import Guide

BATCH = 40
"""Updates handled in one transaction; the web page waits for no more than these."""

HOLD_SECONDS = 0.05
"""After so long no further update is begun in the same transaction: new ones wait to be acknowledged."""

TRIES_MAX = 10
"""Starts that may end in the middle of an update before it is set aside."""

RETRY_SECONDS = 1.0
"""How long the inbox waits when the store cannot be used."""

IDLE_SECONDS = 1.0
"""How often it is looked whether another process left something."""

BEHIND_SECONDS = 0.02
"""How long another process that works on the same conversations is given."""

_log = logging.getLogger(__name__)


class _OneFails(Exception):
    """One of several updates cannot be handled."""


class Inbox:
    """Keeps updates and handles them, one transaction after the other, until it is cancelled."""

    def __init__(  # noqa: PLR0913 - what it joins
        self,
        writer: Writer,
        guide: Guide,
        transport: Transport,
        *,
        today: Callable[[], date],
        replied: Callable[[], None],
        draw: Callable[[], str],
        forget: Callable[[str], None] = lambda _: None,
        observer: Observer | None = None,
    ) -> None:
        self._writer = writer
        self._transport = transport
        self._player = Player(guide, transport, today, forget, draw)
        self._replied = replied
        self._observer = observer or Unobserved()
        self._news = asyncio.Event()
        self.handled = 0
        self.quarantined = 0

    async def receive(self, arrivals: Sequence[Arrival]) -> int:
        """Keep updates; once this returns they cannot be lost. Returns how many are new.

        Raises HouseError when the store cannot be used: then none is acknowledged.
        """
        try:
            new = sum(await self._writer.each(_receive, arrivals))
        except HouseError:
            self._observer.count("store_failed")
            raise
        self._observer.count("received", len(arrivals))
        self._observer.count("duplicate", len(arrivals) - new)
        self._news.set()
        return new

    async def quarantine(self, bot: int, raw: bytes, reason: str) -> None:
        """Keep what has no number or cannot be read at all, for the operator. Raises HouseError."""
        code = await self._writer.run(lambda post: post.set_aside(bot=bot, who="", raw=raw, reason=reason))
        self._report(code, reason)

    async def run(self) -> None:
        """Handle what waits, and then what comes.

        What a crash interrupted goes one by one, counted; so does what cannot all be handled together.
        """
        careful = BATCH
        while True:
            self._news.clear()
            try:
                handled = await (self._one() if careful else self._writer.run(self._handle))
                behind = not handled and await self._writer.run(lambda post: post.is_behind())
            except _OneFails:
                careful = BATCH
                continue
            except HouseError as error:
                if not _is_the_store(error):
                    careful = BATCH
                    continue
                _log.error("inbox: %s", type(error).__name__)
                self._observer.count("store_failed")
                await asyncio.sleep(RETRY_SECONDS)
                continue
            careful = max(0, careful - 1) if handled else 0
            if handled:
                self.handled += handled
                self._observer.count("handled", handled)
                self._replied()
            elif behind:
                await asyncio.sleep(BEHIND_SECONDS)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)

    async def _one(self) -> int:
        """Handle the oldest update alone; the try is committed first."""

        def count(post: Post) -> int:
            letters = list(post.waiting(1))
            for letter in letters:
                post.tried(letter.id)
            return len(letters)

        def handle(post: Post) -> int:
            letters = list(post.waiting(1))
            for letter in letters:
                self._alone(post, letter)
            return len(letters)

        return await self._writer.run(handle) if await self._writer.run(count) else 0

    def _handle(self, post: Post) -> int:
        """Handle the oldest updates in one transaction. Raises _OneFails."""
        end = monotonic() + HOLD_SECONDS
        handled: list[int] = []
        for letter in post.waiting(BATCH):
            begin = monotonic()
            try:
                with post.told():
                    self._player.play(post, letter)
            except HouseError as error:
                if _is_the_store(error):
                    raise
                raise _OneFails from None
            except Exception:  # noqa: BLE001 - which one it is and why is told as it is handled alone
                raise _OneFails from None
            handled.append(letter.id)
            now = monotonic()
            self._observer.took(now - begin)
            if now > end:
                break
        if handled:
            post.done(handled)
        return len(handled)

    def _alone(self, post: Post, letter: Letter) -> None:
        """Handle one update; what it did until it failed is undone, and it is set aside."""
        begin = monotonic()
        reason = "crash" if letter.tries > TRIES_MAX else ""
        if not reason:
            try:
                with post.attempt():
                    self._player.play(post, letter)
            except Unreadable:
                reason = "unreadable"
            except HouseError as error:
                if _is_the_store(error):
                    raise
                reason = type(error).__name__
            except Exception as error:  # noqa: BLE001 - one update must not stop the others
                reason = type(error).__name__
        if reason:
            who = self._transport.chat_of(letter.raw)
            code = post.set_aside(bot=letter.bot, who=who, raw=letter.raw, reason=reason)
            self._player.apologise(post, letter, who, code)
            self._report(code, reason)
        post.done((letter.id,))
        self._observer.took(monotonic() - begin)

    def _report(self, code: str, reason: str) -> None:
        """One line for the operator; nothing of the update stands in it."""
        self.quarantined += 1
        self._observer.count("quarantined")
        _log.error("quarantine: incident %s, %s", code, reason)


def _is_the_store(error: HouseError) -> bool:
    """Does the store itself fail, and not one row of it? Then all of it is for later."""
    return error.values.get("row") is None


def _receive(post: Post, arrivals: Sequence[Arrival]) -> Sequence[bool]:
    return post.receive(arrivals)
