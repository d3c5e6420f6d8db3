"""Fault 65: whatever the server does to a transaction, what it was to do is done once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot import config
from bot.house import House
from handlers.again import TRIES, again
from handlers.post import Arrival, Post
from handlers.readings import Update
from handlers.turn import handle, look
from handlers.writer import Writer
from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Answer, State, Told
from storage.postgres import POOL_OVERFLOW, POOL_SIZE
from storage.store import Store, open_store
from storage.tables import inbox, outbox
from tests.coupure import Coupure, way
from tests.postgres import Cluster

BOT = 4242
MOMENTS = pytest.mark.parametrize("moment", ["before", "after"])


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def database(postgres: Cluster) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Opens stores, one key file for all."""
    made: list[Store] = []

    def open_one(url: str) -> Store:
        made.append(open_store(url, tmp_path / "cle.txt", now=now))
        return made[-1]

    yield open_one
    for store in made:
        store.close()


@pytest.fixture
def cut(postgres: Cluster) -> Iterator[Coupure]:
    with way(postgres) as made:
        yield made


@pytest.fixture
def trusting(cut: Coupure, database: str) -> str:
    """The database by the way that is cut."""
    return cut.url(database)


@pytest.fixture
def housed(guide: Guide, opened: Callable[[str], Store], tmp_path: Path) -> Callable[[str], House]:
    """Builds a house over a database."""
    settings = config.read({"PRONOTE_HELPDESK_DATA": str(tmp_path)})
    return lambda url: House(guide, opened(url), settings)


@MOMENTS
def test_a_turn_whose_commit_was_cut_is_played_once(
    housed: Callable[[str], House], trusting: str, cut: Coupure, today: date, moment: str
) -> None:
    made = housed(trusting)
    handle(made, Update("web:1", "k0", Told("/start")), today=today)
    cut.armed = "before" if moment == "before" else "after"
    replies = handle(made, Update("web:1", "k1", Told("1")), today=today)
    assert cut.cuts == 1
    answers = look(made, "web:1", today=today)
    assert answers.current[-len(replies) :] == replies
    state, _ = made.store.look("web:1")
    assert len(state.answers) == 1


@MOMENTS
def test_what_is_received_and_sent_while_the_commit_is_cut_is_there_once(
    trusting: str, opened: Callable[[str], Store], cut: Coupure, moment: str
) -> None:
    store = opened(trusting)

    def work(post: Post) -> bool:
        (new,) = post.receive([Arrival(BOT, 1, "telegram:1", "a", b"1")])
        if new:
            post.send(bot=BOT, who="telegram:1", draft=_Drawn())
        return new

    async def live() -> None:
        writer = Writer(store)
        cut.armed = "before" if moment == "before" else "after"
        await writer.run(work)
        await writer.close()

    asyncio.run(live())
    assert cut.cuts == 1
    with store.database.reading() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(each)).scalar() for each in (inbox, outbox)
        ]
    assert counts == [1, 1]


class _Drawn:
    payload, buttons, once, instead = "bonjour", False, False, ""


def test_two_that_wait_for_each_other_are_both_done(database: str, opened: Callable[[str], Store]) -> None:
    stores, met = (opened(database), opened(database)), threading.Barrier(2)
    met_once = [False, False]

    def cross(rank: int) -> None:
        def once() -> None:
            with stores[rank].post() as post:
                for who in ("web:1", "web:2") if rank == 0 else ("web:2", "web:1"):
                    with post.talk(who) as talk:
                        talk.state = State((*talk.state.answers, Answer("n", str(rank))))
                    if not met_once[rank]:
                        met_once[rank] = True
                        met.wait()

        again(once)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(cross, range(2)))
    for who in ("web:1", "web:2"):
        assert sorted(answer.value for answer in stores[0].look(who)[0].answers) == ["0", "1"]


def refuse(store: Store, code: str) -> None:
    with store.database.writing() as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"))


@pytest.mark.parametrize("code", ["40001", "40P01", "57P01"])
def test_a_passing_refusal_is_tried_again_a_few_times(
    database: str, opened: Callable[[str], Store], code: str
) -> None:
    store, tries = opened(database), []

    def do() -> None:
        tries.append(code)
        if len(tries) < TRIES:
            refuse(store, code)

    again(do)
    assert len(tries) == TRIES
    tries.clear()
    with pytest.raises(StoreUnusable):
        again(lambda: refuse(store, code))


@pytest.mark.parametrize("code", ["53100", "42501", "XX001"])
def test_what_will_not_pass_is_told_at_once(database: str, opened: Callable[[str], Store], code: str) -> None:
    store, tries = opened(database), []

    def do() -> None:
        tries.append(code)
        refuse(store, code)

    with pytest.raises(StoreUnusable):
        again(do)
    assert len(tries) == 1


def test_an_exhausted_pool_refuses_in_time_and_nothing_is_doubled(
    housed: Callable[[str], House], database: str, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.LOCK_SECONDS", 0.2)
    made, update = housed(database), Update("web:1", "k", Told("1"))
    store = made.store
    assert isinstance(store, Store)
    taken = [store.database.engine.connect() for _ in range(POOL_SIZE + POOL_OVERFLOW)]
    with pytest.raises(StoreUnusable) as refused:
        handle(made, update, today=today)
    assert refused.value.values["reason"] == "locked"
    for connection in taken:
        connection.close()
    replies = handle(made, update, today=today)
    assert handle(made, update, today=today) == replies
    assert len(store.look("web:1")[0].answers) == 1
