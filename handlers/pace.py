"""How fast replies may leave: to one chat, to one group, to all together.

Telegram's own words (Bot FAQ, "How can I message all of my bot's subscribers at once?"): about one message a
second in a chat, with short bursts; twenty a minute in a group; thirty a second overall. A limiter lets its
burst through besides what it lets through steadily: both together stay within these numbers at any time.
Where several processes send, each has its part of what goes out overall and to groups; to the chat of one
person they keep the pace each, for short bursts are suffered there. None takes up much more than it may send
soon, so that what waits is sent by all of them; a group's part is lost where one process alone writes to it.
"""

from __future__ import annotations

from collections import OrderedDict
from math import ceil

from aiolimiter import AsyncLimiter

CHAT_BURST, CHAT_SECONDS = 5, 5.0
GROUP_BURST, GROUP_MINUTE = 5, 20
OVERALL = 30
LEAST = 0.5
AHEAD_SECONDS = 2.0
"""One of several processes takes up what it may send in so many seconds; the others find the rest."""

CHATS_MAX = 10_000
"""Chats whose pace is remembered; the one that was quiet longest is forgotten first."""


class Pace:
    """Holds a reply back until it may leave. `overall` is a second's number, 0 for no limit at all."""

    def __init__(self, overall: int = OVERALL) -> None:
        self._unlimited = overall == 0
        self._overall = overall
        self._processes = 1
        self._waiting = 0
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._divide()

    @property
    def room(self) -> int:
        """How many more replies are to be taken up now."""
        if self._unlimited or self._processes == 1:
            return CHATS_MAX
        return max(0, ceil(self._overall / self._processes * AHEAD_SECONDS) - self._waiting)

    def share(self, processes: int) -> None:
        """So many processes send, this one among them."""
        if processes == self._processes or self._unlimited:
            return
        self._processes = processes
        self._divide()

    def _divide(self) -> None:
        burst = max(1, self._overall // (OVERALL * self._processes))
        self._all = _limiter(burst, (self._overall + 1) / self._processes - burst, 1.0)
        self._chats.clear()

    async def wait(self, who: str, *, group: bool) -> None:
        """Wait until the next reply to `who` may leave."""
        if self._unlimited:
            return
        chat = self._chats.get(who)
        if chat is None:
            chat = self._chats[who] = self._group() if group else AsyncLimiter(CHAT_BURST, CHAT_SECONDS)
        self._chats.move_to_end(who)
        if len(self._chats) > CHATS_MAX:
            self._chats.popitem(last=False)
        await chat.acquire()
        self._waiting += 1
        try:
            await self._all.acquire()
        finally:
            self._waiting -= 1

    def _group(self) -> AsyncLimiter:
        burst = max(1, GROUP_BURST // self._processes)
        return _limiter(burst, GROUP_MINUTE // self._processes - burst, 60.0)


def _limiter(burst: int, steady: float, seconds: float) -> AsyncLimiter:
    """A burst, and so many in so many seconds; very many processes have a little each all the same."""
    return AsyncLimiter(burst, burst * seconds / max(steady, LEAST))
