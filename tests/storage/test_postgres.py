"""Whatever the server does, the answer is one error of ours that names the database and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from knowledge.dialogue.errors import StoreUnusable
from storage import database
from storage.store import open_store
from tests.postgres import Cluster
from tests.storage.conftest import POSTGRES, Clock, Place, said, say

PASSWORD = "mot/de@passe"


@pytest.fixture
def anne(postgres: Cluster) -> Iterator[str]:
    """The address of a database, with a password, for somebody who owns nothing there."""
    with postgres.database() as url:
        postgres.do(f"CREATE ROLE anne LOGIN PASSWORD '{PASSWORD}'")
        yield url.replace("postgres@", "anne:mot%2Fde%40passe@")
        postgres.do("DROP ROLE anne")


def why(url: str, folder: Path) -> str:
    """Opening fails as it should, and names the database without its password; return why."""
    with pytest.raises(StoreUnusable) as refused:
        open_store(url, folder / "cle.txt", now=Clock())
    shown = refused.value.values["url"]
    assert "passe" not in shown
    assert shown.startswith("postgresql://")
    return refused.value.values["reason"]


def test_a_server_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    assert why("postgresql://anne@127.0.0.1:1/base", tmp_path) == "unreachable"
    assert why(f"postgresql://anne@/base?host={tmp_path}", tmp_path) == "unreachable"
    assert why("postgresql://anne:passe@nulle.part.invalid/base", tmp_path) == "unreachable"


def test_a_wrong_password_and_none_are_told(anne: str, tmp_path: Path) -> None:
    assert why(anne.replace("mot%2Fde", "faux"), tmp_path) == "password"
    assert why(anne.replace(":mot%2Fde%40passe", ""), tmp_path) == "password"
    assert why(anne.replace("anne", "bob"), tmp_path) == "password"


def test_a_database_that_is_not_there_is_absent(anne: str, tmp_path: Path) -> None:
    name = anne.partition("@/")[2].partition("?")[0]
    assert why(anne.replace(name, "nullepart"), tmp_path) == "absent"


def test_an_account_without_rights_is_refused(anne: str, tmp_path: Path) -> None:
    assert why(anne, tmp_path) == "refused"


def test_a_server_that_is_full_of_connections_is_crowded(postgres: Cluster, tmp_path: Path) -> None:
    with postgres.database() as url:
        name = url.partition("@/")[2].partition("?")[0]
        postgres.do(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        postgres.do("CREATE ROLE zoe LOGIN PASSWORD 'passe'")
        try:
            assert why(url.replace("postgres@", "zoe:passe@"), tmp_path) == "crowded"
        finally:
            postgres.do("DROP ROLE zoe")


@POSTGRES
@pytest.mark.parametrize("scheme", ["postgres", "postgresql+psycopg"])
def test_the_other_ways_to_write_the_address_are_understood(place: Place, scheme: str) -> None:
    place.server = place.server.replace("postgresql", scheme)
    say(place.open(), "web:1", "bonjour")


@POSTGRES
def test_two_conversations_go_on_beside_each_other(place: Place) -> None:
    one, two = place.open(), place.open()
    with one.talk("web:1"):
        say(two, "web:2", "bonjour")
    assert said(one, "web:2") == ["bonjour"]


@POSTGRES
def test_what_needs_the_database_alone_waits_for_all_and_all_wait_for_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.05)
    one, two = place.open(), place.open()
    with one.talk("web:1"), pytest.raises(StoreUnusable) as refused, two.database.alone():
        pass
    assert refused.value.values["reason"] == "locked"
    with one.database.alone(), pytest.raises(StoreUnusable), two.talk("web:1"):
        pass


@POSTGRES
def test_the_server_undoes_what_a_silent_process_began(place: Place) -> None:
    store = place.open()
    with psycopg.connect(place.server) as connection:
        wanted = "SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"
        assert connection.execute(wanted).fetchone() == ("0",)
    with store.database.reading() as found:
        assert found.exec_driver_sql(wanted).scalar() == "60000"
