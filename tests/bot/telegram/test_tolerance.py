"""Other servers than Telegram's: methods that are missing, answers that are short, empty ones at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.telegram.bot import living
from tests.bot.telegram.test_receiving import FIRST, SECOND, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi

LACKING = (
    "deleteWebhook",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "answerCallbackQuery",
    "editMessageReplyMarkup",
    "sendPhoto",
)


@pytest.mark.parametrize("code", [404, 400])
def test_a_server_that_lacks_methods_is_enough(
    api: BotApi, tmp_path: Path, camille: Person, code: int
) -> None:
    for method in LACKING[1 if code == 400 else 0 :]:
        api.refuse(code, "Not Found", method=method, times=10_000)
    with living(api, tmp_path) as bot:
        camille.says("/start")
        question = camille.awaits(FIRST)
        camille.presses(question, buttons(question)[0]["text"])
        camille.awaits(SECOND)
        camille.says("/depot")
        camille.awaits("/depot/")
        settle(bot)


def test_people_and_chats_of_few_fields_are_understood(api: BotApi, tmp_path: Path, camille: Person) -> None:
    with living(api, tmp_path):
        api.world.push(message={"message_id": 1, "chat": {"id": 42}, "from": {"id": 42}, "text": "/start"})
        question = camille.awaits(FIRST)
        shown = {"message_id": question["message_id"], "chat": {"id": 42}}
        data = buttons(question)[0]["callback_data"]
        api.world.push(callback_query={"id": "7", "from": {"id": 42}, "message": shown, "data": data})
        camille.awaits(SECOND)


def test_empty_answers_that_come_at_once_are_not_asked_for_without_end(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    with living(api, tmp_path):
        camille.says("/start")
        camille.awaits(FIRST)
        api.hasty = True
        before = len(api.world.calls_of("getUpdates"))
        camille.says("1")
        camille.awaits(SECOND)
        api.wait(lambda: len(api.world.calls_of("getUpdates")) >= before + 5)
        calls = api.world.calls_of("getUpdates")[before:]
        assert calls[-1].at - calls[0].at > 0.2 * (len(calls) - 3)
