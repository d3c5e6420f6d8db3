"""Presses answered at once, so that the person's app stops waiting; the reply to them follows in its turn."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from bot.telegram.answers import CallRefused
from bot.telegram.sending import Call
from bot.telegram.shapes import chat_of, dumped
from bot.telegram.transport import Transport
from handlers.depot import Depot
from knowledge.dialogue.errors import HouseError
from knowledge.dialogue.types import Text

TOO_LATE = "query is too old"
"""What the server says of a press that it holds no longer."""


@dataclass(frozen=True, slots=True)
class Presses:
    """Answers the presses of one bot."""

    call: Call
    depot: Depot
    transport: Transport

    async def answer(self, press: str, update: Any) -> None:  # noqa: ANN401 - JSON
        """Tell the app that it arrived; where that is too late, its person is told in the chat."""
        try:
            await self.call("answerCallbackQuery", {"callback_query_id": press})
        except CallRefused as error:
            if TOO_LATE in error.description and (who := chat_of(dumped(update))):
                word = self.transport.guide.word("telegram.appui_tardif")
                late = self.transport.draw((Text(word),), None)
                with suppress(HouseError):
                    await self.depot.say_once(who, f"late press:{press}", late)
        except TelegramError:
            pass  # the reply tells it anyway
