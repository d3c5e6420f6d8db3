"""Updates as JSON of any shape: their number, whose they are, and what a server may have left out."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from handlers.post import Arrival

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

NUMBER_MAX = 2**63 - 1


def arrival(bot: int, update: object) -> Arrival | None:
    """The update as the inbox keeps it; None when it has no usable number. Never raises."""
    number = number_of(update)
    if number is None or not isinstance(update, dict):
        return None
    content = {key: value for key, value in update.items() if key != "update_id"}
    digest = sha256(dumped(content)).hexdigest()
    return Arrival(bot, number, _chat_of(update) or "telegram", digest, dumped(update))


def number_of(update: object) -> int | None:
    """The number of an update; None where it has no usable one."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int and 0 <= number <= NUMBER_MAX else None


def chat_of(raw: bytes) -> str:
    """The private chat that an update came from; empty if there is none to answer to."""
    update = json.loads(raw)
    who = _chat_of(update)
    return who if who and not who.startswith("telegram:-") else ""


def press_of(update: object) -> str:
    """The number of a press, which the person's app waits to see answered; empty for anything else."""
    query = update.get("callback_query") if isinstance(update, dict) else None
    id = query.get("id") if isinstance(query, dict) else None
    return id if isinstance(id, str) else ""


def _chat_of(update: dict[str, Any]) -> str:
    """The chat of an update that may be of any shape; a press belongs to the chat of its message."""
    for kind, content in update.items():
        if not isinstance(content, dict):
            continue
        holder = content.get("message") if kind == "callback_query" else content
        chat = holder.get("chat") if isinstance(holder, dict) else None
        id = chat.get("id") if isinstance(chat, dict) else None
        if type(id) is int:
            return f"telegram:{id}"
    return ""


def dumped(value: object) -> bytes:
    """JSON as bytes, the same for the same content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def completed(holder: dict[str, Any]) -> dict[str, Any]:
    """A message or a press with what the library insists on and some servers leave out."""
    full = dict(holder)
    if isinstance(full.get("from"), dict):
        full["from"] = {"is_bot": False, "first_name": "", **full["from"]}
    if isinstance(full.get("message"), dict):
        full["message"] = completed(full["message"])
    chat = full.get("chat")
    if isinstance(chat, dict) and type(chat.get("id")) is int:
        full["chat"] = {"type": "private" if chat["id"] > 0 else "group", **chat}
        full.setdefault("date", 0)
    return full
