"""A question that nobody can answer is noted in the transaction of its turn, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from bot.config import read
from bot.house import House, now
from handlers.readings import Update
from handlers.turn import handle
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Told
from storage.store import Store, in_memory

QUESTION = "Comment saisir les compétences de Zoltan Duchmol dans PRONOTE ?"


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(in_memory(now=now)) as made:
        yield made


def test_it_is_noted_once_however_often_the_update_comes(guide: Guide, store: Store, today: date) -> None:
    house = House(guide, store, read({}))
    for key in ("1", "1", "2"):
        handle(house, Update("web:1", key, Told(QUESTION)), today=today)
    handle(house, Update("web:1", "3", Told("recette de crêpes")), today=today)
    assert [(gap.question, gap.asked) for gap in store.gaps()] == [
        ("Comment saisir les compétences de [nom masqué] dans PRONOTE ?", 2)
    ]


def test_pasted_lines_are_not_noted(guide: Guide, store: Store, today: date) -> None:
    house = House(guide, store, read({}))
    handle(house, Update("web:1", "1", Told("PRONOTE du jour\nlucas duchmol\nzoltan duchmol")), today=today)
    assert store.gaps() == ()
