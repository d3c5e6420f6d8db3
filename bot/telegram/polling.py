"""Updates asked for (`getUpdates`): nothing is confirmed before it is committed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import Any

from telegram.error import TelegramError

from bot.telegram.answers import Broken, CallRefused, NotSent
from bot.telegram.http import Aiohttp
from bot.telegram.mending import updates_in
from bot.telegram.shapes import WANTED, number_of
from knowledge.dialogue.errors import HouseError

LONG_POLL = 30
"""Seconds that the server holds an empty answer back."""

GRACE = 10.0
"""Seconds more that the answer may take on its way."""

SOON = 0.3
"""Seconds between two answers at least that bring nothing new."""

LIMIT = 100
PAUSE_FIRST, PAUSE_MAX = 0.5, 30.0
POLL_WAIT_MAX = 600.0
"""Seconds that updates are not asked for at most, whatever number the server tells."""

_log = logging.getLogger(__name__)

Keep = Callable[[list[Any]], Awaitable[int]]
"""Commits updates, whatever they are; says how many are new. Raises HouseError when that cannot be done."""


class Poller:
    """Asks for updates until it is cancelled. `base` is the address that methods are called at."""

    def __init__(self, request: Aiohttp, base: str, keep: Keep) -> None:
        self._request = request
        self._url = f"{base}/getUpdates"
        self._keep = keep
        self._offset = 0
        self._failed = 0

    async def run(self) -> None:
        """Ask, commit, confirm by asking for what follows."""
        while True:
            try:
                asked = monotonic()
                updates = await self._ask()
                new = await self._keep(updates)
                if not new and monotonic() - asked < SOON:
                    # A server that does not hold empty answers back, or gives what was confirmed again.
                    await asyncio.sleep(SOON)
            except (TelegramError, HouseError) as error:
                if isinstance(error, NotSent | Broken):
                    self._offset = 0  # a server that was away may have begun its numbers again
                await self._pause(error)
                continue
            # Once all is confirmed, whatever comes is asked for: after a quiet week numbers begin anywhere.
            numbers = [number for update in updates if (number := number_of(update)) is not None]
            self._offset = max(numbers) + 1 if numbers else 0
            if updates and not numbers:
                await self._pause(None)  # nothing in it can be confirmed: it comes again, and is kept again
            else:
                self._failed = 0

    async def _ask(self) -> list[Any]:
        params: dict[str, Any] = {"timeout": LONG_POLL, "limit": LIMIT, "allowed_updates": list(WANTED)}
        if self._offset:
            params["offset"] = self._offset
        answer = await self._request.call(self._url, params, read_seconds=LONG_POLL + GRACE)
        return sorted(updates_in(answer), key=_number)

    async def _pause(self, error: Exception | None) -> None:
        """Wait longer each time. A conflict means that another process asks: it goes on alone meanwhile."""
        longest = min(PAUSE_MAX, PAUSE_FIRST * 2 ** min(self._failed, 10))
        self._failed += 1
        seconds = random.uniform(longest / 2, longest)  # noqa: S311 - no secret
        if isinstance(error, CallRefused):
            seconds = max(seconds, min(error.retry_after, POLL_WAIT_MAX))
            _log.warning("polling: answer %d", error.code)
        elif error is not None:
            _log.warning("polling: %s", type(error).__name__)
        await asyncio.sleep(seconds)


def _number(update: object) -> float:
    """Its place among others: the server's own has them in order, and what has no number comes last."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int | float) else inf
