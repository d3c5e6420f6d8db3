"""What is typed at the wrong entry is told and kept for its own question; nothing right is refused."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.dialogue.engine import step
from knowledge.dialogue.errors import NameRefused, VersionRefused
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.natures import is_version, recognise
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.saisies import nom, version
from knowledge.dialogue.types import Answer, Ask, Picked, State, Told
from tests.knowledge.dialogue.test_chercher import options_of, play
from tests.knowledge.dialogue.test_escalade import ASKED

VERSIONS = (
    "PRONOTE 2026 - 1.3",
    "2026.1.3",
    "26.0.1.3",
    "v2025-2.3",
    "Version 2019 - 0.2.6",
    "PRONOTE 2023.0.2.8 (64 bits)",
    "PRONOTE 2024 – version 3.8",
    "PRONOTE2026.1",
    "je crois 2025.2",
    "PRONOTE 2026",
    "version 2018",
)
NO_VERSIONS = (
    "2026",
    "Collège Jean Moulin",
    "la dernière",
    "12/05/2026",
    "2026-05-12",
    "2025-2026",
    "04 96 15 21 70",
    "0310047H",
    "à jour",
    "64 bits",
    "https://0310047H.index-education.net/pronote/",
)
OTHER_THAN_NAMES = {
    "0310047H": ("uai", "0310047H"),
    "RNE : 0310047h": ("uai", "0310047H"),
    "contact@lycee-exemple.fr": ("courriel", "contact@lycee-exemple.fr"),
    "04 96 15 21 70": ("telephone", "04 96 15 21 70"),
    "https://0310047H.index-education.net/pronote": (
        "adresse",
        "https://0310047H.index-education.net/pronote/",
    ),
    "pronote.lycee-exemple.fr/pronote/": ("adresse", "https://pronote.lycee-exemple.fr/pronote/"),
    "PRONOTE 2026 - 1.3": ("version", "PRONOTE 2026 - 1.3"),
    "2026": ("annee", "PRONOTE 2026"),
    "12": ("nombre", ""),
}
NAMES = (
    "Collège Jean Moulin",
    "Lycée St.-Exupéry",
    "École 42",
    "Institution N.-D. de la Paix / Collège",
    "Collège du 8 mai 1945",
    "Lycée 2026",
    "Groupe scolaire Saint-Joseph (La Salle)",
    "LP",
)


@pytest.mark.parametrize("typed", VERSIONS)
def test_versions_as_pronote_writes_them_are_kept_as_they_are(typed: str, guide: Guide, today: date) -> None:
    assert version(typed, walk(guide, (), today=today).connu).value == typed


@pytest.mark.parametrize("typed", NO_VERSIONS)
def test_what_is_no_version_is_refused(typed: str, guide: Guide, today: date) -> None:
    with pytest.raises(VersionRefused):
        version(typed, walk(guide, (), today=today).connu)
    assert not is_version(typed)


@pytest.mark.parametrize("typed", NAMES)
def test_names_of_schools_are_kept_as_they_are(typed: str, guide: Guide, today: date) -> None:
    assert nom(typed, walk(guide, (), today=today).connu).value == typed


@pytest.mark.parametrize("typed", OTHER_THAN_NAMES)
def test_what_is_no_name_is_told_apart_and_kept(typed: str, guide: Guide, today: date) -> None:
    seen = recognise(typed)
    assert (seen.nature, seen.value) == OTHER_THAN_NAMES[typed]
    with pytest.raises(NameRefused):
        nom(typed, walk(guide, (), today=today).connu)


def at_the_name(guide: Guide, today: date) -> State:
    chosen = (Picked("but", "courriel"), Picked("hebergement", "serveur"), Picked("perimetre", "net"))
    turn = play(guide, today, *chosen, Told("https://pronote.lycee-exemple.fr/"))
    while (node := walk(guide, turn.state.answers, today=today).node).id != "nom":
        turn = step(guide, turn.state, Picked(node.id, options_of(turn)[0].id), today=today)
    return turn.state


def test_a_code_and_a_mail_address_at_the_name_are_proposed_where_they_belong(
    guide: Guide, today: date
) -> None:
    state = at_the_name(guide, today)
    told = play(guide, today, Told("0310047H"), state=state)
    assert told.state.answers == state.answers
    after = play(guide, today, Told("Collège Exemple"), state=told.state)
    asked = after.replies[-1]
    assert isinstance(asked, Ask)
    assert (asked.node, [each.id for each in asked.options][-1]) == ("uai", "note")
    given = play(guide, today, Picked("uai", "note"), state=after.state)
    assert {each.node: each.value for each in given.state.answers}["uai"] == "0310047H"


def test_a_mail_address_at_the_name_is_proposed_for_whom_to_reach(guide: Guide, today: date) -> None:
    state = at_the_name(guide, today)
    turn = play(
        guide,
        today,
        Told("admin@lycee-exemple.fr"),
        Told("Lycée Exemple"),
        Picked("uai", "passer"),
        state=state,
    )
    asked = turn.replies[-1]
    assert isinstance(asked, Ask)
    assert (asked.node, [each.id for each in asked.options][-1]) == ("contact", "note")


def test_a_year_alone_can_be_kept_by_a_button(guide: Guide, today: date) -> None:
    before = list(ASKED)[: list(ASKED).index("dossier_version")]
    state = State(tuple(Answer(node, ASKED[node]) for node in before))
    assert walk(guide, state.answers, today=today).node.id == "dossier_version"
    refused = play(guide, today, Told("2026"), state=state)
    assert "note" in {each.id for each in options_of(refused)}
    kept = play(guide, today, Picked("dossier_version", "note"), state=refused.state)
    assert {each.node: each.value for each in kept.state.answers}["dossier_version"] == "PRONOTE 2026"
