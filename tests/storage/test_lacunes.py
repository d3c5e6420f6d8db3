"""The questions nobody could answer: counted, bounded, sealed, and nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from storage import lacunes, retention, tables
from storage.errors import RowUnreadable
from storage.rotation import rotate
from storage.sealing import Token
from storage.store import Store
from storage.tables import conversations
from tests.storage.conftest import Place
from tests.storage.test_retention import forms

QUESTION = "Où est le carnet Zébrule-1807 ?"


def miss(store: Store, who: str, *questions: str) -> None:
    with store.talk(who) as talk:
        talk.state = talk.state
        for question in questions:
            talk.miss(question)


def noted(store: Store) -> list[tuple[str, int]]:
    return [(gap.question, gap.asked) for gap in store.gaps()]


def test_the_same_question_is_counted_and_the_most_asked_comes_first(store: Store) -> None:
    miss(store, "web:1", "Et le carnet ?", QUESTION)
    miss(store, "web:2", "ou est le CARNET zebrule 1807")
    assert noted(store) == [(QUESTION, 2), ("Et le carnet ?", 1)]


def test_an_undone_turn_notes_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.talk("web:1") as talk:
        talk.miss(QUESTION)
        raise RuntimeError
    assert noted(store) == []


def test_nothing_stands_in_clear_and_nothing_leads_to_who_asked(place: Place, store: Store) -> None:
    miss(store, "web:1", QUESTION)
    assert [form for form in forms(QUESTION) + forms("Zébrule") if form in place.content()] == []
    with store.database.reading() as connection:
        moment = connection.execute(select(conversations.c.updated_at)).scalar_one()
        row = connection.execute(text("SELECT * FROM lacunes")).mappings().one()
    assert set(row) == {"digest", "question", "asked", "day"}
    assert row["day"] % timedelta(days=1).total_seconds() == 0
    assert moment == place.clock.time
    assert store.keys.ring().name("web:1") not in str(row)


def test_the_least_asked_and_oldest_makes_room(
    place: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lacunes, "KEPT", 3)
    miss(store, "web:1", "souvent", "souvent", "vieille")
    place.clock.advance(days=1)
    miss(store, "web:1", "récente", "souvent")
    miss(store, "web:2", "nouvelle")
    assert noted(store) == [("souvent", 3), ("nouvelle", 1), ("récente", 1)]


def test_who_is_forgotten_leaves_the_question_which_is_nobodys(store: Store) -> None:
    miss(store, "web:1", QUESTION)
    assert retention.forget(store, "web:1") == 1
    assert noted(store) == [(QUESTION, 1)]


def test_what_was_not_asked_for_long_goes(place: Place, store: Store) -> None:
    miss(store, "web:1", "vieille", "toujours")
    place.clock.advance(days=90)
    miss(store, "web:1", "toujours")
    assert retention.purge(store, older_than=place.clock.time - timedelta(days=30)) == 0
    assert noted(store) == [("toujours", 2)]


def test_a_rotation_seals_them_again(store: Store) -> None:
    miss(store, "web:1", QUESTION)
    old = store.keys.ring()
    assert rotate(store) == 2
    assert store.keys.ring().keys != old.keys
    assert noted(store) == [(QUESTION, 1)]


def test_a_damaged_one_is_named_and_can_be_forgotten(store: Store) -> None:
    miss(store, "web:1", QUESTION, "autre")
    with store.database.writing() as connection:
        connection.execute(
            update(tables.lacunes).where(tables.lacunes.c.asked == 1).values(question=Token(b"x"))
        )
    with pytest.raises(RowUnreadable) as refused:
        store.gaps()
    assert retention.forget(store, str(refused.value.values["row"])) == 1
