"""Other servers than Telegram's: methods that are missing, answers that are short, bodies read in one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.settings import read
from handlers import outbox
from tests.bot.telegram.bot import living
from tests.bot.telegram.test_receiving import FIRST, SECOND
from tests.bot.telegram.test_story import LOGIN, exact, play
from tests.botapi.facade import FORM, JSON, NEEDED, PARTS, Habit, before
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN, Json

FILES = ("sendPhoto", "sendDocument")
REFUSED = b'{"ok":false}'


def numbers(_: str, result: object) -> object:
    """Of a message only its number, of the bot nothing but its own."""
    if not isinstance(result, dict):
        return result
    return {name: result[name] for name in ("id", "message_id") if name in result}


def true(method: str, result: object) -> object:
    """No message at all."""
    return True if method.startswith(("send", "edit")) else result


def poor(updates: list[Json]) -> list[Json]:
    """Messages of nobody, of no date, presses in no chat instance; each of them twice, the last one first."""
    for update in updates:
        press = update.get("callback_query", {})
        message = update.get("message") or press["message"]
        for name in ("date", "entities", *(() if press else ("from",))):
            message.pop(name, None)
        message["chat"] = {"id": message["chat"]["id"]}
        press.pop("chat_instance", None)
    return [update for update in reversed(updates) for _ in range(2)]


def far(updates: list[Json]) -> list[Json]:
    """Numbers that no 32 bits hold."""
    return [{**update, "update_id": update["update_id"] + 2**52} for update in updates]


HABITS = {
    "knows two methods, in HTTP/1.0": Habit(known=NEEDED, old=True, results=numbers),
    "breaks on what it lacks, reads JSON": Habit(known=NEEDED, lacking=(500, b"oops"), reads=JSON),
    "always 200, reads forms": Habit(known=NEEDED, lacking=(200, REFUSED), status=200, reads=FORM),
    "always true, reads parts": Habit(known=(*NEEDED, *FILES), lacking=(200, b""), reads=PARTS, results=true),
    "poor updates, twice, out of order": Habit(updates=poor, results=numbers),
    "far numbers, slow, on a path": Habit(updates=far, slow=0.05, prefix="/telegram/api"),
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a minute are waits of a moment."""
    monkeypatch.setattr(outbox, "BACKOFF_FIRST", 0.05)
    monkeypatch.setattr(outbox, "BACKOFF_MAX", 0.1)
    monkeypatch.setattr(outbox, "IDLE_SECONDS", 0.05)


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_the_conversation_goes_on_whatever_the_server_is_like(
    api: BotApi, tmp_path: Path, camille: Person, habit: Habit
) -> None:
    with before(api, habit) as facade, living(api, tmp_path, at=facade.url):
        camille.says("/start")
        question = camille.awaits(FIRST)
        for _ in range(2):
            camille.presses(question, data=buttons(question)[0]["callback_data"])
        camille.awaits(SECOND)
        with api.world.lock:
            camille.says("/depot")
            camille.says("/recap")
        camille.awaits("Remettre le lien en route")
        said = camille.reads()
        assert said.count(FIRST) == 1
        assert said.index("/depot/") < said.index("Remettre le lien en route")
        assert "(renvoi)" not in said


def test_what_waits_is_not_asked_for_without_end_where_nothing_is_ever_confirmed(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    with before(api, Habit(forgetful=True)) as facade, living(api, tmp_path, at=facade.url):
        camille.says("/start")
        camille.awaits(FIRST)
        calls = api.world.calls_of("getUpdates")
        before_, at = len(calls), calls[-1].at
        api.wait(lambda: len(api.world.calls_of("getUpdates")) >= before_ + 4)
        calls = api.world.calls_of("getUpdates")[before_:]
        assert calls[-1].at - at > 0.2 * (len(calls) - 1)
        assert camille.reads().count(FIRST) == 1


def test_the_whole_story_is_told_without_files_where_none_can_be_sent(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    habit = HABITS["breaks on what it lacks, reads JSON"]
    with before(api, habit) as other, living(api, tmp_path, at=other.url) as bot:
        play(bot, camille)
    assert any(LOGIN in block for message in camille.sees() for block in exact(message))
    assert "Je ne sais pas si le fichier" in camille.reads()
    assert "courriel-itslearning.eml" in camille.reads()


@pytest.mark.parametrize("end", ["/", "/bot", "/bot/", "/bot4242:AAtest-of-our-own_server", "/bot{token}"])
def test_the_address_of_a_server_may_be_written_as_libraries_want_it(end: str) -> None:
    environ = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": f"http://127.0.0.1:8081/api{end}"}
    settings = read(environ)
    assert settings
    assert settings.api == "http://127.0.0.1:8081/api"


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
