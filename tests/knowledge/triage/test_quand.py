"""Since when a breakdown is, cut out of what people write: their own words, and no more than those."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.house import read_guide
from knowledge.dialogue.parcours import savoir_of
from knowledge.triage.ecoute import hear
from knowledge.triage.quand import since

SAVOIR = savoir_of(read_guide())
PAROLES = SAVOIR.regles.paroles


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("personne n'arrive à se connecter depuis lundi", "depuis lundi"),
        ("Depuis qu’on a changé de serveur, plus rien ne marche", "Depuis qu’on a changé de serveur"),
        ("ce matin plus personne ne passe", "ce matin"),
        ("nous constatons depuis le 3 septembre une panne", "depuis le 3 septembre"),
        ("les parents n'y arrivent plus depuis le 12/09 et les profs oui", "depuis le 12/09"),
        ("dps hier soir", "dps hier soir"),
        ("depuis lundi, après le changement de serveur", "depuis lundi, après le changement de serveur"),
        ("ça fait trois jours que plus rien ne marche", "ça fait trois jours"),
        ("après la page de l'ENT ça plante", ""),
        ("les élèves ne voient rien", ""),
    ],
)
def test_the_words_that_say_it_are_cut_out(text: str, told: str) -> None:
    assert since(text, PAROLES) == told


@settings(deadline=None)
@given(st.text())
def test_what_is_cut_out_stands_in_the_text(text: str) -> None:
    assert all(part in text for part in since(text, PAROLES).split(", "))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (
            "depuis le 3 septembre aucun parent ne parvient à se connecter",
            {"qui": "profil", "profil": "parents"},
        ),
        ("slt les prof peuvent pa se co", {"qui": "profil", "profil": "professeurs"}),
        ("urgent parents bloqués", {"qui": "profil", "profil": "parents"}),
        (
            "les élèves tombent sur une page blanche, les profs entrent sans souci",
            {"qui": "profil", "profil": "eleves"},
        ),
    ],
)
def test_who_fails_is_heard_however_it_is_written(text: str, heard: dict[str, str]) -> None:
    assert hear(text, SAVOIR) == heard
