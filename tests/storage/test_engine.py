"""Whatever the disk does, the answer is one error of ours that names the database and why."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge.dialogue.errors import BadSetting, StoreUnusable
from storage import database, engine
from storage.store import Store, open_store
from tests.storage.conftest import SQLITE, Clock, Place, posix, said, say

NOBODY = 65534


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql://anne:secret@host/base", "mysql://anne:***@host/base"),
        ("postgresql+asyncpg://anne:secret@host/base", "postgresql+asyncpg://anne:***@host/base"),
        ("sqlite://", "sqlite://"),
        ("sqlite://host/base", "sqlite://host/base"),
        ("sqlite+aiosqlite:///base", "sqlite+aiosqlite:///base"),
        ("sqlite:///base?mode=ro", "sqlite:///base?mode=ro"),
        ("postgresql:secret", "postgresql"),
        ("secret", "secret"),
    ],
)
def test_an_address_of_no_known_kind_is_a_bad_setting_without_its_password(url: str, shown: str) -> None:
    with pytest.raises(BadSetting) as refused:
        engine.engine(url)
    assert refused.value.values == {"name": engine.SETTING, "value": shown}


@SQLITE
def test_every_connection_is_set_up_for_one_writer_and_a_lasting_commit(store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with store.database.reading() as first, store.database.reading() as second:
        for connection in (first, second):
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
            assert found == wanted


def test_a_reader_sees_one_moment_and_holds_no_writer_up(store: Store) -> None:
    count = text("SELECT count(*) FROM conversations")
    with store.database.reading() as connection:
        assert connection.execute(count).scalar() == 0
        say(store, "web:1", "bonjour")
        assert connection.execute(count).scalar() == 0
    with store.database.reading() as connection:
        assert connection.execute(count).scalar() == 1


@SQLITE
@posix
def test_the_files_are_their_owners_alone(place: Place) -> None:
    say(place.open(), "web:1", "bonjour")
    assert {path.stat().st_mode & 0o777 for path in place.folder.iterdir()} == {0o600}


def test_a_folder_name_may_hold_any_sign(tmp_path: Path) -> None:
    folder = tmp_path / "50% d’été & co #1"
    store = open_store(f"sqlite:///{folder}/base", folder / "cle", now=Clock())
    store.close()
    assert (folder / "base").exists()


def unusable(place: Place) -> str:
    """Opening fails as it should; return why."""
    with pytest.raises(StoreUnusable) as refused:
        place.open()
    assert refused.value.values["url"] == str(place.base)
    return refused.value.values["reason"]


@SQLITE
def test_a_file_that_is_no_database_is_damaged(place: Place) -> None:
    place.base.write_bytes(b"Bonjour, ceci n'est pas une base de donnees. " * 100)
    assert unusable(place) == "damaged"


@SQLITE
def test_a_torn_page_is_damaged(place: Place) -> None:
    store = place.open()
    say(store, "web:1", "bonjour")
    store.close()
    data = bytearray(place.base.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    place.base.write_bytes(data)
    assert unusable(place) == "damaged"


@SQLITE
def test_a_path_through_a_file_is_refused(place: Place) -> None:
    place.base.write_bytes(b"")
    place.folder = place.base / "dedans"
    assert unusable(place) == "refused"


@SQLITE
def test_a_folder_in_the_place_of_the_file_is_refused(place: Place) -> None:
    place.base.mkdir()
    assert unusable(place) == "refused"


@contextmanager
def without_rights(place: Place) -> Iterator[None]:
    """Without root's rights, for whom a mode forbids nothing; all code is loaded before they are dropped."""
    is_root = os.geteuid() == 0
    if is_root:
        for path in (place.folder, *place.folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def readable_place() -> Iterator[Place]:
    """A place that anyone can come to, where a store was opened once."""
    place = Place(Path(tempfile.mkdtemp()))
    place.open().close()
    yield place
    place.folder.chmod(0o700)
    for store in place.opened:
        store.close()
    shutil.rmtree(place.folder)


@posix
def test_a_folder_that_cannot_be_written_is_refused(readable_place: Place) -> None:
    for path in readable_place.folder.iterdir():
        path.unlink()
    readable_place.folder.chmod(0o500)
    with without_rights(readable_place):
        assert unusable(readable_place) == "refused"


@posix
def test_a_database_that_cannot_be_written_is_refused_at_start(readable_place: Place) -> None:
    readable_place.base.chmod(0o400)
    readable_place.folder.chmod(0o500)
    with without_rights(readable_place):
        assert unusable(readable_place) == "refused"


@SQLITE
@posix
def test_a_disk_that_fills_up_loses_only_the_turn_that_did_not_fit(place: Place) -> None:
    store = place.open()
    say(store, "web:1", "bonjour")
    # The limit of the child's files is a disk that is full, as the kernel itself says it.
    code = """
import resource
it = store()
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for number in range(1000):
    try:
        with it.talk("web:1") as talk:
            talk.state = State((*talk.state.answers, Answer("noeud", str(number) * 1000)))
    except HouseError as error:
        assert len(it.look("web:1")[0].answers) == number + 1
        sys.exit(f"{type(error).__name__} {error.values['reason']}")
"""
    exit_code, _, err = place.run(code)
    assert exit_code == 1
    assert err.strip() in {"StoreUnusable full", "StoreUnusable other"}
    assert len(said(store, "web:1")) > 1
    say(store, "web:1", "encore")
    assert said(store, "web:1")[-1] == "encore"


@SQLITE
def test_a_database_that_may_not_grow_is_full(store: Store) -> None:
    with pytest.raises(StoreUnusable) as refused, store.database.writing() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        connection.execute(text("INSERT INTO conversations VALUES ('a', zeroblob(100000), '', 0)"))
    assert refused.value.values["reason"] == "full"
    assert said(store, "web:1") == []


def test_a_conversation_held_too_long_by_another_is_locked(
    place: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.05)
    impatient = place.open()
    with store.talk("web:1"):
        with pytest.raises(StoreUnusable) as refused, impatient.talk("web:1"):
            pass
        assert refused.value.values == {"url": place.shown, "reason": "locked"}
        assert said(impatient, "web:1") == []
    say(impatient, "web:1", "bonjour")


@SQLITE
def test_a_talk_inside_a_talk_is_locked_and_not_a_deadlock(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.05)
    with store.talk("web:1"), pytest.raises(StoreUnusable), store.talk("web:2"):
        pass


def test_an_error_of_the_callers_passes_as_it_is(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.database.writing():
        _ = 1 / 0
