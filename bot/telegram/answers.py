"""What a Bot API server answers, and the ways in which no answer comes, by what is known then."""

from __future__ import annotations

import json
import re

from telegram.error import TelegramError

CHAT_WAIT_MAX = 86_400.0
"""Seconds that a chat waits at most, whatever number the server tells."""

NO_SUCH_METHOD = (404, 405, 501)
"""What a server answers that lacks a method; the others may work all the same."""

_MADE = re.compile(rb'\s*{\s*"ok"\s*:\s*true\s*,\s*"result"')
"""How an answer begins that is as it should be."""

_RETRY = re.compile(r"retry after ([0-9]{1,9})", re.IGNORECASE)
"""How long to wait, where it stands in the words alone."""


class CallRefused(TelegramError):
    """The server answered `ok: false`. `code` is the API's, or 500 and more where what answered is not it."""

    def __init__(self, code: int, description: str, *, retry_after: float = 0, moved_to: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.moved_to = moved_to


class Unsaid(CallRefused):
    """Something between us and the server answered (502 and a page): the server may have been asked."""


class Barred(CallRefused):
    """Something before the server answered (403 and a page), and let no call through."""


class NotSent(TelegramError):
    """The connection was not made: the call did not leave."""


class Broken(TelegramError):
    """The connection broke before the answer: the call may have arrived."""


class TooLarge(TelegramError):
    """What is fetched is larger than it may be."""


class NoAnswer(TelegramError):
    """The call left and no answer came in time."""


class Garbled(NoAnswer):
    """The server said that it is done (200), in words that cannot be read."""


def made(payload: bytes) -> bytes:
    """An answer of a call that was carried out, completed where it is short of something.

    Raises CallRefused for one that refuses, Garbled.
    """
    if _MADE.match(payload):
        return payload
    try:
        said = json.loads(payload or b"{}")
    except (ValueError, RecursionError):
        raise Garbled("no JSON") from None
    if not isinstance(said, dict):
        return json.dumps({"ok": True, "result": said}).encode()
    if said.get("ok", True) is False:
        code = said.get("error_code")
        raise refusal(code if isinstance(code, int) else 400, payload)
    return json.dumps({"ok": True, "result": said.get("result", True)}).encode()


def refusal(status: int, payload: bytes) -> CallRefused:
    """What an answer says that is no 2xx."""
    try:
        said = json.loads(payload)
        more = said.get("parameters") or {}
        description = str(said.get("description", ""))
        told = more.get("retry_after") or (_RETRY.search(description) or [0, 0])[1]
        retry = min(max(0.0, float(told)), CHAT_WAIT_MAX)
        moved = int(more.get("migrate_to_chat_id", 0))
        return CallRefused(status, description, retry_after=retry, moved_to=moved)
    except (ValueError, OverflowError, AttributeError, TypeError, RecursionError):
        # A proxy's page: nobody from the Bot API has said anything. Up to 499 it let no call through.
        return Barred(500, "no JSON") if status < 500 else Unsaid(status, "no JSON")
