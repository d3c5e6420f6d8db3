"""What was carried out and not answered for: words come once more, marked, and a file never (fault 18)."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import outbox as sending
from storage.tables import outbox
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, SECOND, rows, settle
from tests.botapi.facade import Habit, before
from tests.botapi.people import Person
from tests.botapi.server import BotApi, Kind

CARRIED_OUT: tuple[Kind, ...] = ("cut", "half", "garbage", "lost")
MARK = "(renvoi)"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a minute are waits of a moment."""
    monkeypatch.setattr(sending, "BACKOFF_FIRST", 0.05)
    monkeypatch.setattr(sending, "BACKOFF_MAX", 0.1)
    monkeypatch.setattr(sending, "IDLE_SECONDS", 0.05)


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
