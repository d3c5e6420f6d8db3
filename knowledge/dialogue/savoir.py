"""What free words find, in the dialogue: the questions of a guide, and their answers as buttons."""

from __future__ import annotations

from functools import lru_cache

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Option
from knowledge.questions import Questions, load

FICHE_NODE = "fiche"
"""The node of the buttons that show an answer: `Picked("fiche", "supprimer")`."""


@lru_cache(maxsize=4)
def questions_of(guide: Guide) -> Questions:
    """Everything a guide can answer; its index is built once, at the first question."""
    return load(guide.sources)


def buttons(guide: Guide, ids: tuple[str, ...]) -> tuple[Option, ...]:
    """A button for each entry; none for one that a newer edition does not have any more."""
    if not ids:
        return ()
    found = (questions_of(guide).entry(id) for id in ids)
    return tuple(Option(FICHE_NODE, entry.id, entry.titre) for entry in found if entry)
