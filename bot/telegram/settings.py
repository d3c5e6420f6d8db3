"""The settings of the Telegram bot. Their names are short, as every host of bots knows them.

`TELEGRAM_TOKEN` (or the file `TELEGRAM_TOKEN_FILE`) starts the bot. `TELEGRAM_API` is the address of a Bot
API server of one's own. `TELEGRAM_WEBHOOK` is the public https address of this machine: updates are then
posted to it instead of being asked for. `TELEGRAM_RATE` is how many messages may leave in a second, 0 for any
number. `TELEGRAM_UPLOADS=1` lets files come through Telegram; without it they are deposited on the page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from handlers.pace import OVERALL
from knowledge.dialogue.errors import BadSetting

OFFICIAL = "https://api.telegram.org"
HOOK_PATH = "/telegram"
RATE_MAX = 10_000

_TOKEN = re.compile(r"(?P<bot>[1-9][0-9]{0,15}):[A-Za-z0-9_-]{3,100}")
_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How the bot is set up. The token is never shown."""

    token: str = field(repr=False)
    api: str = OFFICIAL
    webhook: str = ""
    rate: int = OVERALL
    uploads: bool = False

    @property
    def bot(self) -> int:
        """The bot's number, which its token begins with."""
        return int(self.token.partition(":")[0])


def read(environ: Mapping[str, str] | None = None) -> TelegramSettings | None:
    """Read the settings; None when there is no token, and so no bot.

    Raises BadSetting with the name of the variable; a token that is none is not said again.
    """
    known = os.environ if environ is None else environ
    token = _token(known)
    if not token:
        return None
    if not _TOKEN.fullmatch(token):
        raise BadSetting(name="TELEGRAM_TOKEN", value=_HIDDEN)
    webhook = _url(known, "TELEGRAM_WEBHOOK")
    if webhook and not webhook.endswith(HOOK_PATH):
        webhook += HOOK_PATH
    api = _url(known, "TELEGRAM_API")
    # As libraries want it: with what comes before the method.
    for end in ("/bot{token}", f"/bot{token}", "/bot"):
        api = api.removesuffix(end)
    return TelegramSettings(token, api or OFFICIAL, webhook, _rate(known), _switch(known, "TELEGRAM_UPLOADS"))


def _token(known: Mapping[str, str]) -> str:
    path = known.get("TELEGRAM_TOKEN_FILE", "").strip()
    if not path:
        return known.get("TELEGRAM_TOKEN", "").strip()
    try:
        return Path(path).expanduser().read_text("utf-8-sig").strip()
    except (OSError, ValueError, RuntimeError):
        raise BadSetting(name="TELEGRAM_TOKEN_FILE", value=path) from None


def _url(known: Mapping[str, str], name: str) -> str:
    value = known.get(name, "").strip().rstrip("/")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.query and parts.port != 0
    except ValueError:
        usable = False
    if value and not usable:
        raise BadSetting(name=name, value=value)
    return value


def _switch(known: Mapping[str, str], name: str) -> bool:
    value = known.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise BadSetting(name=name, value=value)
    return value == "1"


def _rate(known: Mapping[str, str]) -> int:
    value = known.get("TELEGRAM_RATE", "").strip()
    if not value:
        return OVERALL
    if not (value.isascii() and value.isdecimal() and int(value) <= RATE_MAX):
        raise BadSetting(name="TELEGRAM_RATE", value=value)
    return int(value)
