"""Fault 65: the server ends a connection, or itself, or is slow to commit; and clocks that differ."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from handlers.again import again
from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.types import Answer, State
from storage.store import Store, open_store
from tests.postgres import Cluster, running
from tests.storage.conftest import POSTGRES, Clock, Place, said, say
from tests.storage.test_post import claim, handle, payloads, receive, send

SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow();
"""
"""A COMMIT that takes its time."""


@POSTGRES
def test_a_connection_that_the_server_ends_in_mid_transaction_loses_and_doubles_nothing(
    store: Store, postgres: Cluster
) -> None:
    say(store, "web:1", "un")
    ended: list[object] = []

    def add() -> None:
        with store.post() as post, post.talk("web:1") as talk:
            talk.state = State((*talk.state.answers, Answer("noeud", "deux")))
            if not ended:
                number = post.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                ended.append(postgres.do(f"SELECT pg_terminate_backend({number})"))

    again(add)
    assert ended == [[(True,)]]
    assert said(store, "web:1") == ["un", "deux"]


@POSTGRES
def test_all_connections_of_the_pool_may_be_ended_at_once(
    store: Store, place: Place, postgres: Cluster
) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda rank: say(store, f"web:{rank}", "un"), range(8)))
    name = place.server.partition("@/")[2].partition("?")[0]
    others = f"FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    assert postgres.do(f"SELECT pg_terminate_backend(pid) {others}")
    for rank in range(8):
        again(lambda rank=rank: say(store, f"web:{rank}", "deux"))  # type: ignore[misc]
        assert said(store, f"web:{rank}") == ["un", "deux"]


@pytest.fixture
def restarted() -> Iterator[Cluster]:
    """A server of the test's own, as careful as one in production."""
    with running(lasting=True) as cluster:
        yield cluster


def test_a_server_that_dies_and_comes_back_has_all_that_was_committed(
    restarted: Cluster, tmp_path: Path
) -> None:
    with restarted.database() as url:
        store = open_store(url, tmp_path / "cle.txt", now=Clock())
        receive(store, "telegram:1", 1, 2)
        say(store, "web:1", "un")
        with pytest.raises(StoreUnusable) as refused, store.post() as post, post.talk("web:1") as talk:
            talk.state = State((Answer("noeud", "perdu"),))
            restarted.stop()
        assert refused.value.values["reason"] == "cut"
        with pytest.raises(StoreUnusable) as refused:
            again(lambda: say(store, "web:1", "deux"))
        assert refused.value.values["reason"] in {"unreachable", "cut"}
        restarted.start()
        again(lambda: say(store, "web:1", "deux"))
        assert said(store, "web:1") == ["un", "deux"]
        assert receive(store, "telegram:1", 2, 3) == [False, True]
        assert handle(store) == [b"1", b"2", b"3"]
        store.close()


@POSTGRES
def test_an_update_that_comes_again_while_its_commit_is_slow_is_one(place: Place, store: Store) -> None:
    other = place.open()
    with psycopg.connect(place.server, autocommit=True) as connection:
        connection.execute(SLOW)
    together = threading.Barrier(2)

    def deliver(to: Store) -> bool:
        together.wait()
        return receive(to, "telegram:1", 1)[0]

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(deliver, (store, other))) == [False, True]
    assert handle(store) == [b"1"]


@POSTGRES
@pytest.mark.parametrize("minutes", [-90, 90])
def test_machines_whose_clocks_differ_work_on_the_same_chats(
    place: Place, store: Store, minutes: int
) -> None:
    late = Clock(place.clock() + timedelta(minutes=minutes))
    other = open_store(place.url, place.key, now=late)
    assert receive(store, "telegram:1", 1) == [True]
    assert receive(other, "telegram:1", 1, 2) == [False, True]
    send(store, "telegram:1", "un")
    assert payloads(other) == ["un"]
    send(other, "telegram:2", "deux")
    assert [payload for _, payload, _ in claim(store)] == ["deux"]
    with other.post() as post:
        post.tidy()
    assert handle(other) == [b"1", b"2"]
    assert receive(store, "telegram:1", 2) == [False]
    other.close()
