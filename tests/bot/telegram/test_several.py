"""Several processes are one bot: one asks for updates, all answer, another takes over (1, 4, 8 and 13)."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update as sql_update

from bot.telegram.settings import HOOK_PATH
from bot.telegram.webhook import SECRET_HEADER
from knowledge.dialogue import engine
from knowledge.dialogue.types import Message, Picked, State, Told
from storage.tables import inbox
from tests.bot.telegram.bot import TODAY, living
from tests.bot.telegram.test_receiving import FIRST, SECOND, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.postgres import Cluster, running

HOOKED = pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])


def test_two_processes_share_what_may_leave_in_a_second(
    api: BotApi, tmp_path: Path, postgres: Cluster
) -> None:
    people = [Person(api, 3000 + rank) for rank in range(14)]
    with postgres.database() as url:
        bots = [living(api, tmp_path, rate=5, database=url) for _ in range(2)]
        with bots[0] as first, bots[1] as second:
            api.wait(lambda: {bot.service._pace._processes for bot in (first, second)} == {2})
            for person in people:
                person.says("/start")
            settle(first)
        with living(api, tmp_path, rate=5, database=url) as alone:
            assert alone.service._pace._processes == 1
    at = [call.at for call in api.world.calls_of("sendMessage")]
    assert len(at) == len(people)
    # Of two processes with a burst of one each: what the machine adds is less than one message.
    assert at[-3] - at[0] >= 1.8


def test_what_waits_is_sent_by_all_processes_however_it_came(
    api: BotApi, tmp_path: Path, postgres: Cluster
) -> None:
    """The one that asks for updates would send them all by itself, at its part of the pace."""
    people = [Person(api, 3000 + rank) for rank in range(40)]
    with postgres.database() as url:
        bots = [living(api, tmp_path, rate=10, database=url) for _ in range(2)]
        with bots[0] as first, bots[1] as second:
            api.wait(lambda: {bot.service._pace._processes for bot in (first, second)} == {2})
            with api.world.lock:
                for person in people:
                    person.says("/start")
            settle(first)
            sent = [bot.service.outbox.delivered for bot in (first, second)]
    assert sum(sent) == len(people)
    assert min(sent) >= len(people) // 5


@pytest.mark.parametrize("said", ["/start", "/recap"])
def test_nothing_comes_twice_unmarked_from_processes_that_lose_their_part_while_they_send(
    api: BotApi, tmp_path: Path, postgres: Cluster, said: str
) -> None:
    """What is on its way with it the other process takes for uncertain; then it is one of the two again."""
    camille = Person(api, 42)
    with postgres.database() as url, living(api, tmp_path, database=url) as first:
        for begun in ("/start", "1"):
            camille.says(begun)
            settle(first)
        before = len(camille.sees())
        method = "sendMessage" if said == "/start" else "sendDocument"
        with living(api, tmp_path, database=url) as second:
            api.wait(lambda: second.store.sharing() == 2)
            api.fail("slow", method, seconds=4.0)
            calls = len(api.world.calls_of(method))
            camille.says(said)
            api.wait(lambda: len(api.world.calls_of(method)) > calls)
            postgres.do(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND objsubid = 2 AND objid = 1 AND granted"
            )
            settle(second)
            seen = [message.get("text", "") for message in camille.sees()[before:]]
            files = [call for call in api.world.calls_of("sendDocument") if call.accepted]
            assert len(files) == (said == "/recap")
            unmarked = [text for text in seen if text and "(renvoi)" not in text]
            assert unmarked
            assert len(unmarked) == len(set(unmarked))
            camille.says("/aide")
            settle(second)
            assert len(camille.sees()) > before + len(seen)


@HOOKED
def test_a_second_instance_waits_and_takes_over(
    api: BotApi, tmp_path: Path, camille: Person, database: str, hooked: bool
) -> None:
    with living(api, tmp_path, hooked=hooked, database=database) as first:
        camille.says("/start")
        camille.awaits(FIRST)
        with living(api, tmp_path, hooked=hooked, database=database):
            camille.says("1")
            camille.awaits(SECOND)
            first.stop()
            camille.says("/recommencer")
            api.wait(lambda: camille.reads().count(FIRST) == 2)
    assert camille.reads().count(FIRST) == 2
    assert not [call for call in api.world.calls_of("getUpdates") if call.code == 409]


def test_a_switch_of_the_way_updates_come_loses_nothing(
    api: BotApi, tmp_path: Path, camille: Person, database: str
) -> None:
    for hooked in (False, True, False):
        camille.says("/start")  # waits while nobody is there
        with living(api, tmp_path, hooked=hooked, database=database):
            camille.awaits(FIRST)
            api.wait(lambda: not api.world.updates)
    assert not [call for call in api.world.calls_of("getUpdates") if call.code == 409]


@HOOKED
def test_a_press_and_a_text_that_cross_are_played_one_after_the_other(
    api: BotApi, tmp_path: Path, database: str, hooked: bool
) -> None:
    """Fault 8: Telegram keeps no order between the two, and may bring them at once."""
    people = [Person(api, 100 + rank) for rank in range(8)]
    with ExitStack() as stack:
        for _ in range(2 if database else 1):
            bot = stack.enter_context(living(api, tmp_path, hooked=hooked, database=database))
        for person in people:
            person.says("/start")
        for rank, person in enumerate(people):
            question = person.awaits(FIRST)
            pressed = buttons(question)[0]["callback_data"]
            with api.world.lock:
                if rank % 2:
                    person.says("2")
                person.presses(question, data=pressed)
                if not rank % 2:
                    person.says("2")
        settle(bot)
        guide, picked = bot.house.guide, Picked(*pressed.split(":"))
        begun = engine.step(guide, State(), Told("/start"), today=TODAY).state
        ways: tuple[tuple[Message, Message], ...] = ((Told("2"), picked), (picked, Told("2")))
        for person in people:
            state, said = bot.store.look(f"telegram:{person.id}")
            legal = []
            for first, then in ways:
                between = engine.step(guide, begun, first, today=TODAY).state
                turn = engine.step(guide, between, then, today=TODAY)
                legal.append((turn.state, tuple(turn.replies)))
            assert (state, tuple(said)) in legal
            assert len([m for m in person.sees() if "text" in m]) >= 3


def test_the_same_update_five_times_at_once_and_a_day_later_has_one_effect(
    api: BotApi, tmp_path: Path, camille: Person, database: str
) -> None:
    """Fault 1."""
    with living(api, tmp_path, hooked=True, database=database) as bot:
        camille.says("/start")
        camille.awaits(FIRST)
        update = {
            "update_id": 5,
            "message": api.world.message(camille.chat, **{"from": camille.user}, text="1"),
        }
        headers = {SECRET_HEADER: bot.service._secret}

        async def five() -> list[int]:
            async with httpx.AsyncClient(headers=headers, timeout=30) as client:
                posts = [client.post(bot.settings.webhook, json=update) for _ in range(5)]
                return [answer.status_code for answer in await asyncio.gather(*posts)]

        assert asyncio.run(five()) == [200] * 5
        camille.awaits(SECOND)
        settle(bot)
        with bot.store.database.writing() as connection:
            connection.execute(sql_update(inbox).values(received_at=bot.store.now() - timedelta(hours=23)))
        assert asyncio.run(five()) == [200] * 5
        settle(bot)
        assert camille.reads().count(SECOND) == 1


def test_an_update_is_not_acknowledged_while_the_server_is_down_and_answered_once_it_is_back(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    """Fault 4."""
    with running(lasting=True) as cluster, cluster.database() as database:
        with living(api, tmp_path, hooked=True, database=database) as bot:
            camille.says("/start")
            camille.awaits(FIRST)
            cluster.stop()
            update = {"update_id": 1, "message": {}}
            headers = {SECRET_HEADER: bot.service._secret}
            answer = httpx.post(bot.page.rstrip("/") + HOOK_PATH, json=update, headers=headers, timeout=60)
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
            page = httpx.get(bot.page, timeout=60)
            assert page.status_code == 503
            assert "PostgreSQL" in page.text
            camille.says("1")
            cluster.start()
            camille.awaits(SECOND, seconds=60)
        assert camille.reads().count(SECOND) == 1
