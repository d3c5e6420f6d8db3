"""What is too old goes, who is forgotten is gone from the files too, and nothing ever stands in clear."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.types import Answer, Copy, File, State, Text
from storage import retention
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tables import deliveries
from tests.storage.conftest import SQLITE, Place, rows, said, say

CANARY = "Canari-Éloïse-Zébrule-1807"


def forms(secret: str) -> list[bytes]:
    """The ways in which a text may stand in a file."""
    raw = [secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be"), secret.encode("latin-1")]
    escaped = [secret.encode("unicode_escape"), ascii(secret)[1:-1].encode()]
    # base64 says the same bytes in three ways, by where they begin.
    coded = [base64.b64encode(b"\0" * shift + each)[4:-4] for each in raw for shift in range(3)]
    coded += [each.replace(b"+", b"-").replace(b"/", b"_") for each in coded]
    hexed = [each.hex().encode() for each in raw]
    return [*raw, *escaped, *coded, *hexed, *(each.upper() for each in hexed)]


def test_the_hunt_finds_what_it_looks_for() -> None:
    assert all(form in b"".join(forms(CANARY)) for form in forms(CANARY))
    for shift in range(5):
        coded = base64.b64encode(b"x" * shift + CANARY.encode() + b"yyyyy")
        assert any(form in coded for form in forms(CANARY))


def talk_of_everything(store: Store, who: str, canary: str) -> None:
    with store.talk(who) as talk:
        assert not talk.seen(canary)
        talk.state = State((Answer("ecole", canary),), reopened=canary, set_aside=(Answer("nom", canary),))
        talk.replies = (
            Text(canary),
            Copy(canary, canary),
            File("courriel", canary, "message/rfc822", canary.encode() * 100),
        )


def test_nothing_of_a_conversation_stands_in_clear_at_any_time(place: Place) -> None:
    store = place.open()
    who = f"web:{CANARY}"
    for _ in range(3):
        talk_of_everything(store, who, CANARY)
        with store.talk(who) as talk:
            talk.forget()
        talk_of_everything(store, who, CANARY)
        content = place.content() + place.key.read_bytes()
        assert [form for form in forms(CANARY) + forms(who) if form in content] == []
        retention.forget(store, who)
    store.close()
    content = place.content() + place.key.read_bytes()
    assert [form for form in forms(CANARY) + forms(who) if form in content] == []


def test_who_is_forgotten_is_gone_from_the_files_while_the_others_stay(place: Place, store: Store) -> None:
    everybody = [f"web:{number}" for number in range(40)]
    for number, who in enumerate(everybody):
        talk_of_everything(store, who, "x" * number)  # of all sizes, so that pages split and join
        say(store, who, "bonjour")
    name = store.keys.ring().name
    assert all(name(who).encode() in place.content() for who in everybody)
    for who in everybody[::2]:
        with store.talk(who) as talk:
            assert talk.forget() == 2
    content = place.content()
    assert [name(who).encode() in content for who in everybody] == [False, True] * 20
    assert [said(store, who) == [] for who in everybody] == [True, False] * 20


@SQLITE
def test_a_reader_in_the_way_only_delays_the_sweeping(
    place: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(store, "web:1", "bonjour")
    name = store.keys.ring().name("web:1").encode()
    monkeypatch.setattr("storage.database.LOCK_SECONDS", 0.05)
    impatient = place.open()
    say(store, "web:1", "encore")
    with store.database.reading() as connection:
        connection.execute(text("SELECT * FROM conversations")).all()
        with impatient.talk("web:1") as talk:
            talk.forget()
        assert said(impatient, "web:1") == []
        assert name in place.content()
    say(impatient, "web:2", "bonjour")
    assert name not in place.content()


@SQLITE
def test_a_sweeping_that_fails_does_not_undo_what_was_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(store, "web:1", "bonjour")
    monkeypatch.setattr("storage.database.LOCK_SECONDS", 0.05)
    scrub = SqliteDatabase.scrub

    def hurried(database: SqliteDatabase) -> bool:
        with database._in_turn():
            return scrub(database)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteDatabase, "scrub", hurried)
        with store.talk("web:1") as talk:
            assert talk.forget() == 1
    assert said(store, "web:1") == []


def test_old_conversations_go_with_their_deliveries(place: Place, store: Store) -> None:
    talk_of_everything(store, "web:old", "a")
    place.clock.advance(days=90)
    border = place.clock.time
    talk_of_everything(store, "web:new", "a")
    assert retention.purge(store, older_than=border) == 1
    assert rows(store) == (1, 1)
    assert said(store, "web:old") == []
    assert said(store, "web:new") == ["a"]
    content = place.content()
    assert store.keys.ring().name("web:old").encode() not in content
    assert store.keys.ring().name("web:new").encode() in content
    assert retention.purge(store, older_than=border) == 0


def test_what_is_touched_again_is_not_old(place: Place, store: Store) -> None:
    say(store, "web:1", "bonjour")
    place.clock.advance(days=90)
    with store.talk("web:1") as talk:
        talk.seen("k")
    assert retention.purge(store, older_than=place.clock.time - timedelta(days=1)) == 0


@pytest.mark.parametrize(("hours", "kept"), [(47.9, 1), (48, 1), (48.1, 0)])
def test_deliveries_are_kept_for_two_days(place: Place, store: Store, hours: float, kept: int) -> None:
    talk_of_everything(store, "web:1", "a")
    place.clock.advance(hours=hours)
    assert retention.purge(store, older_than=place.clock.time - timedelta(days=90)) == 0
    assert rows(store) == (1, kept)


def test_a_person_or_the_name_of_a_row_can_be_forgotten(store: Store) -> None:
    for who in ("web:1", "web:2", "web:3"):
        talk_of_everything(store, who, "a")
    assert retention.forget(store, "web:1") == 2
    assert retention.forget(store, store.keys.ring().name("web:2")) == 2
    assert retention.forget(store, "web:unknown") == 0
    assert rows(store) == (1, 1)
    assert said(store, "web:3") == ["a"]


def test_a_delivery_belongs_to_a_conversation(store: Store) -> None:
    assert {key.column.table.name for key in deliveries.foreign_keys} == {"conversations"}
    with pytest.raises(StoreUnusable), store.database.writing() as connection:
        connection.execute(insert(deliveries).values(who="personne", mark="m", seen_at=store.now()))
