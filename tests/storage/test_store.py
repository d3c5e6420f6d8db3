"""Conversations are remembered whole, one turn at a time, and nothing is written by looking."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text, update

from knowledge.dialogue.errors import BadSetting, HouseError, KeyMissing, KeyUnsafe, KeyWrong
from knowledge.dialogue.types import Answer, State, Text
from storage.errors import RowUnreadable
from storage.keys import KeyFile
from storage.sealing import new_ring
from storage.sealing import place as seal_place
from storage.store import Store, in_memory, open_store
from storage.tables import conversations, deliveries, sceau
from tests.storage.conftest import SQLITE, Clock, Place, placed, posix, rows, said, say

STATE = State((Answer("a", "1"), Answer("b", "2")), reopened="a", set_aside=(Answer("c", "3"),))


@pytest.fixture(params=["sqlite", "memory", "postgres"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        with closing(in_memory(now=Clock())) as made:
            yield made
    else:
        with placed(request, tmp_path) as place:
            yield place.open()


def test_a_stranger_has_said_nothing(any_store: Store) -> None:
    assert any_store.look("web:1") == (State(), ())
    with any_store.talk("web:1") as talk:
        assert (talk.state, talk.replies) == (State(), ())


def test_what_was_set_is_there_next_time(any_store: Store) -> None:
    with any_store.talk("web:1") as talk:
        talk.state, talk.replies = STATE, (Text("bonjour"),)
        assert (talk.state, talk.replies) == (STATE, (Text("bonjour"),))
    assert any_store.look("web:1") == (STATE, (Text("bonjour"),))
    with any_store.talk("web:1") as talk:
        assert (talk.state, talk.replies) == (STATE, (Text("bonjour"),))


def test_setting_one_keeps_the_other(any_store: Store) -> None:
    with any_store.talk("web:1") as talk:
        talk.state, talk.replies = STATE, (Text("bonjour"),)
    with any_store.talk("web:1") as talk:
        talk.replies = (Text("bonsoir"),)
    assert any_store.look("web:1") == (STATE, (Text("bonsoir"),))
    with any_store.talk("web:1") as talk:
        talk.state = State()
    assert any_store.look("web:1") == (State(), (Text("bonsoir"),))


def test_people_do_not_meet(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")
    say(any_store, "web:2", "bonsoir")
    assert (said(any_store, "web:1"), said(any_store, "web:2")) == (["bonjour"], ["bonsoir"])


def test_an_exception_leaves_everything_as_it_was(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")

    def fail() -> None:
        with any_store.talk("web:1") as talk:
            assert not talk.seen("k")
            talk.state = STATE
            talk.forget()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert said(any_store, "web:1") == ["bonjour"]
    with any_store.talk("web:1") as talk:
        assert not talk.seen("k")


def test_the_same_delivery_is_handled_once(any_store: Store) -> None:
    with any_store.talk("web:1") as talk:
        assert not talk.seen("k")
        assert talk.seen("k")
        talk.state = STATE
    with any_store.talk("web:1") as talk:
        assert talk.seen("k")
        assert not talk.seen("another")
    with any_store.talk("web:2") as talk:
        assert not talk.seen("k")
    assert rows(any_store) == (2, 3)
    assert any_store.look("web:1")[0] == STATE
    assert any_store.look("web:2")[0] == State()


def test_looking_and_reading_write_nothing(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")
    written: list[str] = []

    @event.listens_for(any_store.database.engine, "after_cursor_execute")
    def on_execute(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    for who in ("web:1", "web:2"):
        any_store.look(who)
        with any_store.talk(who) as talk:
            assert talk.state is not None
            assert talk.replies is not None
    assert rows(any_store) == (1, 0)
    assert written == []


def test_a_look_does_not_wait_for_a_turn(store: Store) -> None:
    say(store, "web:1", "bonjour")
    with store.talk("web:1") as talk:
        talk.state = STATE
        assert said(store, "web:1") == ["bonjour"]
    assert store.look("web:1")[0] == STATE


def test_who_is_forgotten_leaves_no_row(any_store: Store) -> None:
    say(any_store, "web:2", "bonsoir")
    with any_store.talk("web:1") as talk:
        talk.seen("k")
        talk.state = STATE
    with any_store.talk("web:1") as talk:
        talk.seen("oublier")
        assert talk.forget() == 2
        assert talk.state == State()
    assert rows(any_store) == (1, 0)
    with any_store.talk("web:1") as talk:
        assert talk.forget() == 0


def test_a_talk_can_begin_again_right_after_it_forgot(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")
    with any_store.talk("web:1") as talk:
        talk.forget()
        talk.state = STATE
    assert any_store.look("web:1") == (STATE, ())


def test_a_conversation_outlives_the_program(place: Place) -> None:
    first = place.open()
    say(first, "web:1", "bonjour")
    secret = first.secret("cookies")
    first.close()
    again = place.open()
    assert said(again, "web:1") == ["bonjour"]
    assert again.secret("cookies") == secret != again.secret("autre")


def test_the_last_touch_is_what_the_clock_said(place: Place, store: Store) -> None:
    say(store, "web:1", "bonjour")
    place.clock.advance(hours=1)
    with store.talk("web:1") as talk:
        talk.seen("k")
    with store.database.reading() as connection:
        assert connection.execute(conversations.select()).one().updated_at == place.clock.time
        assert connection.execute(deliveries.select()).one().seen_at == datetime(2026, 8, 24, 10, tzinfo=UTC)


def test_threads_that_talk_for_the_same_person_lose_nothing(any_store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: say(any_store, "web:1", str(number)), range(80)))
    assert sorted(said(any_store, "web:1"), key=int) == [str(number) for number in range(80)]


def test_processes_that_talk_for_the_same_person_lose_nothing(place: Place, store: Store) -> None:
    code = """
it = store()
for number in range(30):
    with it.talk("web:1") as talk:
        if not talk.seen(f"{number}"):
            talk.state = State((*talk.state.answers, Answer("commun", str(number))))
    with it.talk("web:1") as talk:
        talk.state = State((*talk.state.answers, Answer(sys.argv[3], str(number))))
"""
    children = [place.start(code, name) for name in ("un", "deux", "trois")]
    assert [(child.communicate()[1], child.returncode) for child in children] == [("", 0)] * 3
    answers = store.look("web:1")[0].answers
    numbers = [str(number) for number in range(30)]
    for name in ("un", "deux", "trois", "commun"):
        assert [answer.value for answer in answers if answer.node == name] == numbers


def test_a_process_killed_in_a_turn_leaves_the_turn_before(place: Place, store: Store) -> None:
    say(store, "web:1", "bonjour")
    code = """
from storage.talk import write
it = store()
with it.talk("web:1") as talk:
    talk.state = State()
    write(talk._connection, [talk], it.now())
    die()
"""
    place.kill(code)
    assert said(store, "web:1") == ["bonjour"]
    say(store, "web:1", "encore")


# ── rows that something else has touched (faults.md, 42) ───────────────────────────────────────


def test_a_row_moved_to_another_person_is_refused_and_can_be_forgotten(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")
    say(any_store, "web:2", "bonsoir")
    ring = any_store.keys.ring()
    with any_store.database.writing() as connection:
        stolen = connection.execute(conversations.select().filter_by(who=ring.name("web:1"))).one()
        moved = update(conversations).filter_by(who=ring.name("web:2"))
        connection.execute(moved.values(state=stolen.state, replies=stolen.replies))
    with pytest.raises(RowUnreadable) as refused:
        any_store.look("web:2")
    expected = {"url": any_store.database.shown, "row": ring.name("web:2"), "reason": "altered"}
    assert refused.value.values == expected
    with pytest.raises(RowUnreadable):
        say(any_store, "web:2", "encore")
    assert said(any_store, "web:1") == ["bonjour"]
    with any_store.talk("web:2") as talk:
        assert talk.forget() == 1
    assert said(any_store, "web:2") == []


def test_a_column_moved_to_another_is_refused(any_store: Store) -> None:
    say(any_store, "web:1", "bonjour")
    with any_store.database.writing() as connection:
        connection.execute(text("UPDATE conversations SET replies = state"))
    with pytest.raises(RowUnreadable):
        any_store.look("web:1")


def test_a_state_of_another_edition_is_refused_and_kept(any_store: Store) -> None:
    ring = any_store.keys.ring()
    row = ring.name("web:1")
    values = {
        "state": ring.seal(seal_place("conversations", "state", row), b'{"answers": {"a": 1}}'),
        "replies": ring.seal(seal_place("conversations", "replies", row), b"[]"),
    }
    with any_store.database.writing() as connection:
        connection.execute(insert(conversations).values(who=row, updated_at=any_store.now(), **values))
    with pytest.raises(RowUnreadable) as refused, any_store.talk("web:1") as talk:
        talk.state = State()
    assert refused.value.values["reason"] == "edition"
    assert rows(any_store) == (1, 0)


# ── the key (faults.md, 44) ────────────────────────────────────────────────────────────────────


def test_a_key_file_that_is_gone_stops_the_start_and_is_not_made_again(place: Place) -> None:
    place.open().close()
    place.key.unlink()
    with pytest.raises(KeyMissing) as refused:
        place.open()
    assert refused.value.values == {"path": str(place.key)}
    assert not place.key.exists()


def test_another_key_stops_the_start(place: Place) -> None:
    place.open().close()
    KeyFile(place.key).save(new_ring())
    with pytest.raises(KeyWrong):
        place.open()


@pytest.mark.parametrize("part", ["who", "key"])
def test_half_a_key_stops_the_start(place: Place, part: str) -> None:
    place.open().close()
    keys, other = KeyFile(place.key), new_ring()
    ring = keys.ring()
    secret, sealing = (other.secret, ring.keys) if part == "who" else (ring.secret, other.keys)
    keys.save(type(ring)(secret, sealing))
    with pytest.raises(KeyWrong):
        place.open()


def test_a_database_that_lost_its_seal_is_not_sealed_anew(place: Place, store: Store) -> None:
    say(store, "web:1", "bonjour")
    with store.database.writing() as connection:
        connection.execute(sceau.delete())
    with pytest.raises(KeyWrong):
        place.open()
    place.key.unlink()
    with pytest.raises(KeyMissing):
        place.open()


@SQLITE
@posix
def test_a_key_file_that_others_can_read_stops_before_a_database_is_made(place: Place) -> None:
    KeyFile(place.key).save(new_ring())
    place.key.chmod(0o644)
    with pytest.raises(KeyUnsafe):
        place.open()
    assert not place.base.exists()


def test_a_key_file_made_beforehand_is_used(place: Place) -> None:
    keys = KeyFile(place.key)
    keys.save(new_ring())
    ring = keys.ring()
    assert place.open().keys.ring() == ring


def test_a_first_start_killed_before_the_seal_is_finished_by_the_next(place: Place) -> None:
    code = "import storage.store; storage.store.put_seal = lambda *_: die(); store()"
    place.kill(code)
    ring = KeyFile(place.key).ring()
    assert place.open().keys.ring() == ring


def test_a_bad_address_makes_no_key(place: Place) -> None:
    with pytest.raises(BadSetting):
        open_store("mysql://host/base", place.key, now=place.clock)
    assert list(place.folder.iterdir()) == []


def test_a_key_lost_while_running_stops_the_talk_and_not_later(place: Place, store: Store) -> None:
    place.key.unlink()
    with pytest.raises(HouseError):
        say(store, "web:1", "bonjour")
    assert rows(store) == (0, 0)


@SQLITE
def test_nobody_holds_the_file_after_it_was_closed(place: Place) -> None:
    place.open().close()
    base = sqlite3.connect(place.base)
    base.execute("PRAGMA journal_mode=DELETE")
    base.close()
    assert sorted(path.name for path in place.folder.iterdir()) == ["cle.txt", "helpdesk.sqlite3"]
