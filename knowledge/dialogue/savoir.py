"""What free words find, in the dialogue: the questions of a guide, and their answers as buttons."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import GLOBAL_NODE, Option
from knowledge.questions import Questions, load

FICHE_NODE = "fiche"
"""The node of the buttons that show an answer: `Picked("fiche", "supprimer")`."""

NOT_THAT = "pas-ca"
GUIDE_ME = "guider:"
HUMAN = "humain"
"""Buttons under an answer: it was another question; go on in the dialogue, from the entry named behind
`guider:`; a person.
"""

ELSE = frozenset({NOT_THAT, HUMAN})
"""Those that lead away from an answer: they stand behind what is asked."""


@lru_cache(maxsize=4)
def questions_of(guide: Guide) -> Questions:
    """Everything a guide can answer; its index is built once, at the first question."""
    return load(guide.sources)


def buttons(guide: Guide, ids: Iterable[str]) -> tuple[Option, ...]:
    """A button for each id: an entry, or what can be done under an answer.

    None for an entry that a newer edition does not have any more.
    """
    return tuple(button for id in ids if (button := _button(guide, id)))


def _button(guide: Guide, id: str) -> Option | None:
    if id == HUMAN:
        return Option(GLOBAL_NODE, HUMAN, guide.word(f"commandes.{HUMAN}"))
    if id == NOT_THAT or id.startswith(GUIDE_ME):
        label = guide.word("dialogue.pas_ca" if id == NOT_THAT else "dialogue.me_guider")
        return Option(FICHE_NODE, id, label)
    entry = questions_of(guide).entry(id)
    return Option(FICHE_NODE, entry.id, entry.titre) if entry else None
