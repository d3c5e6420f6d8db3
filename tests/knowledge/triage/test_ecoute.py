"""Free words that tell of a breakdown: what they say for certain."""

from __future__ import annotations

import pytest

from knowledge.triage.ecoute import hear
from knowledge.triage.enquete import Savoir


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("personne n’arrive à se connecter depuis lundi", {"qui": "tous"}),
        ("Personne n'arrive a se connecter depuis la rentrée", {"qui": "tous", "depuis": "rentree"}),
        ("une personne n’arrive pas à se connecter", {"qui": "personne"}),
        ("les parents n’arrivent plus à se connecter", {"qui": "profil", "profil": "parents"}),
        ("ça marche plus du tout", {}),
        ("tout le monde, ou une seule personne, ça ne marche pas", {}),
        ("les profs ont « HTTP Error 503 »", {"message": "M01"}),
    ],
)
def test_what_is_certain_is_kept_and_what_is_not_stays_open(
    said: str, heard: dict[str, str], savoir: Savoir
) -> None:
    assert hear(said, savoir) == heard


@pytest.mark.parametrize(
    "said",
    [
        "Comment exporter les identifiants ?",
        "bonjour",
        "où est la console d’hébergement",
        "depuis la rentrée",
    ],
)
def test_words_that_tell_of_no_breakdown_are_left_to_the_search(said: str, savoir: Savoir) -> None:
    assert hear(said, savoir) is None
