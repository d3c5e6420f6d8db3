"""What was kept in passing, said back in few words; and the button that begins with it."""

from __future__ import annotations

from dataclasses import replace

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE, Pieces
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Ask, Text, Turn
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE


def carried(guide: Guide, pieces: Pieces) -> dict[str, str]:
    """What was told of a breakdown that is not looked into yet, by its dimension; `message` is an id."""
    said = {
        dimension: value
        for dimension, nodes in DIMENSION_NODES.items()
        if (value := pieces.dit(nodes[0])) and guide.nodes[nodes[0]].choice(value)
    }
    shown = pieces.dit(MESSAGE_NODE)
    known = (each.id for each in savoir_of(guide).messages.all if shown and each.litteral == shown)
    message = next(known, "")
    return said | ({"message": message} if message else {})


def told_back(here: Scene, turn: Turn) -> Turn:
    """The turn, with what is kept by it and was not before; the words themselves are not said again."""
    before, guide = dict(here.state.pieces.dits), here.guide
    fresh = {id: value for id, value in turn.state.pieces.dits if before.get(id) != value}
    fresh.pop(PROBLEM_NODE, None)
    if "tri_profil" in fresh:
        fresh.pop("probleme", None)
    said = {line for reply in turn.replies if isinstance(reply, Text) for line in reply.body.splitlines()}
    lines = [line for id, value in fresh.items() if (line := _line(guide, id, value)) not in said]
    if not lines or not turn.replies:
        return turn
    leads = tuple(guide.word(f"dialogue.{name}") for name in ("retenu", "cause_retenue"))
    *replies, last = turn.replies
    for rank, reply in enumerate(replies):
        if isinstance(reply, Text) and reply.body.startswith(leads):
            replies[rank] = replace(reply, body="\n".join((reply.body, *lines)))
            return replace(turn, replies=(*replies, last))
    kept = Text("\n".join((leads[0], "", *lines)))
    stays = isinstance(last, Ask) and last.node == here.asked().node
    return replace(turn, replies=(*replies, kept, last) if stays else (kept, *turn.replies))


def _line(guide: Guide, id: str, value: str) -> str:
    node = guide.nodes[id]
    if node.choice(value) or id == SINCE_NODE:
        return f"- {literal(node.shown(value))}"
    return guide.word("dialogue.retenue", question=literal(node.summary), valeur=literal(value))
