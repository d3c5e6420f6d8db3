"""What leaves: every reply in order, until it has arrived or never can (faults 16 to 25, 44, 52)."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from handlers import outbox as sending
from knowledge.dialogue.errors import KeyMissing
from storage.tables import inbox, outbox
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, SECOND, rows, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a minute are waits of a moment."""
    monkeypatch.setattr(sending, "BACKOFF_FIRST", 0.05)
    monkeypatch.setattr(sending, "BACKOFF_MAX", 0.2)
    monkeypatch.setattr(sending, "STOPPED_SECONDS", 0.3)
    monkeypatch.setattr(sending, "IDLE_SECONDS", 0.05)


def test_a_chat_told_to_wait_waits_as_long_as_told_and_no_other_does(
    polled: Bot, camille: Person, dominique: Person
) -> None:
    polled.api.refuse(429, "Too Many Requests: retry after 2", chat=42, retry_after=2)
    camille.says("/start")
    polled.api.wait(lambda: polled.api.world.calls_of("sendMessage", chat=42))
    dominique.says("/start")
    dominique.awaits(FIRST)
    assert not camille.sees()
    camille.awaits(FIRST)
    first, second = polled.api.world.calls_of("sendMessage", chat=42)
    assert second.at - first.at >= 2


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the group chat"),
        (400, "Bad Request: chat not found"),
    ],
)
def test_a_closed_chat_is_not_written_to_again_until_its_person_comes_back(
    polled: Bot, camille: Person, code: int, description: str
) -> None:
    polled.api.refuse(code, description, chat=42)
    camille.says("/start")
    settle(polled)
    assert len(polled.api.world.calls_of("sendMessage", chat=42)) == 1
    assert [row["status"] for row in rows(polled, outbox)] == ["dead"]
    camille.says("/start")
    camille.awaits(FIRST)


def test_a_person_who_blocks_the_bot_gets_nothing_more(polled: Bot, camille: Person) -> None:
    polled.api.refuse(429, "Too Many Requests", chat=42, retry_after=600)
    camille.says("/start")
    polled.api.wait(lambda: polled.api.world.calls_of("sendMessage", chat=42))
    camille.becomes("kicked")
    settle(polled)
    assert len(polled.api.world.calls_of("sendMessage", chat=42)) == 1


def test_a_text_nobody_knows_about_is_sent_once_more_and_marked(
    api: BotApi, tmp_path: Path, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.http.READ_SECONDS", 0.3)
    with living(api, tmp_path) as bot:
        bot.service._request._read_seconds = 0.3
        api.fail("slow", "sendMessage", seconds=1.0, times=5)
        camille.says("/start")
        camille.awaits(FIRST, times=2)
        settle(bot)
        assert len(camille.sees()) == 2
        assert camille.sees()[1]["text"].endswith("(renvoi)")
        assert [row["reason"] for row in rows(bot, outbox)] == ["uncertain"]


def test_a_file_nobody_knows_about_is_never_sent_again(polled: Bot, camille: Person) -> None:
    polled.api.fail("cut", "sendDocument")
    for said in ("/start", "1", "/recap"):
        camille.says(said)
        settle(polled)
    camille.awaits("Je ne sais pas si le fichier")
    settle(polled)
    documents = polled.api.world.calls_of("sendDocument")
    assert len([call for call in documents if call.accepted]) == 1


def test_a_refused_format_is_the_same_text_plain(polled: Bot, camille: Person) -> None:
    polled.api.refuse(
        400, "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 7"
    )
    camille.says("/start")
    camille.awaits(FIRST)
    refused, plain = polled.api.world.calls_of("sendMessage")
    assert plain.params["text"] == refused.params["text"]
    assert "entities" not in plain.params


@pytest.mark.parametrize("kind", ["html", "reset"])
def test_a_broken_network_is_waited_for_and_order_is_kept(polled: Bot, camille: Person, kind: str) -> None:
    polled.api.fail(kind, "sendMessage", times=8)  # type: ignore[arg-type]
    camille.says("/start")
    camille.says("1")
    camille.awaits(SECOND)
    settle(polled)
    said = camille.reads()
    assert said.index(FIRST) < said.index(SECOND)


def test_a_server_that_is_gone_is_waited_for(tmp_path: Path) -> None:
    with BotApi() as api:
        bot = Bot(api, tmp_path).start()
        Person(api, 42).says("/start")
        Person(api, 42).awaits(FIRST)
        port = api.port
    with BotApi(port=port, world=api.world) as api:
        camille = Person(api, 42)
        camille.says("1")
        camille.awaits(SECOND, seconds=60)
        bot.stop()
        bot.store.close()


def test_a_refused_token_stops_sending_and_not_receiving(
    polled: Bot, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    polled.api.refuse(401, "Unauthorized", times=2)
    camille.says("/start")
    polled.api.wait(lambda: polled.api.world.calls_of("sendMessage"))
    camille.says("1")
    polled.api.wait(lambda: len([row for row in rows(polled, inbox) if row["handled"]]) == 2)
    camille.awaits(SECOND)
    assert any("token is refused" in record.getMessage() for record in caplog.records)


def test_old_buttons_that_cannot_be_taken_away_trouble_nobody(polled: Bot, camille: Person) -> None:
    for description in (
        "message is not modified: same",
        "message to edit not found",
        "message can't be edited",
    ):
        polled.api.refuse(400, f"Bad Request: {description}", method="editMessageReplyMarkup")
    camille.says("/start")
    question = camille.awaits(FIRST)
    camille.presses(question, buttons(question)[0]["text"])
    camille.awaits(SECOND)
    settle(polled)
    assert [row["status"] for row in rows(polled, outbox) if row["status"] != "sent"] == []


def test_a_press_too_old_to_be_answered_still_counts(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    polled.api.refuse(400, "Bad Request: query is too old", method="answerCallbackQuery")
    camille.presses(question, buttons(question)[0]["text"])
    camille.awaits(SECOND)


@pytest.mark.usefixtures("polled")
def test_a_group_that_becomes_a_supergroup_is_followed(api: BotApi) -> None:
    member = Person(api, 44, "Alix", chat_id=-777, kind="group")
    new = Person(api, 44, "Alix", chat_id=-100_777, kind="supergroup")
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    api.refuse(400, said, chat=-777, migrate_to_chat_id=-100_777)
    member.says("/start")
    new.awaits("en conversation privée")
    assert not member.sees()


def test_what_was_not_sent_leaves_after_a_restart_in_order(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    hold = api.fail("html", "sendMessage", times=10_000)
    with living(api, tmp_path) as bot:
        camille.says("/start")
        camille.says("1")
        api.wait(lambda: len([row for row in rows(bot, inbox) if row["handled"]]) == 2)
    assert not camille.sees()
    hold.times = 0
    with living(api, tmp_path) as bot:
        camille.awaits(SECOND)
        settle(bot)
    said = camille.reads()
    assert said.index(FIRST) < said.index(SECOND)
    assert said.count(FIRST) == said.count(SECOND) == 1


def test_the_overall_pace_is_kept(api: BotApi, tmp_path: Path) -> None:
    people = [Person(api, 3000 + rank) for rank in range(12)]
    for person in people:
        person.says("/start")
    with living(api, tmp_path, rate=5) as bot:
        settle(bot)
    at = [call.at for call in api.world.calls_of("sendMessage")]
    assert len(at) == 12
    # One every fifth of a second: what the machine adds on the way is less than one of them.
    assert at[10] - at[0] >= 1.8


def test_a_missing_key_stops_the_start_in_french(api: BotApi, tmp_path: Path, camille: Person) -> None:
    with living(api, tmp_path) as bot:
        camille.says("/start")
        settle(bot)
    (tmp_path / "cle.txt").unlink()
    with pytest.raises(KeyMissing):
        Bot(api, tmp_path)


NAUGHTY = [
    "<b>gras",
    "</a>",
    "_*[]()~`>#+-=|{}.!",
    "\u202eélève",
    "\u200d👩‍👩‍👧‍👦",
    "{{7*7}}",
    "'; DROP TABLE inbox;--",
    "é" * 3000,
]


@pytest.mark.parametrize("said", NAUGHTY)
def test_whatever_is_typed_is_answered_and_none_of_it_becomes_markup(
    polled: Bot, camille: Person, said: str
) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    camille.says(said)
    camille.awaits(FIRST, times=2)
    settle(polled)
    assert not [call for call in polled.api.world.calls_of("sendMessage") if call.code != 200]
    assert "49" not in camille.sees()[-1]["text"]


def test_nothing_personal_is_readable_in_the_database(
    api: BotApi, tmp_path: Path, camille: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with living(api, tmp_path) as bot:
        camille.says("/start")
        camille.says("Canari Zéphyrine née le 31/12/2012")
        settle(bot)
        api.refuse(429, "Too Many Requests", chat=42, retry_after=600)
        camille.says("Canari encore")
        api.wait(lambda: api.world.calls_of("sendMessage", chat=42)[-1].code == 429)
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        assert b"Canari" not in data
        assert b"telegram:42" not in data
