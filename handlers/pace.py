"""How fast replies may leave: to one chat, to one group, to all together.

Telegram's own words (Bot FAQ, "How can I message all of my bot's subscribers at once?"): about one message a
second in a chat, with short bursts; twenty a minute in a group; thirty a second overall. A limiter lets its
burst through besides what it lets through steadily: both together stay within these numbers at any time.
"""

from __future__ import annotations

from collections import OrderedDict

from aiolimiter import AsyncLimiter

CHAT_BURST, CHAT_SECONDS = 5, 5.0
GROUP_BURST, GROUP_SECONDS = 5, 20.0
OVERALL = 30
CHATS_MAX = 10_000
"""Chats whose pace is remembered; the one that was quiet longest is forgotten first."""


class Pace:
    """Holds a reply back until it may leave. `overall` is a second's number, 0 for no limit at all."""

    def __init__(self, overall: int = OVERALL) -> None:
        self._unlimited = overall == 0
        burst = max(1, overall // OVERALL)
        self._all = AsyncLimiter(burst, burst / max(1, overall - burst + 1))
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def wait(self, who: str, *, group: bool) -> None:
        """Wait until the next reply to `who` may leave."""
        if self._unlimited:
            return
        chat = self._chats.get(who)
        if chat is None:
            burst, seconds = (GROUP_BURST, GROUP_SECONDS) if group else (CHAT_BURST, CHAT_SECONDS)
            chat = self._chats[who] = AsyncLimiter(burst, seconds)
        self._chats.move_to_end(who)
        if len(self._chats) > CHATS_MAX:
            self._chats.popitem(last=False)
        await chat.acquire()
        await self._all.acquire()
