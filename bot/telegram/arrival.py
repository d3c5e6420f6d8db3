"""What the server is told when the bot arrives: how updates come, and what people see before they write."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.telegram.answers import NO_SUCH_METHOD, Broken, CallRefused, NoAnswer
from bot.telegram.http import READ_SECONDS, Aiohttp
from bot.telegram.probe import TOKEN_REFUSED
from bot.telegram.settings import TelegramSettings
from bot.telegram.shapes import WANTED


async def set_way(bot: telegram.Bot, request: Aiohttp, settings: TelegramSettings, secret: str) -> None:
    """Have updates posted with `secret`, or let them be asked for. Raises TelegramError."""
    base = f"{settings.api}/bot{settings.token}"
    try:
        if settings.webhook:
            await bot.set_webhook(settings.webhook, secret_token=secret, allowed_updates=list(WANTED))
        else:
            await bot.delete_webhook(drop_pending_updates=False)
    except (CallRefused, Broken, NoAnswer) as error:
        code = error.code if isinstance(error, CallRefused) else 0
        if code == TOKEN_REFUSED[0] or (settings.webhook and code not in NO_SUCH_METHOD):
            raise
        # A server of one's own may lack the method, or the token is none: this call tells. Updates are only
        # given while none are posted, and asking for them without an offset confirms none.
        method, params = ("getMe", {}) if settings.webhook else ("getUpdates", {"timeout": 0, "limit": 1})
        await request.call(f"{base}/{method}", params, read_seconds=READ_SECONDS)


async def present(bot: telegram.Bot, words: dict[str, Any]) -> None:
    """Set menu and descriptions; each may fail, the bot works without."""
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: bot.set_my_commands(list(words["menu"].items())),
        lambda: bot.set_my_description(words["presentation"]),
        lambda: bot.set_my_short_description(words["resume"]),
    )
    for call in calls:
        with contextlib.suppress(TelegramError):
            await call()
