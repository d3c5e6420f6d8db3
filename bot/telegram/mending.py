"""What servers of one's own write in other shapes than Telegram's: mended before anything else is done.

Numbers as text, moments in thousandths of a second, lists as the text of their JSON, a press without the
message that it belongs to. What is as Telegram writes it is not touched, and what makes no sense neither.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

_NUMBERS = ("message_id", "message_thread_id", "migrate_to_chat_id", "date", "edit_date")
_MOMENTS = ("date", "edit_date")
_TEXTS = (("entities", list), ("reply_markup", dict))
"""Fields that some servers give as the text of their JSON, and what they are."""

MILLISECONDS = range(1_500_000_000_000, 4_000_000_000_000)
"""What is no number of seconds, but one of milliseconds: of the years 2017 to 2096."""


DIGITS_MAX = 20


def updates_in(answer: object) -> list[Any]:
    """The updates of an answer; none where there is no list of any."""
    if isinstance(answer, str):
        answer = _parsed(answer)
    if isinstance(answer, dict):
        answer = [answer] if "update_id" in answer else []
    return answer if isinstance(answer, list) else []


def mend(update: object) -> object:
    """Mend an update where it stands, and return it. Never raises."""
    if not isinstance(update, dict):
        return update
    _count(update, ("update_id",))
    for kind, content in update.items():
        if not isinstance(content, dict):
            continue
        if kind == "callback_query":
            _press(content)
        else:
            _message(content)
    return update


def _press(press: Json) -> None:
    if type(press.get("id")) is int:
        press["id"] = str(press["id"])
    _identify(press, "from")
    message, sender = press.get("message"), press.get("from")
    if isinstance(message, dict):
        _message(message)
    elif message is None and "inline_message_id" not in press and isinstance(sender, dict):
        # Whoever presses does so in their own chat: in no other are there buttons.
        press["message"] = {"message_id": 0, "date": 0, "chat": {"id": sender.get("id"), "type": "private"}}


def _message(message: Json) -> None:
    _count(message, _NUMBERS)
    for name in _MOMENTS:
        moment = message.get(name)
        if type(moment) is int and moment in MILLISECONDS:
            message[name] = moment // 1000
        elif name in message and type(moment) is not int:
            del message[name]
    for name, kind in _TEXTS:
        if name in message and not isinstance(message[name], kind):
            found = _parsed(message[name])
            if isinstance(found, kind):
                message[name] = found
            else:
                del message[name]
    _identify(message, "chat")
    _identify(message, "from")


def _identify(holder: Json, name: str) -> None:
    if isinstance(who := holder.get(name), dict):
        _count(who, ("id",))


def _count(holder: Json, names: tuple[str, ...]) -> None:
    """Numbers for what is written as text, or with a decimal point."""
    for name in names:
        match holder.get(name):
            case float(value) if value.is_integer():
                holder[name] = int(value)
            case str(value) if len(value) < DIGITS_MAX and value.removeprefix("-").isdecimal():
                holder[name] = int(value)


def _parsed(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
