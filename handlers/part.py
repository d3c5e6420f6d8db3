"""The part that this process has in a work that several could do: handling and sending, or leading.

Whoever has it keeps it until the process ends; where the store is cut off, it is taken again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from handlers.post import Hold
from knowledge.dialogue.errors import HouseError

LOOK_SECONDS = 1.0
"""How often it is looked whether the part is still ours, or can be had."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Part:
    """A part, taken with `take` (`handlers.post.PostOffice`). Belongs to one event loop."""

    def __init__(self, take: Callable[[], Hold | None]) -> None:
        self._take = take
        self._hold: Hold | None = None
        self._ours = asyncio.Event()

    @property
    def is_ours(self) -> bool:
        """Has this process the part, as far as it knows?"""
        return self._hold is not None

    async def ours(self) -> None:
        """Wait until this process has the part."""
        await self._ours.wait()

    async def look(self) -> bool:
        """Take the part if it can be had; is it ours? Raises HouseError when the store cannot be used."""
        if self._hold is not None and not await _beside(self._hold.held):
            await self.release()
        if self._hold is None:
            self._hold = await self._try()
        return self._hold is not None

    async def keep(self, also: Callable[[], Awaitable[object]]) -> None:
        """Take the part and keep it until cancelled; `also` is done first, and then now and then."""
        while True:
            try:
                if await self.look():
                    await also()
                    self._ours.set()
            except HouseError as error:
                _log.error("part: %s", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def lead(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work` as long as the part is ours, until cancelled."""
        doing: asyncio.Task[None] | None = None
        try:
            while True:
                try:
                    ours = await self.look()
                except HouseError as error:
                    _log.error("part: %s", type(error).__name__)
                    ours = False
                if ours and doing is None:
                    doing = asyncio.create_task(work())
                elif not ours and doing is not None:
                    await _end(doing)
                    doing = None
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await _end(doing)
            await self.release()

    async def release(self) -> None:
        """Let another process have it."""
        hold, self._hold = self._hold, None
        self._ours.clear()
        if hold is not None:
            await _beside(hold.release)

    async def _try(self) -> Hold | None:
        taking = asyncio.create_task(asyncio.to_thread(self._take))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            if (hold := await taking) is not None:
                await _beside(hold.release)
            raise


async def _beside(do: Callable[[], T]) -> T:
    """Ask the store in a thread, where a server that hangs holds nobody up, and never leave it half done."""
    doing = asyncio.create_task(asyncio.to_thread(do))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing})
        raise


async def guarded(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do a work that nothing may stop for good: again where it fails."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - its text may quote a person or the token
            _log.critical("part: a task failed (%s)", type(error).__name__)
        else:
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _end(doing: asyncio.Task[None] | None) -> None:
    if doing is not None:
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
