"""The name of a school: what is one, what introduces it, and what is a sentence."""

from __future__ import annotations

import pytest

from knowledge.dialogue.ecoles import name_of, school_in
from knowledge.dialogue.types import Picked, Told
from tests.knowledge.dialogue.test_entendre import GUIDE, asked, place, play

TO_THE_NAME = (
    Picked("but", "courriel"),
    Picked("hebergement", "heberge"),
    Picked("perimetre", "net"),
    Told("0310047H"),
)


@pytest.mark.parametrize(
    "said",
    [
        "Collège Je suis Charlie",
        "Sainte-Marie",
        "Jeanne d’Arc",
        "L’Assomption",
        "Les Chartreux",
        "Collège du Pas-de-Calais",
        "École de la Deuxième Chance",
        "LP Voltaire",
        "Notre-Dame",
        "collège la fontaine",
    ],
)
def test_a_name_is_kept_to_the_letter(said: str) -> None:
    assert name_of(GUIDE, said) == said


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("on est le collège Jean Moulin", "collège Jean Moulin"),
        ("C’est le lycée Ampère", "lycée Ampère"),
        ("Bonjour, collège Monod", "collège Monod"),
        ("je suis du collège Monod", "collège Monod"),
        ("notre établissement s’appelle Saint-Joseph", "Saint-Joseph"),
    ],
)
def test_what_introduces_it_is_left_out(said: str, name: str) -> None:
    assert name_of(GUIDE, said) == name


@pytest.mark.parametrize(
    "said",
    [
        "je peux pas essayer",
        "c’est quoi",
        "comment ça",
        "je n’ai pas compris",
        "où je trouve ça",
        "ça sert à quoi",
        "pas le temps",
        "on verra demain",
        "il faut mettre quoi",
        "c’est pas moi qui gère",
    ],
)
def test_a_sentence_is_no_name(said: str) -> None:
    assert name_of(GUIDE, said) == ""
    turn = play(*TO_THE_NAME, Told(said))
    assert asked(turn).node == "nom"
    assert place(turn).value("nom") is None


@pytest.mark.parametrize("said", ["je ne sais pas", "j’sais pas", "aucune idée", "je ne sais plus"])
def test_who_does_not_know_it_passes(said: str) -> None:
    assert place(play(*TO_THE_NAME, Told(said))).value("nom") == "passer"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("je suis la secrétaire du collège Jean Moulin, depuis lundi", "collège Jean Moulin"),
        ("principal du Lycée privé de la Salle à Avignon", "Lycée privé de la Salle à Avignon"),
        ("le collège ne marche pas", ""),
        ("au collège PRONOTE ne marche pas", ""),
        ("LE COLLEGE JEAN MOULIN EST EN PANNE", ""),
        ("le lycée Hugo et le collège Zola", ""),
    ],
)
def test_a_school_is_found_within_a_text(said: str, name: str) -> None:
    assert school_in(GUIDE, said) == name
