"""What the server knows: chats and their members, messages, files, and the updates that wait for the bot."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.refusal import Refused, bad

TOKEN = "4242:AAtest-of-our-own_server"
DOWNLOAD_MAX = 20 << 20
QUERY_LIFE = 15 * 60
"""Seconds within which a press can be answered."""

Json = dict[str, Any]


@dataclass
class Call:
    """One call of the bot, and how it was answered."""

    method: str
    params: Json
    files: dict[str, tuple[str, bytes]]
    at: float
    code: int = 0
    description: str = ""
    result: Any = None
    accepted: bool = False

    @property
    def chat(self) -> int | None:
        """The chat it is about."""
        found = self.params.get("chat_id")
        return int(found) if found is not None else None


@dataclass
class Chat:
    """A chat; `refuses` is the 403 or 400 text that every message to it gets."""

    id: int
    type: str = "private"
    title: str = ""
    refuses: Refused | None = None
    messages: dict[int, Json] = field(default_factory=dict)

    def shown(self) -> Json:
        """As it stands in a message."""
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type, **name}


class World:
    """One bot's world. Every method may be called from any thread."""

    def __init__(self, token: str = TOKEN, *, now: Callable[[], float] = time.time) -> None:
        self.token = token
        self.now = now
        self.lock = threading.RLock()
        self.me: Json = {
            "id": int(token.split(":", maxsplit=1)[0]),
            "is_bot": True,
            "first_name": "Assistant",
            "username": "assistant_essai_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.calls: list[Call] = []
        self.updates: list[Json] = []
        self.confirmed: list[int] = []
        self.files: dict[str, tuple[str, bytes, int]] = {}
        self.queries: dict[str, float] = {}
        self.answered: dict[str, int] = {}
        self.commands: dict[str, list[Json]] = {}
        self.described: dict[str, str] = {}
        self.webhook: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self.secret = ""
        self.next_update = itertools.count(700_000_001)
        self._messages = itertools.count(1)
        self._queries = itertools.count(9_000_000_001)
        self.woken: Callable[[], None] = lambda: None

    # ── what the outside does ──────────────────────────────────────────────────────────────────

    def chat(self, id: int, type: str = "private", title: str = "Personne") -> Chat:
        """The chat, made if need be."""
        with self.lock:
            return self.chats.setdefault(id, Chat(id, type, title))

    def push(self, **content: object) -> int:
        """Queue an update; return its number."""
        with self.lock:
            number = next(self.next_update)
            self.updates.append({"update_id": number, **content})
        self.woken()
        return number

    def push_raw(self, update: Json) -> None:
        """Queue an update as it is, numbers and faults included."""
        with self.lock:
            self.updates.append(update)
        self.woken()

    def file(self, data: bytes, *, name: str = "", size: int | None = None) -> str:
        """Keep a file that somebody sent; return its id."""
        with self.lock:
            id = f"BQAC{len(self.files):08d}"
            self.files[id] = (name, data, len(data) if size is None else size)
            return id

    def message(self, chat: Chat, **content: object) -> Json:
        """A message in a chat, kept there."""
        with self.lock:
            number = next(self._messages)
            made = {"message_id": number, "date": int(self.now()), "chat": chat.shown(), **content}
            chat.messages[number] = made
            return made

    def query(self) -> str:
        """The number of a new press."""
        with self.lock:
            number = str(next(self._queries))
            self.queries[number] = self.now()
            return number

    # ── what the methods ask ───────────────────────────────────────────────────────────────────

    def target(self, params: Json) -> Chat:
        """The chat of `chat_id`. Raises Refused as the server does for one that cannot be written to."""
        given = params.get("chat_id")
        if given in (None, ""):
            raise bad("chat_id is empty")
        try:
            chat = self.chats[int(given)]
        except (ValueError, KeyError):
            raise bad("chat not found") from None
        if chat.refuses is not None:
            raise chat.refuses
        return chat

    def existing(self, params: Json) -> Json:
        """The message to edit."""
        chat = self.target(params)
        try:
            message = chat.messages[int(params["message_id"])]
        except (KeyError, ValueError):
            raise bad("message to edit not found") from None
        if message.get("from", {}).get("id") != self.me["id"]:
            raise bad("message can't be edited")
        return message

    def calls_of(self, *methods: str, chat: int | None = None) -> list[Call]:
        """The calls of some methods, in the order they came."""
        with self.lock:
            return [
                call for call in self.calls if call.method in methods and (chat is None or call.chat == chat)
            ]

    def sent_to(self, chat: int) -> list[Json]:
        """The bot's messages in a chat, as they now stand."""
        with self.lock:
            messages = self.chats[chat].messages.values() if chat in self.chats else ()
            return [message for message in messages if message.get("from", {}).get("is_bot")]
