"""Fault 64: whatever happens to a file that is in use, what was committed is there, once; or it is told."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import Connection, event, text

from knowledge.dialogue.errors import StoreUnusable
from storage import database
from storage.queues import queues
from storage.store import Store, open_store
from tests.storage.conftest import SQLITE, Clock, Place, posix, said, say
from tests.storage.test_post import Drawn, handle, payloads, receive, send

pytestmark = SQLITE

BATCH = 40


def refused(store: Store) -> str:
    """Nothing can be written just now; return why."""
    with pytest.raises(StoreUnusable) as error:
        say(store, "web:1", "perdu")
    return error.value.values["reason"]


@contextmanager
def pragma(store: Store, wanted: str, undone: str) -> Iterator[None]:
    """Every transaction of the store begins with a pragma, and the last one undoes it."""

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA {wanted}")

    event.listen(store.database.engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(store.database.engine, "begin", begin)
        with store.database.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA {undone}")


# ── locked ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_another_program_holds_is_told_and_waited_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = place.open()
    say(patient, "web:1", "un")
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    hasty = place.open()
    with closing(sqlite3.connect(place.base, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(hasty) == "locked"
        assert said(hasty, "web:1") == ["un"]
        leaving = threading.Timer(0.2, other.execute, ("COMMIT",))
        leaving.start()
        monkeypatch.undo()
        say(patient, "web:1", "deux")
        leaving.join()
    say(hasty, "web:1", "trois")
    assert said(hasty, "web:1") == ["un", "deux", "trois"]


def test_a_transaction_that_read_before_another_wrote_is_told_so_and_undone(
    store: Store,
) -> None:
    """SQLITE_BUSY_SNAPSHOT: no waiting helps; one that is to write says so at its beginning."""
    say(store, "web:1", "un")
    with pytest.raises(StoreUnusable) as error, store.database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM conversations")).scalar()
        say(store, "web:1", "deux")
        connection.execute(text("DELETE FROM conversations"))
    assert error.value.values["reason"] == "locked"
    assert said(store, "web:1") == ["un", "deux"]


# ── full, read-only ────────────────────────────────────────────────────────────────────────────


WORKS: dict[str, Callable[[Store], object]] = {
    "received": lambda store: receive(store, "telegram:1", *range(BATCH)),
    "sent": lambda store: send(store, "telegram:1", *(Drawn("x" * 500) for _ in range(BATCH))),
    "said": lambda store: say(store, "web:1", "é" * 5000),
}


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_a_disk_that_is_full_at_any_write_undoes_all_of_a_transaction(
    store: Store, work: Callable[[Store], object]
) -> None:
    def counted() -> tuple[float, float, int]:
        found = queues(store)
        return found["inbox_waiting"], found["outbox_waiting"], len(said(store, "web:1"))

    with store.database.reading() as connection:
        size = connection.exec_driver_sql("PRAGMA page_count").scalar()
    assert isinstance(size, int)
    refusals = 0
    for room in range(1000):
        # One page more each time: every write that needs one is the first to fail once.
        with pragma(store, f"max_page_count={size + room}", "max_page_count=1000000000"):
            try:
                work(store)
            except StoreUnusable as error:
                assert error.values["reason"] == "full"
                assert counted() == (0, 0, 0)
                refusals += 1
            else:
                break
    assert refusals > 1
    assert counted() in {(BATCH, 0, 0), (0, BATCH, 0), (0, 0, 1)}


def test_a_disk_that_turns_read_only_refuses_what_is_new_and_loses_nothing(store: Store) -> None:
    say(store, "web:1", "un")
    with pragma(store, "query_only=ON", "query_only=OFF"):
        assert refused(store) == "refused"
        assert said(store, "web:1") == ["un"]
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    store.database.engine.dispose()
    say(store, "web:1", "deux")
    assert said(store, "web:1") == ["un", "deux"]


# ── deleted, replaced, damaged ─────────────────────────────────────────────────────────────────


@posix
@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_deleted_or_replaced_under_a_running_program_takes_nothing_more(
    place: Place, store: Store, replaced: bool
) -> None:
    say(store, "web:1", "un")
    store.database.scrub()
    kept = place.folder / "sauvegarde"
    shutil.copy(place.base, kept)
    place.base.unlink()
    if replaced:
        shutil.copy(kept, place.base)
    # What is written now would be nowhere after the next start.
    assert refused(store) == "moved"
    store.close()
    shutil.copy(kept, place.base)
    for name in ("-wal", "-shm"):
        place.base.with_name(place.base.name + name).unlink(missing_ok=True)
    assert said(place.open(), "web:1") == ["un"]


def test_a_file_that_is_damaged_while_it_is_in_use_is_told(place: Place, store: Store) -> None:
    for number in range(40):
        say(store, f"web:{number}", "é" * 2000)
    assert store.database.scrub()
    store.database.engine.dispose()
    with place.base.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (place.base.stat().st_size - 4096))
    reasons = set()
    for number in range(40):
        with pytest.raises(StoreUnusable) as error:
            say(store, f"web:{number}", "encore")
        reasons.add(error.value.values["reason"])
    assert reasons == {"damaged"}


# ── after a kill, beside a reader, copied while hot, with a clock that goes back ───────────────


def test_what_stands_in_the_wal_of_a_process_that_was_killed_is_there(place: Place) -> None:
    place.kill(
        """
it = store()
for number in range(5):
    with it.talk("web:1") as talk:
        talk.state = State((*talk.state.answers, Answer("noeud", str(number))))
die()
"""
    )
    wal = place.base.with_name(place.base.name + "-wal")
    assert wal.stat().st_size
    torn = Place(place.folder / "copie")
    torn.folder.mkdir()
    for path in (place.base, wal, place.key):
        shutil.copy(path, torn.folder)
    # There the machine lost its power too, in the middle of a write that nobody was told of.
    with (torn.folder / wal.name).open("ab") as file:
        file.write(wal.read_bytes()[32:3000])
    assert said(place.open(), "web:1") == ["0", "1", "2", "3", "4"]
    assert said(torn.open(), "web:1") == ["0", "1", "2", "3", "4"]
    torn.opened[0].close()


def test_a_reader_that_stays_makes_the_wal_grow_and_it_is_emptied_once_it_has_left(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    store = place.open()
    wal = place.base.with_name(place.base.name + "-wal")
    with store.database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM conversations")).scalar()
        for _ in range(20):
            say(store, "web:1", "é" * 20_000)
        assert wal.stat().st_size > 4_000_000
        assert not store.database.scrub()
    assert store.database.scrub()
    assert wal.stat().st_size == 0
    assert len(said(store, "web:1")) == 20


def test_a_copy_made_while_it_is_written_to_holds_one_moment(place: Place, store: Store) -> None:
    stopped = threading.Event()

    def talk() -> None:
        number = 0
        while not stopped.is_set() and number < 400:
            say(store, "web:1", str(number))
            number += 1

    writing = threading.Thread(target=talk)
    writing.start()
    copies = [place.folder / f"copie{rank}" for rank in range(3)]
    for copy in copies:
        with closing(sqlite3.connect(place.base)) as hot, closing(sqlite3.connect(copy)) as cold:
            hot.backup(cold)
    stopped.set()
    writing.join()
    for copy in copies:
        restored = open_store(f"sqlite:///{copy}", place.key, now=Clock())
        answers = said(restored, "web:1")
        assert answers == [str(number) for number in range(len(answers))]
        restored.close()


def test_a_clock_that_goes_back_loses_doubles_and_delays_nothing(place: Place, store: Store) -> None:
    assert receive(store, "telegram:1", 1) == [True]
    send(store, "telegram:1", "un")
    place.clock.advance(hours=-30)
    assert receive(store, "telegram:1", 1, 2) == [False, True]
    assert handle(store) == [b"1", b"2"]
    assert payloads(store) == ["un"]
