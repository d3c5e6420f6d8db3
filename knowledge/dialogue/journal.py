"""What follows once a file was sent: questions that come again until it is settled, and whose turn it is.

Each answer of a node with `journal` is noted with its day. A way that comes back to such a node asks it
again: what was answered from there on lives on in the journal alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from knowledge.dialogue.connu import Connu, given
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.pieces import Passage, Pieces
from knowledge.dialogue.tour import REPLY_NODE, standing, turns
from knowledge.dialogue.types import Answer, State

_SILENT = frozenset({"dossier_reponse.attente"})
"""What is no answer of theirs: it falls with the sending that it was about."""

MOST = 60
"""Answers that are kept of a follow-up: months of it."""


def note(pieces: Pieces, node: Node, value: str, *, today: date) -> Pieces:
    """The journal with this answer, if it belongs there."""
    if not node.journal:
        return pieces
    return replace(pieces, journal=(*pieces.journal, Passage(node.id, value, today.isoformat()))[-MOST:])


def asked_again(then: Parcours) -> tuple[Answer, ...]:
    """The answers that stay where a way came back to a question of the journal; all of them elsewhere."""
    ranks = [rank for rank, answer in enumerate(then.path) if answer.node == then.node.id]
    return then.path[: ranks[0]] if ranks and then.node.journal else then.path


def undo(state: State, place: Parcours) -> State | None:
    """The state before the last answer of the follow-up; None where that was another kind of answer.

    Where its question came again since, the answers of that round come back from the journal.
    """
    journal, path = state.pieces.journal, place.path
    if not journal:
        return None
    *before, last = journal
    if before and last.node == place.node.id:  # it is asked again already
        *before, last = before
    kept = replace(state.pieces, journal=tuple(before))
    if path and path[-1].node == last.node:
        gone = {path[-1].node}
        return replace(state, answers=tuple(a for a in state.answers if a.node not in gone), pieces=kept)
    ranks = [rank for rank, each in enumerate(before) if each.node == place.node.id]
    if not ranks:
        return None
    back = {each.node: Answer(each.node, each.value) for each in before[ranks[-1] :]}
    others = (answer for answer in state.answers if answer.node not in back and answer not in path)
    return replace(state, answers=(*path, *back.values(), *others), pieces=kept)


def unsent(guide: Guide, state: State, place: Parcours) -> State | None:
    """The state before the last sending, asked again; None where there is none or an answer came."""
    sendings = guide.data["dossier.toml"]["journal"]["envois"]
    told = [f"{each.node}.{each.value}" for each in state.pieces.journal]
    ranks = [rank for rank, each in enumerate(told) if each in sendings]
    if not ranks or not {*told[ranks[-1] + 1 :]} <= _SILENT:
        return None
    sending = state.pieces.journal[ranks[-1]]
    on_way = [answer.node for answer in place.path]
    if sending.node not in on_way:
        return None
    gone = on_way[on_way.index(sending.node) :]
    return replace(
        state,
        answers=tuple(answer for answer in state.answers if answer.node not in gone),
        pieces=replace(state.pieces, journal=state.pieces.journal[: ranks[-1]]),
    )


def recipient(connu: Connu) -> str:
    """Whose turn it is."""
    return standing(connu.pieces, connu.destinataire).whose


def history(guide: Guide, connu: Connu) -> Iterator[str]:
    """What happened, in few words each: the day, who it was for, what was done or answered."""
    words = guide.data["dossier.toml"]["journal"]["phrases"]
    for passage, whose in turns(connu.pieces, connu.destinataire):
        if (said := words.get(f"{passage.node}.{passage.value}")) is not None:
            yield guide.fill(said, _names(guide, passage, whose))


def replies(guide: Guide, connu: Connu) -> Iterator[tuple[str, str]]:
    """What they answered, in the words that the person typed: the label of its line, and the words."""
    data = guide.data["dossier.toml"]
    for passage, whose in turns(connu.pieces, connu.destinataire):
        if passage.node == REPLY_NODE and given(passage.value):
            names = _names(guide, passage, whose) | {"label": data["lignes"]["reponses"]}
            yield guide.fill(data["journal"]["reponse"], names), passage.value


def _names(guide: Guide, passage: Passage, whose: str) -> dict[str, str]:
    day = "/".join(reversed(passage.jour.split("-")))
    return {"jour": day, "pour": guide.data["dossier.toml"]["pour"][whose]["libelle"]}


def waiting(guide: Guide, connu: Connu) -> int:
    """Days since whoever has to act was last written to or called."""
    sendings = guide.data["dossier.toml"]["journal"]["envois"]
    days = [each.jour for each in connu.pieces.journal if f"{each.node}.{each.value}" in sendings]
    return (connu.today - date.fromisoformat(days[-1])).days if days else 0
