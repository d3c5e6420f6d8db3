"""Questions to the Bot API server that change nothing: does it know our token, does what it posts arrive?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from telegram.error import TelegramError

from bot.telegram.answers import CallRefused, Garbled
from bot.telegram.http import Aiohttp
from bot.telegram.settings import TelegramSettings

SECONDS = 5.0
"""How long the server may take, its connection included."""

REFUSED = "403"
"""What the server says of a call that we refused, among other words."""

TOKEN_REFUSED = (401, 404)
"""What the server answers to a token that is none of its own, or not any more."""


def probe(settings: TelegramSettings) -> str:
    """What is in the way, by its name in `[service.etats]`; empty when the server knows the token."""
    return asyncio.run(_ask(settings))


async def _ask(settings: TelegramSettings) -> str:
    request = Aiohttp()
    await request.initialize()
    base = f"{settings.api}/bot{settings.token}"
    info: object = None
    try:
        await asyncio.wait_for(request.call(f"{base}/getMe", {}, read_seconds=SECONDS), SECONDS)
        if settings.webhook:
            with suppress(CallRefused, Garbled):  # not every server has it
                asked = request.call(f"{base}/getWebhookInfo", {}, read_seconds=SECONDS)
                info = await asyncio.wait_for(asked, SECONDS)
    except CallRefused as error:
        return "jeton_refuse" if error.code in TOKEN_REFUSED else "telegram_autre"
    except Garbled:
        return "telegram_autre"
    except (TelegramError, TimeoutError):
        return "telegram_muet"
    finally:
        await request.shutdown()
    return _undelivered(info) if isinstance(info, dict) else ""


def _undelivered(info: dict[str, Any]) -> str:
    """Why updates wait at the server, by its name, where it could not post the last of them."""
    said = info.get("last_error_message")
    if not said or not info.get("pending_update_count"):
        return ""
    return "livraison_refusee" if REFUSED in str(said) else "livraison_echouee"
