"""How long a request may take to arrive: whoever lets it trickle in keeps nothing open (slow-loris).

A reverse proxy sees to this where there is one; the bot is also run without.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive
from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 10.0
"""For the lines before the body, on a connection that is not known to be anybody's."""

BODY_SECONDS = 20.0
"""For the first part of a body, and for any other."""

BODY_SPEED = 8 * 1024
"""Bytes a second that a body comes with at least, once those seconds are over: a poor telephone line."""

TOO_SLOW = 408


def credit(left: float, size: int, waited: float) -> float:
    """Seconds that are left to wait, of those that were, once `size` bytes were waited for so long.

    However fast it began, nothing is ever waited for longer than in the beginning.
    """
    return min(BODY_SECONDS, left - waited + size / BODY_SPEED)


class Patience:
    """A request's body: it may be as long as it likes, but not as slow. Only time spent waiting counts."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = BODY_SECONDS
        self._is_read = False

    async def __call__(self) -> Message:
        """The next part. Raises HTTPException (408) when it does not come in time."""
        if self._is_read:
            return await self._receive()  # only tells that nobody waits for the answer any more
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(self._left, 0)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(TOO_SLOW) from None
        waited = asyncio.get_running_loop().time() - began
        self._left = credit(self._left, len(message.get("body", b"")), waited)
        self._is_read = not message.get("more_body", False)
        return message


class Protocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type] # which of two is known when it runs
    """uvicorn's, which waits for the head of a request for ever."""

    _alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio's own
        """A connection: a request is to come."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """A part of a request."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to watch."""
        super().connection_lost(exc)
        self._rest()

    def _watch(self) -> None:
        """Watch as long as no request is under way."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._rest()
        elif self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        self._alarm = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
