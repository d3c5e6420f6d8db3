"""The people who write to the bot: what they do becomes updates as the server makes them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.botapi.server import BotApi
from tests.botapi.world import Chat, Json


@dataclass
class Person:
    """Somebody in a chat with the bot: private when the chat's id is theirs."""

    api: BotApi
    id: int
    name: str = "Camille"
    chat_id: int = 0
    kind: str = "private"

    def __post_init__(self) -> None:
        self.chat_id = self.chat_id or self.id
        self.api.world.chat(self.chat_id, self.kind, self.name)

    @property
    def chat(self) -> Chat:
        """The chat."""
        return self.api.world.chats[self.chat_id]

    @property
    def user(self) -> Json:
        """As it stands in `from`."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "fr"}

    def sends(self, **content: object) -> Json:
        """A message of any kind; returns it."""
        message = self.api.world.message(self.chat, **{"from": self.user}, **content)
        self.api.world.push(message=message)
        return message

    def says(self, text: str, **more: object) -> Json:
        """A text; a command carries its entity."""
        if text.startswith("/"):
            size = len(text.split(maxsplit=1)[0])
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": size}]
        return self.sends(text=text, **more)

    def edits(self, message: Json, text: str) -> None:
        """Another text in the place of one."""
        edited = {**message, "text": text, "edit_date": message["date"] + 5}
        self.chat.messages[message["message_id"]] = edited
        self.api.world.push(edited_message=edited)

    def sends_file(self, data: bytes, name: str, *, size: int | None = None, **more: object) -> str:
        """A document; returns its id."""
        id = self.api.world.file(data, name=name, size=size)
        shown = {"file_id": id, "file_unique_id": f"u{id}", "file_name": name, "file_size": size or len(data)}
        self.sends(document=shown, **more)
        return id

    def presses(self, message: Json, label: str = "", *, data: str | None = None) -> str:
        """Press a button by its label (or send data that no button has); returns the query's number."""
        if data is None:
            data = next(button["callback_data"] for button in buttons(message) if button["text"] == label)
        query = self.api.world.query()
        self.api.world.push(
            callback_query={
                "id": query,
                "from": self.user,
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )
        return query

    def becomes(self, status: str, *, before: str = "member") -> None:
        """The bot's own membership changes (`kicked`: blocked, in a private chat)."""
        me = {key: self.api.world.me[key] for key in ("id", "is_bot", "first_name", "username")}
        self.api.world.push(
            my_chat_member={
                "chat": self.chat.shown(),
                "from": self.user,
                "date": int(self.api.world.now()),
                "old_chat_member": {
                    "user": me,
                    "status": before,
                    **({"until_date": 0} if before == "kicked" else {}),
                },
                "new_chat_member": {
                    "user": me,
                    "status": status,
                    **({"until_date": 0} if status == "kicked" else {}),
                },
            }
        )

    # ── what they see ──────────────────────────────────────────────────────────────────────────

    def sees(self) -> list[Json]:
        """The bot's messages here, as they now stand."""
        return self.api.world.sent_to(self.chat_id)

    def reads(self) -> str:
        """Their texts together."""
        return "\n".join(message.get("text", "") for message in self.sees())

    def awaits(self, text: str, *, times: int = 1, seconds: float = 20.0) -> Json:
        """Wait for a message that holds the text; returns the last one."""
        self.api.wait(lambda: len(self._with(text)) >= times, seconds=seconds)
        return self._with(text)[-1]

    def _with(self, text: str) -> list[Json]:
        return [m for m in self.sees() if text in m.get("text", "") or text in m.get("caption", "")]


def buttons(message: Json) -> list[Json]:
    """The buttons below a message."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]
