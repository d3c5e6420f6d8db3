"""Updates read: what arrived, as the conversation understands it.

The Bot API's own rules (core.telegram.org/bots/api): an update has a number and one content; a press carries
1 to 64 bytes that anyone can forge; a `/start` payload can be typed by anyone too, and so means nothing here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import telegram

from handlers.readings import Arrival, Aside, Gone, Moved, Nothing, Reading, Said, Unreadable
from knowledge.dialogue.types import GLOBAL_NODE, Picked, Told

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

NUMBER_MAX = 2**63 - 1
DATA_BYTES_MAX = 64
_ABSENT = ("left", "kicked")

_KINDS = (
    ("document", "fichier"),
    ("photo", "photo"),
    ("voice", "voix"),
    ("audio", "voix"),
    ("sticker", "autocollant"),
    ("location", "position"),
    ("venue", "position"),
    ("contact", "contact"),
    ("poll", "sondage"),
)
"""Kinds of message that are not read, and the sentence for each; anything else is `autre`."""

_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "write_access_allowed",
)
"""What happens in a chat without anyone speaking to the bot."""


_READ = frozenset(
    {
        "message_id",
        "message_thread_id",
        "is_topic_message",
        "from",
        "chat",
        "date",
        "edit_date",
        "text",
        "entities",
        "media_group_id",
        "migrate_to_chat_id",
    }
)
"""The fields that are looked at; the rest is not even parsed, for other editions may write it otherwise."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update came from, as far as drawing the answer needs it."""

    thread: int | None = None
    pressed: int | None = None
    label: str = ""
    data: str = ""


def arrival(bot: int, update: object) -> Arrival | None:
    """The update as the inbox keeps it; None when it has no usable number. Never raises."""
    if not isinstance(update, dict):
        return None
    number = update.get("update_id")
    if type(number) is not int or not 0 <= number <= NUMBER_MAX:
        return None
    content = {key: value for key, value in update.items() if key != "update_id"}
    digest = sha256(dumped(content)).hexdigest()
    return Arrival(bot, number, _chat_of(update) or "telegram", digest, dumped(update))


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


def read(raw: bytes) -> Reading:
    """What an update means. Raises Unreadable."""
    content: dict[str, Any] = json.loads(raw)
    try:
        sent = content.get("message") or {}
        kinds = frozenset(sent)
        for name in ("message", "edited_message"):
            if content.get(name):
                content[name] = {key: value for key, value in content[name].items() if key in _READ}
        update = telegram.Update.de_json(content, None)
    except Exception:  # noqa: BLE001 - whatever the library meets in it
        raise Unreadable from None
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.edited_message is not None:
        return _edited(update.edited_message)
    if update.message is not None:
        return _message(update.message, kinds)
    return Nothing()


def _message(message: telegram.Message, kinds: frozenset[str]) -> Reading:
    who, origin = _who(message.chat), Origin(thread=_thread(message))
    if message.migrate_to_chat_id:
        return Moved(who, f"telegram:{message.migrate_to_chat_id}")
    if not kinds.isdisjoint(_SERVICE):
        return Nothing()
    if message.chat.type != "private":
        # In a group one person's answers would be everybody's: only a command is answered.
        is_command = any(entity.type == "bot_command" and not entity.offset for entity in message.entities)
        return Aside(who, "telegram.groupe", origin=origin) if is_command else Nothing()
    if message.text is not None:
        is_start = message.text.split(maxsplit=1)[:1] == ["/start"]
        return Said(who, Told("/start" if is_start else message.text), origin, welcome=is_start)
    word = next((word for name, word in _KINDS if name in kinds), "autre")
    once = f"album:{message.media_group_id}" if message.media_group_id else ""
    return Aside(who, f"telegram.{word}", once, origin)


def _edited(message: telegram.Message) -> Reading:
    if message.chat.type != "private":
        return Nothing()
    return Aside(_who(message.chat), "telegram.modifie", origin=Origin(thread=_thread(message)))


def _press(query: telegram.CallbackQuery) -> Reading:
    message = query.message
    chat = message.chat if message is not None else None
    if chat is None or chat.type != "private" or chat.id != query.from_user.id:
        return Nothing()
    data = query.data or ""
    node, colon, option = data.partition(":")
    if not (node and colon and option) or len(data.encode(errors="surrogatepass")) > DATA_BYTES_MAX:
        node, option = GLOBAL_NODE, ""
    assert message is not None  # noqa: S101 - it has a chat
    label = _label(message, data)
    pressed = message.message_id if label else None
    return Said(_who(chat), Picked(node, option), Origin(pressed=pressed, label=label, data=data))


def _membership(change: telegram.ChatMemberUpdated) -> Reading:
    who, before, after = _who(change.chat), change.old_chat_member.status, change.new_chat_member.status
    if after in _ABSENT:
        return Gone(who)
    if before in _ABSENT and change.chat.type != "private":
        return Aside(who, "telegram.groupe")
    return Nothing()


def _label(message: telegram.MaybeInaccessibleMessage, data: str) -> str:
    markup = message.reply_markup if isinstance(message, telegram.Message) else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    return next((button.text for button in buttons if button.callback_data == data), "")


def _who(chat: telegram.Chat) -> str:
    return f"telegram:{chat.id}"


def _thread(message: telegram.Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


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
