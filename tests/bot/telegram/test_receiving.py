"""What arrives: every update once, in order, and none in anybody's way (faults 1 to 15, 57, 58)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text, update

from bot.telegram.webhook import SECRET_HEADER
from storage.tables import inbox, outbox, quarantaine
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.corps import bodies
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.botapi.world import Json

FIRST = "Que voulez-vous faire"
SECOND = "Où est installé votre PRONOTE"


def rows(bot: Bot, table: object) -> list[Json]:
    with bot.store.database.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(select(table)).all()]  # type: ignore[call-overload]


def settle(bot: Bot) -> None:
    """Wait until nothing is left to handle or to send."""

    def idle() -> bool:
        with bot.store.database.reading() as connection:
            waiting = connection.execute(select(inbox.c.id).where(~inbox.c.handled)).first()
            leaving = connection.execute(select(outbox.c.id).where(outbox.c.status.in_(("ready", "sending"))))
            return waiting is None and leaving.first() is None

    bot.api.wait(lambda: not bot.api.world.updates and idle(), seconds=60)


@pytest.mark.usefixtures("bot")
def test_a_first_message_is_answered_with_the_notice_and_the_first_question(camille: Person) -> None:
    camille.says("/start")
    seen = camille.awaits(FIRST)["text"]
    assert "n’est pas chiffré de bout en bout" in seen
    assert seen.count(FIRST) == 1


def test_the_same_update_five_times_has_one_effect(bot: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    message = camille.says("1")
    again = {"update_id": 700_000_002, "message": message}
    for _ in range(5):
        bot.api.world.push_raw(dict(again))
    camille.awaits(SECOND)
    settle(bot)
    assert len([seen for seen in camille.sees() if SECOND in seen["text"]]) == 1


def test_the_same_message_under_another_number_has_one_effect(bot: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    message = camille.says("1")
    camille.awaits(SECOND)
    bot.api.world.push(message=message)
    settle(bot)
    assert len([seen for seen in camille.sees() if SECOND in seen["text"]]) == 1


def test_numbers_that_begin_again_lower_are_not_taken_for_old_ones(bot: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    bot.api.world.next_update = iter(range(5, 100))  # type: ignore[assignment]
    camille.says("1")
    camille.awaits(SECOND)


def test_a_number_of_long_ago_may_come_again_with_other_words(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    settle(polled)
    with polled.store.database.writing() as connection:
        old = polled.store.now() - timedelta(hours=49)
        connection.execute(update(inbox).values(received_at=old))
    polled.api.world.next_update = iter(range(700_000_001, 700_000_100))  # type: ignore[assignment]
    camille.says("1")
    camille.awaits(SECOND)


@pytest.mark.parametrize(
    "poison",
    [
        {"update_id": 1, "message": {"message_id": 1, "date": 2**40, "chat": {"id": 42, "type": "private"}}},
        {"update_id": 2, "message": {"message_id": "x"}},
        {"update_id": 3, "message": {"chat": {"id": 42}, "text": "Canari " * 70_000}},
        {"message": {"text": "Canari sans numéro"}},
        {"update_id": 2**70, "message": {"text": "Canari"}},
        {"update_id": 4, "message": None},
    ],
)
def test_what_cannot_be_read_is_set_aside_and_the_next_update_is_handled(
    bot: Bot, camille: Person, poison: Json
) -> None:
    bot.api.world.push_raw(poison)
    camille.says("/start")
    camille.awaits(FIRST)
    bot.api.wait(lambda: rows(bot, quarantaine) or poison.get("update_id") == 4)
    for row in rows(bot, quarantaine):
        assert b"Canari" not in row["raw"].data


def test_a_kind_that_is_not_known_changes_nothing(bot: Bot, camille: Person) -> None:
    bot.api.world.push(weather_forecast={"text": "Canari"})
    bot.api.world.push(poll_answer={"poll_id": "1", "user": camille.user, "option_ids": [0]})
    camille.says("/start")
    camille.awaits(FIRST)
    assert len(camille.sees()) == 1


PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
KINDS: dict[str, tuple[Json, str]] = {
    "voice": ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "messages vocaux"),
    "sticker": (
        {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "s",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        "autocollants",
    ),
    "location": ({"location": {"latitude": 1.0, "longitude": 2.0}}, "position"),
    "contact": ({"contact": {"phone_number": "1", "first_name": "Canari"}}, "contact"),
    "photo": ({"photo": PHOTO, "caption": "Canari"}, "images"),
    "poll": (
        {
            "poll": {
                "id": "1",
                "question": "Canari ?",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
            }
        },
        "sondages",
    ),
    "forward": (
        {
            "text": "1",
            "forward_date": 1,
            "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Canari"},
        },
        "message transféré",
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, "ce genre de message"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("polled")
def test_each_kind_that_is_not_read_has_its_sentence_and_changes_nothing(camille: Person, kind: str) -> None:
    content, sentence = KINDS[kind]
    camille.says("/start")
    camille.awaits(FIRST)
    camille.sends(**content)
    camille.awaits(sentence)
    camille.says("1")
    camille.awaits(SECOND)


@pytest.mark.usefixtures("bot")
def test_an_edit_is_answered_and_changes_nothing(camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    message = camille.says("1")
    camille.awaits(SECOND)
    camille.edits(message, "2")
    camille.awaits("je ne relis pas les anciens")
    camille.says("/recap")
    camille.awaits("Remettre le lien en route")


def test_an_album_of_ten_files_is_answered_once_and_none_is_fetched(bot: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    for rank in range(10):
        camille.sends_file(b"x", f"Canari{rank}.csv", media_group_id="7")
    camille.awaits("Je ne lis pas les fichiers dans Telegram")
    settle(bot)
    assert camille.reads().count("Je ne lis pas les fichiers dans Telegram") == 1
    assert not bot.api.world.calls_of("getFile", "download")


def test_a_button_pressed_ten_times_has_one_effect_and_each_press_is_answered(
    bot: Bot, camille: Person
) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    label = buttons(question)[0]["text"]
    data = buttons(question)[0]["callback_data"]
    presses = [camille.presses(question, label, data=data) for _ in range(10)]
    camille.awaits(SECOND)
    settle(bot)
    bot.api.wait(lambda: set(presses) <= set(bot.api.world.answered))
    camille.says("/recap")
    camille.awaits("Remettre le lien en route")
    assert buttons(question)[0]["text"] == f"✓ {label}"


def test_old_buttons_are_taken_away_when_the_answer_is_typed(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    camille.says("1")
    camille.awaits(SECOND)
    settle(polled)
    assert not buttons(camille.chat.messages[question["message_id"]])


@pytest.mark.parametrize(
    "data", ["but:rentree:x", "nulle_part:rien", "_:recapp", "_:", ":", "x" * 80, "\ud800:é"]
)
@pytest.mark.usefixtures("polled")
def test_a_forged_press_has_no_effect(camille: Person, data: str) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    camille.presses(question, data=data)
    camille.awaits("Ce bouton n’existe plus")
    camille.says("/recap")
    camille.awaits("aucune question")


def test_nobody_can_press_in_the_chat_of_somebody_else(
    polled: Bot, camille: Person, dominique: Person
) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    dominique.presses(question, buttons(question)[0]["text"])
    settle(polled)
    assert SECOND not in camille.reads()
    assert not dominique.sees()


@pytest.mark.parametrize("payload", ["lien_vers_un_compte", "x" * 65, "../../etc", "42:signature"])
@pytest.mark.usefixtures("polled")
def test_a_start_payload_links_to_nothing(camille: Person, payload: str) -> None:
    camille.says(f"/start {payload}")
    camille.awaits(FIRST)
    assert payload not in camille.reads()


def test_in_a_group_only_a_command_is_answered_and_no_conversation_begins(polled: Bot, api: BotApi) -> None:
    member = Person(api, 44, "Alix", chat_id=-100_777, kind="supergroup")
    member.says("bonjour tout le monde")
    member.sends(new_chat_title="Autre nom")
    member.sends(forum_topic_created={"name": "Sujet", "icon_color": 1})
    member.says("/start", message_thread_id=5, is_topic_message=True)
    seen = member.awaits("en conversation privée")
    settle(polled)
    assert len(member.sees()) == 1
    assert seen["message_thread_id"] == 5


@pytest.mark.parametrize("kind", ["private", "supergroup"])
def test_what_happens_in_a_chat_without_anyone_speaking_is_answered_by_nothing(
    polled: Bot, api: BotApi, kind: str
) -> None:
    """Topics renamed and closed, pictures, pins, timers (fault 15)."""
    member = Person(api, 44, "Alix", chat_id=44 if kind == "private" else -100_777, kind=kind)
    happened: tuple[Json, ...] = (
        {"forum_topic_edited": {"name": "Autre"}},
        {"forum_topic_closed": {}},
        {"forum_topic_reopened": {}},
        {"general_forum_topic_hidden": {}},
        {"delete_chat_photo": True},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"pinned_message": {"message_id": 1, "date": 1, "chat": member.chat.shown(), "text": "x"}},
        {"left_chat_member": member.user},
    )
    for content in happened:
        member.sends(**content)
    settle(polled)
    assert not member.sees()
    assert not rows(polled, quarantaine)


def test_messages_of_many_people_are_handled_each_in_order(bot: Bot, api: BotApi) -> None:
    people = [Person(api, 1000 + rank, f"P{rank}") for rank in range(6)]
    for person in people:
        person.says("/start")
    for rank in range(4):
        for person in people:
            person.says(f"message numéro {rank} ?")
    settle(bot)
    for person in people:
        said = person.reads()
        places = [said.index(f"message numéro {rank} ?") for rank in range(4)]
        assert places == sorted(places)


def test_switching_between_polling_and_webhook_loses_nothing(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    for hooked, said, awaited in ((True, "/start", FIRST), (False, "1", SECOND), (True, "1", "dernier SSO")):
        camille.says(said)
        with living(api, tmp_path, hooked=hooked) as bot:
            settle(bot)
            assert len(camille.sees()) >= 1, awaited
    assert len([call for call in api.world.calls_of("sendMessage") if call.accepted]) == 3


def test_a_second_poller_is_waited_for(polled: Bot, camille: Person) -> None:
    polled.api.refuse(409, "Conflict: terminated by other getUpdates request", method="getUpdates", times=3)
    camille.says("/start")
    camille.awaits(FIRST)


def test_updates_are_kept_from_telegram_when_the_store_fails_and_come_again(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    with living(api, tmp_path, hooked=True) as bot:
        camille.says("/start")
        camille.awaits(FIRST)
        with bot.store.database.writing() as connection:
            connection.execute(text("ALTER TABLE inbox RENAME TO ailleurs"))
        camille.says("1")
        api.wait(lambda: api.world.updates)
        answer = httpx.post(
            bot.settings.webhook,
            json={"update_id": 9},
            headers={"X-Telegram-Bot-Api-Secret-Token": api.world.secret},
        )
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        with bot.store.database.writing() as connection:
            connection.execute(text("ALTER TABLE ailleurs RENAME TO inbox"))
        camille.awaits(SECOND)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", 403),
        ({"secret": "faux"}, b"{}", 403),
        ({"secret": "é"}, b"{}", 403),
        ({"secret": "vrai", "content-type": "text/plain"}, b"{}", 415),
        ({"secret": "vrai", "content-type": "application/json; charset=utf-8"}, b'{"update_id": 7}', 200),
        ({"secret": "vrai", "content-type": ""}, b'{"update_id": 8}', 200),
        ({"secret": "vrai"}, b"{" * 100_000, 400),
        ({"secret": "vrai"}, b"\xff\xfe", 400),
        ({"secret": "vrai"}, b"[" + b"1," * 600_000 + b"1]", 413),
    ],
)
def test_a_forged_call_of_the_webhook_is_refused(
    api: BotApi, tmp_path: Path, headers: dict[str, str], body: bytes, status: int
) -> None:
    with living(api, tmp_path, hooked=True) as bot:
        api.wait(lambda: api.world.secret)
        sent = {"content-type": "application/json", **headers}
        secret = sent.pop("secret", None)
        if secret is not None:
            value = api.world.secret if secret == "vrai" else secret
            sent["X-Telegram-Bot-Api-Secret-Token"] = value
        raw = [(name.encode(), value.encode()) for name, value in sent.items()]
        assert httpx.post(bot.settings.webhook, content=body, headers=raw).status_code == status
        assert httpx.get(bot.settings.webhook).status_code == 405
        assert httpx.get(bot.page).status_code == 200


def test_no_body_breaks_the_webhook(api: BotApi, tmp_path: Path, camille: Person) -> None:
    sent = list(bodies())
    assert len(sent) >= 318
    with living(api, tmp_path, hooked=True) as bot, httpx.Client() as client:
        api.wait(lambda: api.world.secret)
        headers = {"content-type": "application/json", "X-Telegram-Bot-Api-Secret-Token": api.world.secret}
        answers = {
            client.post(bot.settings.webhook, content=each, headers=headers).status_code for each in sent
        }
        assert answers == {200, 400}
        camille.says("/start")
        camille.awaits(FIRST, seconds=60)


def test_calls_without_the_secret_are_not_read_and_leave_one_line_in_the_log(
    api: BotApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def trickle() -> Iterator[bytes]:
        for _ in range(20):
            yield b"[" * 1000

    headers = {"content-type": "application/json"}
    with living(api, tmp_path, hooked=True) as bot, httpx.Client() as client:
        api.wait(lambda: api.world.secret)
        caplog.clear()
        for content in (trickle(), b"[" * 10_000_000, b"{}"):
            answer = client.post(bot.settings.webhook, content=content, headers=headers)
            assert answer.status_code == 403
        headers["X-Telegram-Bot-Api-Secret-Token"] = api.world.secret
        large = (b"[" * 1000 for _ in range(2000))
        assert client.post(bot.settings.webhook, content=large, headers=headers).status_code == 413
    lines = [each for each in caplog.records if each.name.startswith(("bot", "handlers", "uvicorn"))]
    assert [line.getMessage() for line in lines] == [f"webhook: refused with 403, no {SECRET_HEADER}"]


def test_who_wrote_while_the_bot_was_stopped_gets_one_apology(polled: Bot, camille: Person) -> None:
    polled.api.world.now = lambda: time.time() - 25 * 3600
    for said in ("/start", "1", "/recap"):
        camille.says(said)
    settle(polled)
    assert camille.reads().count("je réponds en retard") == 1
    polled.api.world.now = time.time
    camille.says("/aide")
    settle(polled)
    assert camille.reads().count("je réponds en retard") == 1


def test_a_press_that_comes_too_late_is_said_to_be_and_counts_once(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    said = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    polled.api.refuse(400, said, method="answerCallbackQuery")
    label = buttons(question)[0]["text"]
    data = buttons(question)[0]["callback_data"]
    camille.presses(question, label)
    camille.awaits("Demande expirée")
    camille.awaits(SECOND)
    for _ in range(9):
        camille.presses(question, data=data)
    settle(polled)
    assert camille.reads().count(SECOND) == 1


def test_a_bot_that_is_removed_from_a_group_and_comes_back_greets_again(polled: Bot, api: BotApi) -> None:
    member = Person(api, 44, "Alix", chat_id=-100_777, kind="supergroup")
    member.becomes("kicked")
    member.becomes("member", before="kicked")
    member.awaits("en conversation privée")
    settle(polled)
    assert len(member.sees()) == 1


@pytest.mark.usefixtures("polled")
def test_the_bot_presents_itself_in_french(api: BotApi) -> None:
    api.wait(lambda: "short_description" in api.world.described)
    assert [command["command"] for command in api.world.commands[""]][:2] == ["start", "retour"]
    assert "pas à pas" in api.world.described["description"]


def test_a_forgotten_person_leaves_nothing_behind(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    camille.says("/oublier")
    camille.awaits("effacé")
    settle(polled)
    assert not rows(polled, quarantaine)
    assert all(row["content"] is None for row in rows(polled, outbox))
    assert all(row["raw"] is None for row in rows(polled, inbox))
