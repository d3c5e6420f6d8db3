"""The bot understands its own words: each label typed is the button pressed, at every node of the guide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.house import read_guide
from knowledge.dialogue.engine import step
from knowledge.dialogue.exploration import explore
from knowledge.dialogue.lecture import comparable
from knowledge.dialogue.reference import make
from knowledge.dialogue.scene import MORE_ASKED, Scene
from knowledge.dialogue.types import Answer, NoteGap, Picked, State, Told, Turn
from tests.conftest import TODAY

GUIDE = read_guide()
FRESH = make(1)


@cache
def places() -> dict[str, State]:
    """A conversation that stands at each node."""
    found: dict[str, State] = {}
    for node, connu in explore(GUIDE, today=TODAY):
        state = State(tuple(Answer(*pair) for pair in connu.answers.items()), pieces=connu.pieces)
        if node.id not in found and Scene(GUIDE, state, TODAY).walked.node is node:
            found[node.id] = state
    return found


def written(label: str) -> Iterator[str]:
    """A label as it is typed: as it stands, without its signs, in capitals, with small words around."""
    yield label
    yield comparable(label)
    yield f"  {label.upper()} !"
    yield f"euh, {label} svp"
    yield f"je choisis {comparable(label)} merci"


def after(state: State, message: Told | Picked) -> Turn:
    return step(GUIDE, state, message, today=TODAY, fresh=FRESH)


def mistaken(state: State) -> list[str]:
    """The ways of writing a button of this place that do not press it."""
    return [
        said
        for option in Scene(GUIDE, state, TODAY, FRESH).asked().options
        for said in written(option.label)
        if after(state, Told(said)) != after(state, Picked(option.node, option.id))
    ]


def test_there_is_a_conversation_that_stands_at_each_node() -> None:
    assert places().keys() == GUIDE.nodes.keys()


@pytest.mark.parametrize("node", GUIDE.nodes)
def test_each_label_typed_is_its_button_pressed(node: str) -> None:
    assert mistaken(places()[node]) == []


@pytest.mark.parametrize("node", ["cause_horloge", "regle_courriel", "dossier_reponse", "dossier_agir"])
def test_it_is_so_too_where_more_was_asked(node: str) -> None:
    place = places()[node]
    assert mistaken(State(place.answers, pieces=place.pieces, offered=(MORE_ASKED,))) == []


@pytest.mark.parametrize("node", GUIDE.nodes)
def test_the_label_of_the_answer_just_given_is_not_taken_for_a_question(node: str) -> None:
    place = Scene(GUIDE, places()[node], TODAY)
    if not place.walked.path or place.walked.node.entry:
        pytest.skip("no answer before it, or any words are one")
    *_, last = place.walked.path
    choice = GUIDE.nodes[last.node].choice(last.value)
    now = {comparable(option.label) for option in place.asked().options}
    if choice is None or comparable(choice.label) in now:
        pytest.skip("it was typed, or means this question")
    turn = after(place.state, Told(choice.label))
    assert not [effect for effect in turn.effects if isinstance(effect, NoteGap)]
    assert turn.state.offered == ()
