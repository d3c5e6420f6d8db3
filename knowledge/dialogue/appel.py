"""The button « Chercher la cause », and what it carries of the words that it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.types import Option
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE, START_NODE

CALL_NODE = "cause"
"""The node of the button: `Picked("cause", "tous,rentree")`, the answers that the words gave."""

_CALL = f"{CALL_NODE}:"
"""Before such a button among all that is offered."""


def call(heard: Mapping[str, str]) -> str:
    """What is offered, for what was heard."""
    return _CALL + ",".join(heard.values())


def calls(guide: Guide, offered: Iterable[str]) -> tuple[Option, ...]:
    """The button, if it is among what is offered."""
    return tuple(
        Option(CALL_NODE, id.removeprefix(_CALL), guide.word("dialogue.chercher"))
        for id in offered
        if id.startswith(_CALL)
    )


def answers_of(guide: Guide, carried: str) -> tuple[tuple[str, str], ...]:
    """The answers that a button carries, node and value, in the order of the questions.

    What is no answer (any more) is left out: a button can be forged, or older than the guide.
    """
    savoir, said = savoir_of(guide), carried.split(",")
    shown = [message.litteral for message in savoir.messages.all if message.id in said and message.litteral]
    found = tuple(
        # Where a message is known it comes first, and who sees it is asked at the last node of the two.
        (node, value)
        for dimension, nodes in DIMENSION_NODES.items()
        for node in ((nodes[-1] if shown else nodes[0]),)
        for value in savoir.values.get(dimension, ())
        if value in said and guide.nodes[node].choice(value)
    )
    return (*(((START_NODE, "message"), (MESSAGE_NODE, shown[0])) if shown else ()), *found)
