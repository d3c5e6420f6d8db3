"""Updates read: what arrived, as the conversation understands it.

The Bot API's own rules (core.telegram.org/bots/api): an update has a number and one content; a press carries
1 to 64 bytes that anyone can forge; a `/start` payload can be typed by anyone too, and so means nothing here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import telegram

from bot.telegram.lignes import is_of_lines
from bot.telegram.shapes import completed
from handlers.readings import Aside, Gone, Moved, Nothing, Reading, Said, Unreadable
from knowledge.dialogue.types import GLOBAL_NODE, Picked, Told

DATA_BYTES_MAX = 64

LATE, LATEST = timedelta(hours=1), timedelta(days=3)
"""How old a message is that is answered with an apology; the server keeps none for longer than a day, and so
an older one has no true date.
"""

DEPOSIT = "depot"
"""The command, and the button, that asks for a link to the deposit page."""

_ABSENT = ("left", "kicked")

_KINDS = (
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

_FORWARDED = ("forward_origin", "forward_date")
"""What a message has that is somebody else's, or an old one: it answers no question and gives no command."""

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
    """Where an update came from, as far as drawing the answer needs it.

    `offer`: the deposit page is what it asks for; `file` is to be fetched, and `name` is what its
    sender calls it; `album` names what it came together with.
    """

    who: str = ""
    thread: int | None = None
    pressed: int | None = None
    label: str = ""
    data: str = ""
    offer: bool = False
    file: str = ""
    name: str = ""
    album: str = ""


def read(raw: bytes, *, now: datetime, uploads: bool = False) -> Reading:
    """What an update means; `uploads`: files are fetched. Raises Unreadable."""
    content: dict[str, Any] = json.loads(raw)
    try:
        sent = content.get("message") or {}
        for name in ("message", "edited_message"):
            if content.get(name):
                content[name] = completed({k: v for k, v in content[name].items() if k in _READ})
        if query := content.get("callback_query"):
            under = completed(query.get("message") or {})
            content["callback_query"] = completed({"chat_instance": "", **query, "message": None})
        update = telegram.Update.de_json(content, None)
    except Exception:  # noqa: BLE001 - whatever the library meets in it
        raise Unreadable from None
    if update.callback_query is not None:
        return _press(update.callback_query, under)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.edited_message is not None:
        return _edited(update.edited_message)
    if update.message is not None:
        said = _message(update.message, sent, uploads=uploads)
        late = LATE < now - update.message.date < LATEST
        return replace(said, late=f"{now:%Y-%m-%d}") if late and isinstance(said, Said) else said
    return Nothing()


def _message(message: telegram.Message, sent: dict[str, Any], *, uploads: bool) -> Reading:
    who, kinds = _who(message.chat), frozenset(sent)
    origin = Origin(who=who, thread=_thread(message))
    if message.migrate_to_chat_id:
        return Moved(who, f"telegram:{message.migrate_to_chat_id}")
    if not kinds.isdisjoint(_SERVICE):
        return Nothing()
    if message.chat.type != "private":
        # In a group one person's answers would be everybody's: only a command is answered.
        is_command = any(entity.type == "bot_command" and not entity.offset for entity in message.entities)
        return Aside(who, "telegram.groupe", origin=origin) if is_command else Nothing()
    if message.text is not None:
        return _text(who, message.text, origin, forwarded=not kinds.isdisjoint(_FORWARDED))
    if "document" in kinds:
        return _document(who, sent["document"], message, origin, uploads=uploads)
    word = next((word for name, word in _KINDS if name in kinds), "autre")
    once = f"album:{message.media_group_id}" if message.media_group_id else ""
    return Aside(who, f"telegram.{word}", once, origin)


def _text(who: str, text: str, origin: Origin, *, forwarded: bool) -> Reading:
    if forwarded:
        return Aside(who, "telegram.transfere", origin=origin)
    word = (text.split(maxsplit=1) or [""])[0]
    if word == f"/{DEPOSIT}":
        return Aside(who, "telegram.depot.demande", origin=replace(origin, offer=True))
    is_start = word == "/start"
    return Said(who, Told("/start" if is_start else text), origin, welcome=is_start)


def _document(
    who: str, document: object, message: telegram.Message, origin: Origin, *, uploads: bool
) -> Reading:
    """A file: the deposit page is offered, or it is fetched. Its name is only what its sender says."""
    file = document.get("file_id") if isinstance(document, dict) else None
    album = message.media_group_id or ""
    once = f"album:{album}" if album else ""
    if not uploads or not isinstance(file, str):
        return Aside(who, "telegram.fichier", once, replace(origin, offer=True))
    name = document.get("file_name") if isinstance(document, dict) else None
    named = replace(origin, file=file, name=name if isinstance(name, str) else "", album=album)
    word = "telegram.fichiers_recus" if album else "telegram.fichier_recu"
    return Aside(who, word, once, named, always=True)


def _edited(message: telegram.Message) -> Reading:
    if message.chat.type != "private":
        return Nothing()
    return Aside(_who(message.chat), "telegram.modifie", origin=Origin(thread=_thread(message)))


def _press(query: telegram.CallbackQuery, under: dict[str, Any]) -> Reading:
    """A button of the message `under`, which the library would make whole: four fifths of reading a press."""
    chat, number = under.get("chat"), under.get("message_id")
    if not isinstance(chat, dict) or chat.get("type") != "private" or chat.get("id") != query.from_user.id:
        return Nothing()
    if type(number) is not int:
        raise Unreadable
    who, data = f"telegram:{query.from_user.id}", query.data or ""
    # A server that is started again counts its messages from 1: the moment tells them apart.
    once = f"press:{number}:{under.get('date')}:{data}"
    if not number or is_of_lines(data):
        once = f"press:{query.id}:{data}"
    label = _label(under.get("reply_markup"), data)
    origin = Origin(who=who, pressed=number if label else None, label=label, data=data)
    if data == f"{GLOBAL_NODE}:{DEPOSIT}":
        return Aside(who, "telegram.depot.demande", origin=Origin(who=who, offer=True))
    node, colon, option = data.partition(":")
    if not (node and colon and option) or len(data.encode(errors="surrogatepass")) > DATA_BYTES_MAX:
        node, option = GLOBAL_NODE, ""
    return Said(who, Picked(node, option), origin, once=once)


def _membership(change: telegram.ChatMemberUpdated) -> Reading:
    who, before, after = _who(change.chat), change.old_chat_member.status, change.new_chat_member.status
    if after in _ABSENT:
        return Gone(who)
    if before in _ABSENT and change.chat.type != "private":
        return Aside(who, "telegram.groupe")
    return Nothing()


def _label(markup: object, data: str) -> str:
    """What stands on the pressed button; empty where it is not to be read."""
    match markup:
        case {"inline_keyboard": [*rows]}:
            buttons = [button for row in rows if isinstance(row, list) for button in row]
        case _:
            buttons = []
    for button in buttons:
        match button:
            case {"callback_data": str(said), "text": str(text)} if said == data:
                return text
    return ""


def _who(chat: telegram.Chat) -> str:
    return f"telegram:{chat.id}"


def _thread(message: telegram.Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None
