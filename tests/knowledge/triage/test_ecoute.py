"""Free words that tell of a breakdown: what they say for certain."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from knowledge.triage.ecoute import hear, hear_answer
from knowledge.triage.enquete import Savoir

DIRES = tomllib.loads(Path(__file__).with_name("dires.toml").read_text("utf-8"))
TOLD = [({key: table[key] for key in table if key != "dits"}, table["dits"]) for table in DIRES["retenu"]]


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


@pytest.mark.parametrize(("heard", "said"), [*TOLD, ({}, DIRES["ouvert"]), (None, DIRES["rien"])], ids=str)
def test_what_people_tell_in_half_a_sentence_is_heard(
    heard: dict[str, str] | None, said: list[str], savoir: Savoir
) -> None:
    assert {each: hear(each, savoir) for each in said} == dict.fromkeys(said, heard)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("les parents", {"qui": "profil", "profil": "parents"}),
        ("au retour sur pronote", {"ou": "apres"}),
        ("dans l’appli sur le téléphone", {"ou": "application"}),
        ("on a changé de serveur la semaine dernière", {"depuis": "adresse"}),
        ("c’est la secrétaire, elle n’arrive plus à entrer", {"qui": "personne"}),
        ("comment voir les identifiants CAS ?", {}),
        ("je ne comprends pas", {}),
    ],
)
def test_an_answer_needs_not_tell_of_the_breakdown_again(
    said: str, heard: dict[str, str], savoir: Savoir
) -> None:
    assert hear_answer(said, savoir) == heard
