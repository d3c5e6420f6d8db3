"""Clauses: how expressions are written, and which clause speaks of a failure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.triage.enquete import Savoir
from knowledge.triage.paroles import expression, listen, spaced


@pytest.mark.parametrize(
    ("written", "text", "holds"),
    [
        ("se connecte/connectent", "Ils se connectent.", True),
        ("se connecte/connectent", "Ils se déconnectent.", False),
        ("connect*", "la connexion, se CONNECTER", True),
        ("change* … serveur", "on a changé hier de vieux serveur", True),
        ("change* … serveur", "on a changé de salle, de chaise, de table et de serveur", False),
        ("si $", "les profs si", True),
        ("si $", "si les profs entrent", False),
    ],
)
def test_an_expression_is_read_as_it_is_written(written: str, text: str, holds: bool) -> None:
    assert bool(expression([written]).search(spaced(text))) == holds


def test_no_expression_is_said_by_nobody() -> None:
    assert expression([]).search(spaced("quoi que ce soit")) is None


def test_an_exception_turns_the_sense_of_the_clause_before(savoir: Savoir) -> None:
    paroles = savoir.regles.paroles
    assert listen("tout le monde y arrive sauf les parents", paroles).groups == {"parents"}
    assert listen("personne n’arrive sauf les parents", paroles).groups == {"tous"}


def test_what_fails_everywhere_is_in_no_place(savoir: Savoir) -> None:
    paroles = savoir.regles.paroles
    assert listen("le client lourd ne marche pas", paroles).places == {"client"}
    assert listen("le client lourd ne marche pas, le web non plus", paroles).places == frozenset()


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_listened_to(text: str, savoir: Savoir) -> None:
    assert not {"ailleurs"} & listen(text, savoir.regles.paroles).places
