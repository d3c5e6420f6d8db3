"""Other servers than Telegram's: methods that are missing, answers that are short, bodies read in one way."""

from __future__ import annotations

import json
import time
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.telegram import failures, polling
from bot.telegram.sending import ODD
from bot.telegram.settings import read
from handlers import outbox
from storage import tables
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, SECOND, rows, settle
from tests.bot.telegram.test_story import LOGIN, exact, play
from tests.botapi.facade import FORM, JSON, NEEDED, PARTS, Habit, before
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN, Json, World

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


def as_text(value: object) -> object:
    """Numbers as text."""
    match value:
        case bool() | None:
            return value
        case int():
            return str(value)
        case dict():
            return {name: as_text(inner) for name, inner in value.items()}
        case list():
            return [as_text(inner) for inner in value]
    return value


def in_texts(updates: list[Json]) -> list[Json]:
    """Numbers as text, lists and keyboards as the text of their JSON."""
    for update in updates:
        message = update.get("message") or update["callback_query"]["message"]
        for name in {"entities", "reply_markup"} & message.keys():
            message[name] = json.dumps(message[name])
    return [as_text(update) for update in updates]  # type: ignore[misc]  # objects stay objects


def in_thousandths(updates: list[Json]) -> list[Json]:
    """Moments as JavaScript counts them, presses whose message is not told and whose number is one."""
    for update in updates:
        if press := update.get("callback_query"):
            update["callback_query"] = {**press, "id": int(press["id"])}
            del update["callback_query"]["message"]
        else:
            update["message"]["date"] *= 1000
    return updates


def nothing(method: str, result: object) -> object:
    """Where there are no updates there is no list of them; a message is told by its number as text."""
    if method == "getUpdates":
        return result or None
    return (
        {"message_id": str(result["message_id"])} if isinstance(result, dict) and "date" in result else result
    )


def as_old(method: str, params: Json) -> Json | None:
    """A server that knows neither buttons that copy nor how links are shown."""
    if method == "sendMessage" and ("copy_text" in str(params) or "link_preview_options" in params):
        return {"error_code": 400, "description": "Bad Request: unsupported parameter"}
    return None


def as_fragile(method: str, params: Json) -> Json | None:
    """A server that breaks at them."""
    refused = as_old(method, params)
    return {"error_code": 500, "description": "Internal Server Error"} if refused else None


def spread(said: Json) -> bytes:
    """JSON on many lines, with a mark at its beginning."""
    return b"\xef\xbb\xbf" + json.dumps(said, indent=2).encode()


LACKS = b'{"ok":false,"error_code":404,"description":"Not Found: method not found"}'


HABITS = {
    "numbers as text": Habit(updates=in_texts, results=nothing),
    "thousandths of a second, presses of no message": Habit(updates=in_thousandths, words=spread),
    "breaks at what is new": Habit(rejects=as_fragile),
    "ends connections without a word": Habit(silent=True),
    "ends connections at what it lacks": Habit(known=NEEDED, breaks=("deleteWebhook", "setMyCommands")),
    "tells what it lacks, knows nothing new": Habit(known=NEEDED, lacking=(404, LACKS), rejects=as_old),
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
    monkeypatch.setattr(failures, "DOUBT_SECONDS", 0.1)


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_the_conversation_goes_on_whatever_the_server_is_like(
    api: BotApi, tmp_path: Path, camille: Person, habit: Habit
) -> None:
    with before(api, habit) as facade, living(api, tmp_path, at=facade.url) as bot:
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
        # One that says 500 may have carried it out, for all that anyone knows.
        assert ("(renvoi)" in said) == (habit.rejects is as_fragile)
        settle(bot)
        # What came of a reply is the server's word, not how the library stumbled over it.
        assert not {row["reason"] for row in rows(bot, tables.outbox)} & {error.__name__ for error in ODD}


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


def unnumbered(updates: list[Json]) -> list[Json]:
    """Updates of which none can be confirmed."""
    return [{name: value for name, value in update.items() if name != "update_id"} for update in updates]


def test_updates_without_a_number_are_asked_for_less_and_less_often(
    api: BotApi, tmp_path: Path, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer is kept in the quarantine."""
    monkeypatch.setattr(polling, "PAUSE_FIRST", 0.05)
    monkeypatch.setattr(polling, "SOON", 0.0)
    camille.says("/start")
    with before(api, Habit(updates=unnumbered)) as other, living(api, tmp_path, at=other.url):
        api.wait(lambda: len(api.world.calls_of("getUpdates")) >= 6)
    calls = api.world.calls_of("getUpdates")
    assert calls[5].at - calls[4].at > 2 * polling.PAUSE_FIRST


def test_the_whole_story_is_told_without_files_where_none_can_be_sent(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    habit = HABITS["breaks on what it lacks, reads JSON"]
    with before(api, habit) as other, living(api, tmp_path, at=other.url) as bot:
        play(bot, camille)
    assert any(LOGIN in block for message in camille.sees() for block in exact(message))
    assert "Je ne sais pas si le fichier" in camille.reads()
    assert "courriel-itslearning.eml" in camille.reads()


def test_a_server_that_is_started_again_and_counts_from_one_is_served_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Updates, messages and presses have numbers that were seen; what they say is new."""
    monkeypatch.setattr(polling, "PAUSE_MAX", 0.1)
    port, bot = 0, None
    for run in range(3):
        world = World(now=partial(sum, (time.time(), run)))
        world.next_update = count(1)
        with BotApi(port=port, world=world) as api:
            port = api.port
            bot = bot or Bot(api, tmp_path).start()
            bot.api = api
            camille = Person(api, 42)
            camille.says("/recommencer")
            question = camille.awaits(FIRST, seconds=60)
            camille.presses(question, data=buttons(question)[0]["callback_data"])
            camille.awaits(SECOND)
            settle(bot)
            assert camille.reads().count(SECOND) == 1
    assert bot
    bot.stop()
    bot.store.close()


@pytest.mark.parametrize(
    ("code", "said", "waits"),
    [
        (429, "Too Many Requests: retry after 1", 1.0),
        (429, "Flood", 0.1),
    ],
)
def test_what_a_server_says_in_words_alone_is_heeded(
    polled: Bot, camille: Person, code: int, said: str, waits: float
) -> None:
    polled.api.refuse(code, said, chat=42)
    camille.says("/start")
    camille.awaits(FIRST)
    first, second = polled.api.world.calls_of("sendMessage")
    assert second.at - first.at >= waits
    assert "(renvoi)" not in camille.reads()


def test_a_chat_that_is_not_found_stops_no_other_whatever_the_code(
    polled: Bot, camille: Person, dominique: Person
) -> None:
    polled.api.refuse(404, "Not Found: chat not found", chat=42)
    camille.says("/start")
    settle(polled)
    dominique.says("/start")
    dominique.awaits(FIRST)
    assert not camille.sees()


def test_a_huge_wait_for_updates_is_not_taken_at_its_word(
    api: BotApi, tmp_path: Path, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "POLL_WAIT_MAX", 0.2)
    api.refuse(429, "Too Many Requests: retry after 900000000", method="getUpdates", retry_after=900_000_000)
    with living(api, tmp_path):
        camille.says("/start")
        camille.awaits(FIRST)


def at_an_address(method: str, result: object) -> object:
    """The whole address of a file, on a name that the bot does not know the server by."""
    if method == "getFile" and isinstance(result, dict):
        return {"file_path": f"http://fichiers.exemple/file/bot{TOKEN}/{result['file_path']}"}
    return result


def test_a_file_is_fetched_where_the_server_is_whatever_address_it_tells(
    api: BotApi, tmp_path: Path, camille: Person, ecole: Path
) -> None:
    habit = Habit(results=at_an_address)
    with before(api, habit) as other, living(api, tmp_path, at=other.url, uploads=True):
        camille.says("/start")
        camille.awaits(FIRST)
        camille.sends_file((ecole / "pronote-eleves.csv").read_bytes(), "liste.csv")
        camille.awaits("425 personnes")


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
