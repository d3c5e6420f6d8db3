"""A case is kept in the transaction of its turn: once, under a reference of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import chain, repeat

import pytest

from bot.config import read
from bot.house import House, now
from handlers import turn
from handlers.readings import Update
from handlers.references import draw, rehearse
from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.reference import make
from knowledge.dialogue.types import Message, Picked, Told
from storage.store import Store, in_memory
from tests.conftest import TODAY
from tests.knowledge.dialogue.test_suivi import TO_REVIEW

TOLD: tuple[Message, ...] = (Picked("but", "probleme"), Picked("probleme", "tous"))
"""Something that a file can say."""


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(in_memory(now=now)) as made:
        yield made


@pytest.fixture
def house(guide: Guide, store: Store) -> House:
    return House(guide, store, read({}))


def say(house: House, who: str, *messages: Message) -> str:
    for number, message in enumerate(messages):
        turn.handle(house, Update(who, f"{number}", message), today=TODAY)
    return house.store.look(who)[0].reference


def references(store: Store) -> list[str]:
    return sorted(ticket.dossier.reference for ticket in store.tickets())


def test_the_same_answers_in_two_conversations_are_two_cases(house: House, store: Store) -> None:
    made = {say(house, who, *TO_REVIEW) for who in ("web:1", "web:2")}
    assert len(made) == 2
    assert references(store) == sorted(made)


def test_a_reference_that_is_taken_is_drawn_again(guide: Guide, store: Store) -> None:
    numbers = chain(repeat(1, 20), repeat(2, 20), repeat(3))
    house = House(guide, store, read({}), draw=lambda: make(next(numbers)))
    assert say(house, "web:1", *TOLD, Told("/dossier")) == make(1)
    assert say(house, "web:2", *TOLD, Told("/dossier")) == make(2)
    turn.handle(house, Update("web:2", "r", Told("/recommencer")), today=TODAY)
    for number, message in enumerate((*TOLD, Told("/dossier"))):
        turn.handle(house, Update("web:2", f"d{number}", message), today=TODAY)
    assert store.look("web:2")[0].reference == make(3)
    assert references(store) == sorted(map(make, (1, 2, 3)))


def test_an_update_that_comes_again_opens_nothing_more(house: House, store: Store) -> None:
    say(house, "web:1", *TOLD)
    first, again = (
        turn.handle(house, Update("web:1", "same", Told("/dossier")), today=TODAY) for _ in range(2)
    )
    assert first == again
    assert len(store.tickets()) == 1
    assert len(store.tickets()[0].suivi) == 1


def test_a_turn_that_is_undone_leaves_no_case(guide: Guide, store: Store) -> None:
    say(House(guide, store, read({})), "web:1", *TOLD)
    with pytest.raises(RuntimeError), store.talk("web:1") as talk:
        played = turn.play(guide, talk, Told("/dossier"), today=TODAY, reads=True, draw=draw)
        assert any(isinstance(effect, OpenTicket) for effect in played.effects)
        raise RuntimeError
    assert store.tickets() == ()
    assert store.look("web:1")[0].reference == ""


def test_it_goes_with_all_else_that_is_forgotten(house: House, store: Store) -> None:
    say(house, "web:1", *TO_REVIEW, Picked("_", "oublier"))
    assert store.tickets() == ()


def test_a_case_can_be_opened_for_a_conversation_that_has_none(house: House, store: Store) -> None:
    say(house, "web:1", *TO_REVIEW[:2])
    opened = turn.open_case(house, "web:1", today=TODAY)
    assert references(store) == [opened.reference]
    assert turn.open_case(house, "web:1", today=TODAY) == opened == store.look("web:1")[0]


def test_chance_is_not_repeated_and_a_rehearsal_is() -> None:
    assert len({draw() for _ in range(50)}) > 1
    one, same, other = rehearse("script"), rehearse("script"), rehearse("autre")
    assert [one(), one()] == (said := [same(), same()])
    assert said[0] != said[1]
    assert other() not in said


def test_the_case_of_somebody_else_is_answered_as_one_that_is_not_there(house: House, store: Store) -> None:
    """Fault 57: who types a reference that is not theirs does not learn whether it exists."""
    theirs = say(house, "web:1", *TO_REVIEW)
    absent = next(other for other in map(make, range(1, 100)) if store.ticket(other) is None)
    said = {}
    for reference in (theirs, absent):
        who = f"web:{reference}"
        answer = turn.handle(house, Update(who, "r", Told(reference)), today=TODAY)
        said[reference] = repr(answer).replace("\\", "").replace(reference, "…")
        assert store.look(who)[0].reference == ""
    assert said[theirs] == said[absent]
    assert store.look("web:1")[0].reference == theirs
