"""What was carried out and not answered for: words come once more, marked, and a file never (fault 18)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.telegram import failures
from bot.telegram.answers import CallRefused
from bot.telegram.bodies import WAYS
from bot.telegram.http import Aiohttp
from handlers import outbox as sending
from storage.tables import outbox
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, SECOND, rows, settle
from tests.botapi.facade import Habit, before
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi, Kind

CARRIED_OUT: tuple[Kind, ...] = ("cut", "half", "garbage", "lost", "broken")
MARK = "(renvoi)"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a minute are waits of a moment."""
    monkeypatch.setattr(sending, "BACKOFF_FIRST", 0.05)
    monkeypatch.setattr(sending, "BACKOFF_MAX", 0.1)
    monkeypatch.setattr(sending, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(failures, "DOUBT_SECONDS", 0.1)


@pytest.mark.parametrize("kind", CARRIED_OUT)
def test_words_that_may_have_arrived_come_once_more_and_marked(
    kept: Bot, camille: Person, kind: Kind
) -> None:
    kept.api.fail(kind, "sendMessage")
    camille.says("/start")
    camille.says("1")
    camille.awaits(SECOND)
    settle(kept)
    first, again, *_ = [message["text"] for message in camille.sees()]
    assert again.removesuffix(MARK).rstrip() == first
    assert again != first
    assert camille.reads().count(FIRST) == 2
    assert camille.reads().count(SECOND) == camille.reads().count(MARK) == 1


@pytest.mark.parametrize("kind", CARRIED_OUT)
def test_a_file_that_may_have_arrived_is_replaced_by_words(kept: Bot, camille: Person, kind: Kind) -> None:
    for said in ("/start", "1"):
        camille.says(said)
        settle(kept)
    kept.api.fail(kind, "sendDocument")
    camille.says("/recap")
    camille.awaits("Je ne sais pas si le fichier")
    settle(kept)
    assert len([call for call in kept.api.world.calls_of("sendDocument") if call.accepted]) == 1
    assert MARK not in camille.reads()


def test_a_server_that_breaks_at_everything_is_waited_for_as_long_as_it_takes(
    polled: Bot, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 23: it answered before, and so it is out of order, and no word is given up meanwhile."""
    monkeypatch.setattr(sending, "CUT_TRIES", 2)
    polled.api.fail("broken", "sendMessage")
    camille.says("/start")
    camille.awaits(FIRST, times=2)
    breaks = polled.api.refuse(500, "Internal Server Error", method="", times=10_000)
    camille.says("1")
    asked = len(polled.api.world.calls_of("getMe"))
    polled.api.wait(lambda: len(polled.api.world.calls_of("getMe")) >= asked + 5 or not breaks.times)
    breaks.times = 0
    camille.awaits(SECOND)
    settle(polled)
    assert camille.reads().count(SECOND) == 1


def test_words_in_doubt_wait_until_the_server_answers_at_all(polled: Bot, camille: Person) -> None:
    polled.api.fail("cut", "sendMessage")
    away = polled.api.fail("html", "getMe", times=10_000)
    camille.says("/start")
    polled.api.wait(lambda: len(polled.api.world.calls_of("getMe")) >= 5)
    assert len(polled.api.world.calls_of("sendMessage")) == 1
    away.times = 0
    camille.awaits(FIRST, times=2)
    settle(polled)
    assert camille.reads().count(FIRST) == 2


def test_a_server_that_answers_in_words_that_cannot_be_read_is_there(polled: Bot, camille: Person) -> None:
    polled.api.fail("cut", "sendMessage")
    polled.api.fail("garbage", "getMe", times=10_000)
    camille.says("/start")
    camille.awaits(FIRST, times=2)
    settle(polled)
    assert camille.reads().count(MARK) == 1


def test_waiting_does_not_count_among_the_times_that_words_were_cut_off(
    polled: Bot, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CUT_TRIES", 2)
    polled.api.fail("reset", "sendMessage", times=2)
    away = polled.api.fail("html", "getMe", times=10_000)
    camille.says("/start")
    polled.api.wait(lambda: len(polled.api.world.calls_of("getMe")) >= 5)
    away.times = 0
    camille.awaits(FIRST)
    settle(polled)
    assert len(polled.api.world.calls_of("sendMessage")) == 3


def test_buttons_that_a_proxy_kept_are_taken_away_once_the_server_can_be_reached(
    polled: Bot, camille: Person
) -> None:
    camille.says("/start")
    question = camille.awaits(FIRST)
    polled.api.fail("html", "editMessageReplyMarkup")
    camille.presses(question, data=buttons(question)[0]["callback_data"])
    camille.awaits(SECOND)
    settle(polled)
    calls = polled.api.world.calls_of("editMessageReplyMarkup")
    assert [call.accepted for call in calls[:2]] == [False, True]


def test_a_file_that_had_to_wait_again_and_again_is_not_given_up(polled: Bot, camille: Person) -> None:
    for said in ("/start", "1"):
        camille.says(said)
        settle(polled)
    polled.api.refuse(429, "Flood", method="sendDocument", times=4)
    camille.says("/recap")
    polled.api.wait(lambda: any(call.accepted for call in polled.api.world.calls_of("sendDocument")))
    settle(polled)
    assert "Je ne sais pas si le fichier" not in camille.reads()


@pytest.mark.parametrize(
    ("status", "said", "times"),
    [
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}', 1),
        (502, b"<h1>Bad Gateway</h1>", 1),
        (415, b"<h1>Unsupported Media Type</h1>", len(WAYS)),
        (422, b'{"ok":false,"error_code":422,"description":"chat_id"}', len(WAYS)),
    ],
)
def test_a_call_is_written_in_another_way_only_where_it_was_surely_not_carried_out(
    status: int, said: bytes, times: int
) -> None:
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(await request.read())
        return web.Response(status=status, body=said)

    async def call() -> None:
        app = web.Application()
        app.router.add_post("/sendMessage", answer)
        request = Aiohttp()
        await request.initialize()
        async with TestServer(app) as server:
            with pytest.raises(CallRefused):
                await request.call(str(server.make_url("/sendMessage")), {"chat_id": 1, "text": "x"})
        await request.shutdown()

    asyncio.run(call())
    assert len(seen) == times


def test_words_that_are_cut_off_again_and_again_are_given_up(
    polled: Bot, camille: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CUT_TRIES", 4)
    polled.api.fail("reset", "sendMessage", times=10_000)
    camille.says("/start")
    settle(polled)
    assert [row["reason"] for row in rows(polled, outbox)] == ["uncertain"]
    assert len(polled.api.world.calls_of("sendMessage")) == 5


@pytest.mark.parametrize("kind", ["cut", "garbage", "lost"])
def test_no_other_way_of_writing_is_tried_on_words_that_may_have_arrived(
    api: BotApi, tmp_path: Path, camille: Person, kind: Kind
) -> None:
    """A server that is not Telegram’s, and of which nobody knows yet what it reads."""
    api.fail(kind, "sendMessage")
    with before(api, Habit()) as other, living(api, tmp_path, at=other.url) as bot:
        camille.says("/start")
        camille.awaits(FIRST)
        settle(bot)
    assert [MARK in message["text"] for message in camille.sees()] == [False, True]
