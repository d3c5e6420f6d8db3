"""The cases: sealed, followed, found by their reference alone, and gone with their conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from knowledge.dialogue.dossier import Dossier, Ligne, OpenTicket, Statut
from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.types import State
from storage import retention, tables
from storage.errors import RowUnreadable
from storage.rotation import rotate
from storage.sealing import Token
from storage.sealing import place as at
from storage.store import Store
from tests.storage.conftest import Place
from tests.storage.test_retention import CANARY, forms

CODE = "K7M4-R2PD"


def case(
    code: str = CODE, statut: Statut = "ouvert", pour: str = "itslearning", *, new: bool = False
) -> OpenTicket:
    lines = (Ligne("probleme", 1, "Ce qui se passe", CANARY, "reponse"),)
    return OpenTicket(Dossier(code, pour, lines, (), (("uai", "UAI"),), 1, 2, "27/08/2026"), statut, new)


def keep(store: Store, who: str, effect: OpenTicket) -> bool:
    with store.talk(who) as talk:
        talk.state = State(reference=effect.dossier.reference)
        return talk.ticket(effect)


def test_it_is_found_as_it_was_kept(store: Store) -> None:
    assert keep(store, "web:1", case(new=True))
    found = store.ticket(CODE)
    assert found is not None
    assert found.dossier == case().dossier
    assert store.tickets() == (found,)
    assert store.ticket("C2C2-C2CV") is None


def test_what_a_later_edition_noted_in_it_survives(place: Place, store: Store) -> None:
    keep(store, "web:1", case(new=True))

    def change(edit: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """What is kept, after an edit."""
        ring = store.keys.ring()
        with store.database.writing() as connection:
            row = connection.execute(select(tables.tickets)).one()
            where = at("tickets", "content", row.digest)
            kept: dict[str, Any] = json.loads(ring.open(where, row.content))
            edit(kept)
            sealed = ring.seal(where, json.dumps(kept).encode())
            connection.execute(update(tables.tickets).values(content=sealed))
        return kept

    change(lambda kept: kept.update(urgence=3))
    change(lambda kept: kept["suivi"][0].update(par="x"))
    place.clock.advance(hours=1)
    keep(store, "web:1", case(statut="envoye"))
    kept = change(lambda _: None)
    assert kept["urgence"] == 3
    assert [each.get("par") for each in kept["suivi"]] == ["x", None]


def test_what_became_of_it_is_noted_once_each(place: Place, store: Store) -> None:
    start = place.clock.time
    for statut, pour in (("ouvert", "itslearning"), ("envoye", "itslearning"), ("envoye", "itslearning")):
        keep(store, "web:1", case(statut=statut, pour=pour))  # type: ignore[arg-type]  # from a list
        place.clock.advance(hours=1)
    keep(store, "web:1", case(statut="envoye", pour="index-education"))
    found = store.ticket(CODE)
    assert found is not None
    assert [(each.statut, each.pour, each.le - start) for each in found.suivi] == [
        ("ouvert", "itslearning", timedelta(0)),
        ("envoye", "itslearning", timedelta(hours=1)),
        ("envoye", "index-education", timedelta(hours=3)),
    ]


def test_the_one_that_stood_still_for_the_longest_comes_first(place: Place, store: Store) -> None:
    for code in (CODE, "C2C2-C2CV"):
        keep(store, f"web:{code}", case(code))
        place.clock.advance(hours=1)
    keep(store, f"web:{CODE}", case(statut="envoye"))
    assert [ticket.dossier.reference for ticket in store.tickets()] == ["C2C2-C2CV", CODE]


def test_a_reference_is_one_cases_alone(store: Store) -> None:
    assert keep(store, "web:1", case(new=True))
    assert not keep(store, "web:2", case(new=True))
    assert not keep(store, "web:1", case(new=True))
    assert len(store.tickets()) == 1


def test_one_that_another_process_took_meanwhile_undoes_the_turn(store: Store) -> None:
    keep(store, "web:1", case())
    with pytest.raises(StoreUnusable) as refused:
        keep(store, "web:2", case())
    assert refused.value.values["reason"] == "conflict"
    assert store.look("web:2")[0] == State()


def test_nothing_of_it_stands_in_clear(place: Place, store: Store) -> None:
    keep(store, "web:1", case())
    clear = (*forms(CANARY), CODE.encode(), b"itslearning", b"ouvert")
    assert [form for form in clear if form in place.content()] == []


def test_it_goes_with_its_person(store: Store) -> None:
    for who, code in (("web:1", CODE), ("web:2", "C2C2-C2CV")):
        keep(store, who, case(code))
    assert retention.forget(store, "web:1") == 2
    assert [ticket.dossier.reference for ticket in store.tickets()] == ["C2C2-C2CV"]


def test_it_is_kept_as_long_as_its_conversation(place: Place, store: Store) -> None:
    keep(store, "web:1", case())
    retention.purge(store, older_than=place.clock.time)
    assert store.tickets()
    place.clock.advance(days=90)
    assert retention.purge(store, older_than=place.clock.time) == 1
    assert store.tickets() == ()


def test_an_edition_that_does_not_know_it_erases_it_too(store: Store) -> None:
    keep(store, "web:1", case())
    with store.database.writing() as connection:
        connection.execute(delete(tables.conversations))
    assert store.tickets() == ()


def test_a_rotation_seals_it_again(store: Store) -> None:
    keep(store, "web:1", case())
    assert rotate(store) == 2
    assert store.ticket(CODE) is not None


def test_a_damaged_one_is_named_and_can_be_forgotten(store: Store) -> None:
    keep(store, "web:1", case())
    with store.database.writing() as connection:
        connection.execute(update(tables.tickets).values(content=Token(b"x")))
    with pytest.raises(RowUnreadable) as refused:
        store.ticket(CODE)
    assert retention.forget(store, str(refused.value.values["row"])) == 1
    assert store.look("web:1")[0].reference == CODE


def test_a_process_that_dies_before_the_end_leaves_none(place: Place, store: Store) -> None:
    code = """
from storage.talk import write
from tests.storage.test_tickets import case
it = store()
with it.talk("web:1") as talk:
    talk.state = State(reference="K7M4-R2PD")
    assert talk.ticket(case(new=True))
    write(talk._connection, [talk], it.now())
    die()
"""
    place.kill(code)
    assert store.tickets() == ()
    assert keep(store, "web:1", case(new=True))
