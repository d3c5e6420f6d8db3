"""What a person said in passing that the escalation file has a line for: kept in their own words.

Each stands for the answer of the question that the file would ask; over the recap it is changed as one.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.dialogue.connu import given
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE, Pieces
from knowledge.dialogue.reparties import NEWS, reparties_of
from knowledge.dialogue.saisies import VALIDATORS
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.types import State, Turn
from knowledge.ecriture import words
from knowledge.triage.ecoute import hear
from knowledge.triage.quand import since

HOSTING_NODE = "hebergement"
"""The question that asks where PRONOTE runs, with the steps; the file's own is `dossier_hebergement`."""

_FEWEST = 3
"""Fewer words than this tell nothing that a button does not."""


def remember(here: Scene, said: str, turn: Turn) -> Turn:
    """The turn, with what this text tells of a breakdown kept; a question tells of none, nor does an entry.

    The first sentence of a breakdown is what happens; since when it is can be said, or said anew, later.
    """
    node, state = here.place.node, turn.state
    if node.entry or state.pieces.journal or said.rstrip().endswith("?") or "/" in said:
        return turn
    tells = hear(said, savoir_of(here.guide)) is not None
    busy = here.place.connu.enquete is not None and not node.outcome
    if not (tells or busy):
        return turn
    state = replace(state, pieces=_remembered(here, said, state.pieces, tells=tells, busy=busy))
    return replace(turn, state=housed(replace(here, state=state), said))


def _remembered(here: Scene, said: str, pieces: Pieces, *, tells: bool, busy: bool) -> Pieces:
    if tells and len(said.split()) >= _FEWEST and not (busy and pieces.dit(PROBLEM_NODE)):
        pieces = pieces if busy else replace(pieces, dits=())
        pieces = _kept(here, pieces, PROBLEM_NODE, _without_greeting(here, said))
    when = since(said, savoir_of(here.guide).regles.paroles)
    if when and (tells or not _is_news(here, said)):
        pieces = _kept(here, pieces, SINCE_NODE, when)
    return pieces


def _without_greeting(here: Scene, said: str) -> str:
    """« Bonjour, » at the beginning tells nothing of the breakdown."""
    head, sign, rest = said.partition(",")
    polite = reparties_of(here.guide).greetings.issuperset(words(head))
    return rest.strip() if sign and polite and rest.strip() else said


def _is_news(here: Scene, said: str) -> bool:
    """« Pas de nouvelles depuis trois jours » says nothing of the breakdown."""
    return any(reparties_of(here.guide).says(said, sense) for sense in NEWS)


def housed(here: Scene, said: str) -> State:
    """The state with where PRONOTE runs, if these words say it and nothing did before."""
    state = here.state
    value = reparties_of(here.guide).fact(said)
    if not value or here.place.connu.heberge is not None:
        return state
    if HOSTING_NODE in here.guide.nodes and all(each.node != HOSTING_NODE for each in state.answers):
        kept, _ = here.record(HOSTING_NODE, value)
        state = replace(state, answers=kept.answers)
    return replace(state, pieces=state.pieces.saying(f"dossier_{HOSTING_NODE}", value))


def change(here: Scene, node: str, value: str) -> Pieces:
    """The pieces with another answer in place of what was said, or without it."""
    pieces = here.state.pieces
    if given(value):
        return pieces.saying(node, value)
    return replace(pieces, dits=tuple(each for each in pieces.dits if each[0] != node))


def _kept(here: Scene, pieces: Pieces, node: str, said: str) -> Pieces:
    if node not in here.guide.nodes:
        return pieces
    return pieces.saying(node, VALIDATORS[here.guide.nodes[node].entry](said, here.place.connu).value)
