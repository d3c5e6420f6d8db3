"""What a person said in passing that the escalation file has a line for: kept in their own words.

Each stands for the answer of the question that the file would ask; over the recap it is changed as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from knowledge.dialogue.connu import given
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE, Pieces
from knowledge.dialogue.recit import answers, facts, heard
from knowledge.dialogue.reparties import NEWS, reparties_of
from knowledge.dialogue.retenus import told_back
from knowledge.dialogue.saisies import PROBLEM_MAX, VALIDATORS
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.types import State, Turn
from knowledge.ecriture import words
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE
from knowledge.triage.quand import since

HOSTING_NODE = "hebergement"
"""The question that asks where PRONOTE runs, with the steps; the file's own is `dossier_hebergement`."""

TOLD_NODES = frozenset((*(nodes[0] for nodes in DIMENSION_NODES.values()), MESSAGE_NODE))
"""The questions of the triage that a breakdown told in passing answers."""

WHO_NODES = frozenset({"probleme", "tri_profil"})
"""Those of them that one answer changes together."""

_FEWEST = 3
"""Fewer words than this tell nothing that a button does not."""


def remember(here: Scene, said: str, turn: Turn) -> Turn:
    """The turn, with what this text tells kept, and said back."""
    return told_back(here, replace(turn, state=remembered(here, said, turn.state)))


def remembered(here: Scene, said: str, state: State) -> State:
    """The state with what this text tells of a breakdown; a question tells of none, nor does an entry.

    The first sentence of a breakdown is what happens. What follows adds to it, unless it names other people:
    then it is another breakdown, of the same school.
    """
    node = here.place.node
    if node.entry or state.pieces.journal or said.rstrip().endswith("?"):
        return state
    known = heard(here, said)
    busy = here.place.connu.enquete is not None and not node.outcome
    if known is None and not busy:
        return state
    pieces = _problem(state.pieces, here, said, known=known, busy=busy)
    when = since(said, savoir_of(here.guide).regles.paroles)
    if when and (known is not None or not _is_news(here, said)):
        pieces = _kept(here, pieces, SINCE_NODE, when)
    if known is not None:
        answered = {each.node for each in state.answers}
        told = (each for each in answers(here, known) if not busy and each[0] not in answered)
        pieces = saying(pieces, (*told, *facts(here, said)))
    return housed(replace(here, state=replace(state, pieces=pieces)), said)


def _problem(
    pieces: Pieces, here: Scene, said: str, *, known: Mapping[str, str] | None, busy: bool
) -> Pieces:
    """The pieces with what happens, in the person's own words."""
    if known is None or sum("/" not in word for word in said.split()) < _FEWEST:
        return pieces
    before = pieces.dit(PROBLEM_NODE)
    if busy:
        return pieces if before else _kept(here, pieces, PROBLEM_NODE, _without_greeting(here, said))
    who = dict(answers(here, known)).keys() & WHO_NODES
    if before and not who:
        return adding(here, pieces, said)
    gone = {*TOLD_NODES, PROBLEM_NODE, SINCE_NODE}
    pieces = replace(pieces, dits=tuple(each for each in pieces.dits if each[0] not in gone))
    return _kept(here, pieces, PROBLEM_NODE, _without_greeting(here, said))


def adding(here: Scene, pieces: Pieces, said: str) -> Pieces:
    """The pieces with these words behind what was told to happen."""
    before = pieces.dit(PROBLEM_NODE)
    both = f"{before.rstrip(' .;')} ; {said}" if before else said
    return _kept(here, pieces, PROBLEM_NODE, both) if len(both) <= PROBLEM_MAX else pieces


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


def saying(pieces: Pieces, said: Iterable[tuple[str, str]]) -> Pieces:
    """The pieces with these answers."""
    for node, value in said:
        pieces = pieces.saying(node, value)
    return pieces


def _kept(here: Scene, pieces: Pieces, node: str, said: str) -> Pieces:
    if node not in here.guide.nodes:
        return pieces
    return pieces.saying(node, VALIDATORS[here.guide.nodes[node].entry](said, here.place.connu).value)
