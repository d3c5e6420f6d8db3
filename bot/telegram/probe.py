"""A question to the Bot API server that changes nothing: does it know our token?"""

from __future__ import annotations

import asyncio

from telegram.error import TelegramError

from bot.telegram.answers import CallRefused, Garbled
from bot.telegram.http import Aiohttp
from bot.telegram.settings import TelegramSettings

SECONDS = 5.0
"""How long the server may take, its connection included."""

TOKEN_REFUSED = (401, 404)
"""What the server answers to a token that is none of its own, or not any more."""


def probe(settings: TelegramSettings) -> str:
    """What is in the way, by its name in `[service.etats]`; empty when the server knows the token."""
    return asyncio.run(_ask(settings))


async def _ask(settings: TelegramSettings) -> str:
    request = Aiohttp()
    await request.initialize()
    try:
        url = f"{settings.api}/bot{settings.token}/getMe"
        await asyncio.wait_for(request.call(url, {}, read_seconds=SECONDS), SECONDS)
    except CallRefused as error:
        return "jeton_refuse" if error.code in TOKEN_REFUSED else "telegram_autre"
    except Garbled:
        return "telegram_autre"
    except (TelegramError, TimeoutError):
        return "telegram_muet"
    finally:
        await request.shutdown()
    return ""
