"""Earlier answers of the triage changed in free words, at any later question of it."""

from __future__ import annotations

import pytest

from knowledge.dialogue.types import Message, Picked, Told
from tests.knowledge.dialogue.test_entendre import line, place, play

WHO = (Picked("but", "probleme"), Picked("probleme", "profil"), Picked("tri_profil", "parents"))
WHERE = (*WHO, Picked("tri_ou", "apres"))
CAUSE = (*WHERE, Picked("tri_message", "aucun"), Picked("tri_depuis", "rien"))


@pytest.mark.parametrize("before", [WHO, WHERE, CAUSE])
@pytest.mark.parametrize(
    ("said", "node", "value"),
    [
        ("non en fait c’est juste les profs", "tri_profil", "professeurs"),
        ("ah non pas les parents, les profs", "tri_profil", "professeurs"),
        ("nan c les prof", "tri_profil", "professeurs"),
        ("c’est plutôt les profs", "tri_profil", "professeurs"),
        ("correction : ça concerne les élèves", "tri_profil", "eleves"),
        ("j’ai dit les parents mais c’est les profs", "tri_profil", "professeurs"),
        ("finalement tout le monde", "probleme", "tous"),
        ("non, tout le monde est touché", "probleme", "tous"),
        ("en fait c’est qu’une seule personne", "probleme", "personne"),
        ("en réalité c’est sur la page de l’ent", "tri_ou", "sur"),
        ("les profs aussi finalement", "tri_profil", "ignore"),
    ],
)
def test_it_is_changed_and_nothing_else(
    before: tuple[Message, ...], said: str, node: str, value: str
) -> None:
    turn = play(*before, Told(said))
    assert place(turn).value(node) == value
    assert place(turn).value("cause_espace_parents") is None
    assert place(turn).connu.message == ""


def test_the_same_again_is_told_to_be_noted() -> None:
    turn = play(*CAUSE, Told("en fait c’est que les parents"))
    assert turn.state.answers == play(*CAUSE).state.answers


def test_who_is_concerned_beside_stands_in_the_file() -> None:
    turn = play(*CAUSE, Told("les élèves aussi"))
    assert line(turn, "probleme") == "les élèves aussi"


@pytest.mark.parametrize(
    "said",
    [
        "en fait non",
        "pas encore",
        "les parents ont un QR code ?",
        "finalement ce n’est pas ça",
        "c’est fait mais rien ne change",
        "comment donner leurs codes aux profs ?",
    ],
)
def test_other_words_change_no_earlier_answer(said: str) -> None:
    before = place(play(*CAUSE))
    assert place(play(*CAUSE, Told(said))).path[: len(before.path)] == before.path
