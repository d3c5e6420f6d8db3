"""What waited while the bot, the network or the person did not go on (faults 2, 5, 12, 15, 22 and 23)."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from bot.telegram import shapes
from bot.telegram.webhook import SECRET_HEADER
from handlers import outbox as sending
from storage.tables import inbox, outbox, quarantaine
from tests.bot.telegram.bot import Bot, leave_behind, living
from tests.bot.telegram.test_receiving import FIRST, PHOTO, SECOND, rows, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi

PEOPLE, PICTURES = 40, 48
RATE = 60


def test_two_thousand_updates_of_yesterday_are_answered_within_the_limits_and_excused_once(
    api: BotApi, tmp_path: Path
) -> None:
    people = [Person(api, 2000 + rank) for rank in range(PEOPLE)]
    api.world.now = lambda: time.time() - 25 * 3600
    for person in people:
        person.says("/start")
        for _ in range(PICTURES):
            person.sends(photo=PHOTO, media_group_id="7")
        person.says("1")
    assert len(api.world.updates) == 2000
    with living(api, tmp_path, rate=RATE) as bot:
        settle(bot)
        assert not rows(bot, quarantaine)
    for person in people:
        said = person.reads()
        counts = [said.count(each) for each in ("je réponds en retard", FIRST, "Je ne regarde pas", SECOND)]
        assert counts == [1, 1, 1, 1]
        assert said.index(FIRST) < said.index("Je ne regarde pas") < said.index(SECOND)
    at = [call.at for call in api.world.calls_of("sendMessage")]
    assert len(at) == 3 * PEOPLE
    # They leave one after the other at that rate; on the way the last can only come later.
    assert at[-1] - at[0] > 0.7 * len(at) / RATE
    assert not any(str(call.params.get("drop_pending_updates")).lower() == "true" for call in api.world.calls)


def test_what_was_committed_and_not_handled_is_answered_within_five_seconds_of_the_start(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    message = api.world.message(camille.chat, **{"from": camille.user}, text="/start")
    arrival = shapes.arrival(int(api.token.partition(":")[0]), {"update_id": 1, "message": message})
    assert arrival
    leave_behind(tmp_path, arrival)
    with living(api, tmp_path):
        camille.awaits(FIRST, seconds=5)


def test_the_webhook_acknowledges_while_nothing_that_is_sent_gets_an_answer(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    slow = 5.0
    with living(api, tmp_path, hooked=True) as bot:
        camille.says("/start")
        camille.awaits(FIRST)
        settle(bot)
        fault = api.fail("slow", "sendMessage", times=10_000, seconds=slow)
        began = time.monotonic()
        with httpx.Client(headers={SECRET_HEADER: bot.service._secret}, timeout=slow) as client:
            for number in range(50):
                person = Person(api, 3000 + number)
                message = api.world.message(person.chat, **{"from": person.user}, text="/start")
                update = {"update_id": number + 1, "message": message}
                assert client.post(bot.settings.webhook, json=update).status_code == 200
        assert time.monotonic() - began < slow
        assert len(rows(bot, inbox)) == 51
        fault.times = 0


def test_a_button_that_is_pressed_after_a_restart_counts(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    with living(api, tmp_path):
        camille.says("/start")
        question = camille.awaits(FIRST)
    with living(api, tmp_path) as bot:
        for _ in range(3):
            camille.presses(question, data=buttons(question)[0]["callback_data"])
        camille.awaits(SECOND)
        settle(bot)
    assert camille.reads().count(SECOND) == 1


@pytest.mark.parametrize("kind", ["dns", "tls"])
def test_a_server_without_a_name_or_a_certificate_is_waited_for_and_order_is_kept(
    api: BotApi, tmp_path: Path, camille: Person, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for name, seconds in (("BACKOFF_FIRST", 0.05), ("BACKOFF_MAX", 0.2), ("IDLE_SECONDS", 0.05)):
        monkeypatch.setattr(sending, name, seconds)
    at = "http://nulle.part.invalid" if kind == "dns" else f"https://127.0.0.1:{api.port}"
    hold = api.fail("html", "sendMessage", times=10_000)
    with living(api, tmp_path) as bot:
        camille.says("/start")
        camille.says("1")
        api.wait(lambda: len([row for row in rows(bot, inbox) if row["handled"]]) == 2)
    hold.times = 0
    with living(api, tmp_path, at=at) as bot:
        tries = sum(row["tries"] for row in rows(bot, outbox))
        api.wait(lambda: sum(row["tries"] for row in rows(bot, outbox)) >= tries + 3)
        assert not camille.sees()
    with living(api, tmp_path) as bot:
        camille.awaits(SECOND)
        settle(bot)
    said = camille.reads()
    assert said.index(FIRST) < said.index(SECOND)
    assert said.count(FIRST) == said.count(SECOND) == 1


def test_a_topic_that_was_deleted_is_answered_in_the_group_itself(polled: Bot, api: BotApi) -> None:
    member = Person(api, 44, "Alix", chat_id=-100_777, kind="supergroup")
    api.refuse(400, "Bad Request: message thread not found")
    member.says("/start", message_thread_id=5, is_topic_message=True)
    assert "message_thread_id" not in member.awaits("en conversation privée")
    settle(polled)
    assert len(member.sees()) == 1


def test_a_message_that_can_be_seen_no_longer_has_buttons_that_count(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    gone = {"message_id": question["message_id"], "chat": question["chat"], "date": 0}
    camille.presses(gone, data=buttons(question)[0]["callback_data"])
    camille.awaits(SECOND)
    settle(polled)
    assert not [row for row in rows(polled, outbox) if row["status"] == "dead"]
