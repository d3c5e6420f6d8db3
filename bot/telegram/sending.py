"""One reply sent.

What was drawn is JSON of the Bot API already: it is called as it is. python-telegram-bot, which sends the
files, would make objects of it, JSON of these again, and of the answer a whole message, of which one number
is read.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.telegram.answers import Broken, CallRefused, Garbled, NoAnswer, NotSent
from bot.telegram.cutting import TEXT_MAX
from bot.telegram.failures import BREAKS, LACKING_TRIES, Breaks, outcome_of
from bot.telegram.offer import picture
from bot.telegram.transport import ERRAND, FETCH
from handlers.outcomes import Arrived, Outcome, Refused, Unknown
from handlers.pace import Pace
from handlers.post import Parcel

BETWEEN = (502, 503, 504)
"""What a proxy answers that does not reach the server."""

SAME = "message is not modified"
"""What the server says of a change that was made already."""

ODD = (AttributeError, KeyError, TypeError, ValueError)
"""What the library raises at an answer that is short of something."""

Json = dict[str, Any]


Errand = Callable[[Parcel, Json], Awaitable[Outcome]]
"""Does what is no call (`bot.telegram.errands`)."""

Call = Callable[[str, Json], Awaitable[Any]]
"""Calls a method of the Bot API; returns its result. Raises TelegramError."""

_OF_MESSAGE = ("text", "entities", "reply_markup", "message_thread_id")
_PLAIN = ("chat_id", "text")


class Sender:
    """Sends parcels through one bot. `again` is what marks a text that may have arrived already.

    `sure`: the server has all methods, and one that breaks at a simple question is out of order.
    """

    def __init__(  # noqa: PLR0913 - all that a parcel goes through
        self, bot: telegram.Bot, call: Call, pace: Pace, errand: Errand, *, again: str, sure: bool = False
    ) -> None:
        self._bot = bot
        self._call = call
        self._errand = errand
        self._pace = pace
        self._again = again
        self._answers = sure
        self._breaks = Breaks()

    async def send(self, parcel: Parcel) -> Outcome:
        """Send one parcel; whatever a server does is an outcome. Raises what is wrong with the parcel."""
        try:
            return await self._sent(
                int(parcel.who.removeprefix("telegram:")), json.loads(parcel.payload), parcel
            )
        except TelegramError as error:
            return outcome_of(error)

    async def _sent(self, chat: int, content: Json, parcel: Parcel) -> Outcome:
        if content["method"] in {ERRAND, FETCH}:
            return await self._errand(parcel, content)
        if "edit" in content and (edited := await self._edit(chat, content, parcel)):
            return edited
        unbuttoned = (
            await self._unbutton(chat, content["unbutton"], parcel.buttons, parcel.id)
            if "unbutton" in content
            else ()
        )
        if content["method"] == "unbutton":
            return Arrived(unbuttoned=unbuttoned)
        if parcel.again:
            await self._reach()
        await self._pace.wait(parcel.who, group=chat < 0)
        match content["method"]:
            case "sendDocument":
                return await self._document(chat, content, parcel)
            case "sendPhoto":
                return await self._picture(chat, content, parcel)
        if parcel.again and len(content["text"]) + len(self._again) + 2 <= TEXT_MAX:
            content["text"] += f"\n\n{self._again}"
        return Arrived(await self._text(chat, content, parcel), unbuttoned)

    async def _reach(self) -> None:
        """Before what may have arrived is sent again: does the server answer at all? Raises NotSent."""
        try:
            await self._call("getMe", {})
            self._answers = True
        except CallRefused as error:
            if error.code in BETWEEN or (error.code >= BREAKS and self._answers):
                raise NotSent(str(error.code)) from None
        except (Garbled, *ODD):
            pass  # an answer, in whatever words
        except TelegramError as error:
            raise NotSent(type(error).__name__) from None

    async def _text(self, chat: int, content: Json, parcel: Parcel) -> int | None:
        """The number of the message, if it was told."""
        whole: Json = {"chat_id": chat, "link_preview_options": {"is_disabled": True}}
        whole |= {name: content[name] for name in _OF_MESSAGE if name in content}
        # Better plain than lost: the same words, with less and less that could be refused, or break a server.
        ways = (whole, _plain(whole), {"chat_id": chat, "text": content["text"]})
        rank = min(self._breaks.count(parcel.id, "sendMessage") // LACKING_TRIES, len(ways) - 1)
        while True:
            try:
                sent = await self._call("sendMessage", ways[rank])
            except CallRefused as error:
                if error.code == BREAKS:
                    self._breaks.note(parcel.id, "sendMessage")
                if rank == len(ways) - 1 or not isinstance(outcome_of(error), Refused):
                    raise
                rank += 1
            else:
                self._breaks.forget(parcel.id, "sendMessage")
                return _number(sent)

    async def _document(self, chat: int, content: Json, parcel: Parcel) -> Outcome:
        file = telegram.InputFile(b64decode(content["data"]), filename=content["name"])
        try:
            sent = await self._bot.send_document(
                chat, file, message_thread_id=content.get("message_thread_id")
            )
            return Arrived(sent.message_id)
        except CallRefused as error:
            if self._breaks.are_lack(error, parcel.id, "sendDocument"):
                return Unknown()  # its sentence tells how to have it another way
            raise
        except ODD:
            return Arrived()  # taken, and answered in a way that the library cannot read

    async def _picture(self, chat: int, content: Json, parcel: Parcel) -> Outcome:
        """The link as a picture. It stands in words too: refused for whatever reason, nothing is lost."""
        drawn = await asyncio.to_thread(picture, content["url"])
        try:
            sent = await self._bot.send_photo(
                chat,
                telegram.InputFile(drawn, filename="lien.png"),
                caption=content["caption"],
                message_thread_id=content.get("message_thread_id"),
            )
            return Arrived(sent.message_id)
        except CallRefused as error:
            if self._breaks.are_lack(error, parcel.id, "sendPhoto"):
                return Refused(f"{error.code} {error.description}")
            raise
        except ODD:
            return Arrived()

    async def _edit(self, chat: int, content: Json, parcel: Parcel) -> Outcome | None:
        """Change the message that was pressed in its place; None where that cannot be: it is sent anew.

        Done twice it is as if done once: what may have arrived is simply done again.
        """
        pressed = content["edit"]
        others = [each for each in parcel.buttons if each != pressed]
        unbuttoned = await self._unbutton(chat, {"pressed": None}, others, parcel.id)
        await self._pace.wait(parcel.who, group=chat < 0)
        changed = {"chat_id": chat, "message_id": pressed, "link_preview_options": {"is_disabled": True}}
        changed |= {name: content[name] for name in ("text", "entities", "reply_markup") if name in content}
        try:
            await self._call("editMessageText", changed)
        except CallRefused as error:
            if error.code in {401, 403, 429} or error.moved_to:
                raise
            if error.code >= BREAKS and not self._breaks.are_lack(error, parcel.id, "editMessageText"):
                raise NotSent(str(error.code)) from None
            if SAME not in error.description:
                return None
        except (Garbled, *ODD):
            pass  # done, in words that cannot be read
        except (NoAnswer, Broken) as error:
            if self._breaks.note(parcel.id, "editMessageText") >= LACKING_TRIES:
                return None
            raise NotSent(type(error).__name__) from None
        # Its row is written anew: the buttons are those of this reply now.
        return Arrived(pressed, (*unbuttoned, pressed))

    async def _unbutton(self, chat: int, mark: Json, buttons: Sequence[int], id: int) -> tuple[int, ...]:
        """Take old buttons away; the pressed one stays, to show what was answered. Returns theirs.

        `id` is the parcel's.
        """
        pressed = mark["pressed"]
        done = []
        for message in dict.fromkeys((*buttons, *((pressed,) if pressed is not None else ()))):
            bare: Json = {"chat_id": chat, "message_id": message}
            if message == pressed:
                label = f"✓ {mark['label'].removeprefix('✓ ')}"
                bare["reply_markup"] = {"inline_keyboard": [[{"text": label, "callback_data": mark["data"]}]]}
            try:
                await self._call("editMessageReplyMarkup", bare)
            except CallRefused as error:
                # Gone, too old, as it should be already, or beyond this server: nobody misses those buttons.
                if error.code in {401, 403, 429} or error.moved_to:
                    raise
                if error.code in BETWEEN and not self._breaks.are_lack(error, id, f"unbutton {message}"):
                    raise NotSent(str(error.code)) from None
            except (Garbled, *ODD):
                pass  # done, and answered in a way that cannot be read
            except (NoAnswer, Broken) as error:
                # Whether or not it was done, it can be done again, and the words have not left.
                if self._breaks.note(id, f"unbutton {message}") < LACKING_TRIES:
                    raise NotSent(type(error).__name__) from None
            done.append(message)
        return tuple(done)


def _number(sent: Any) -> int | None:  # noqa: ANN401 - whatever a server answers
    """The number of the message that was sent, where it can be read."""
    try:
        return int(sent["message_id"])
    except ODD:
        return None


def _plain(message: Json) -> Json:
    """The same words and the buttons that answer: no format, and nothing that a server may not know yet."""
    plain: Json = {name: message[name] for name in _PLAIN}
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    answering = [kept for row in rows if (kept := [button for button in row if "callback_data" in button])]
    return {**plain, "reply_markup": {"inline_keyboard": answering}} if answering else plain
