"""Whose turn it is in a follow-up: an answer that changed nothing passes the case on, until both said no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from knowledge.dialogue.pieces import DEFAULT_RECIPIENT, Passage, Pieces

TOGETHER = "ensemble"
"""The recipient that both are, once each of them answered that it is the other."""

RELAYS = {
    "index-education": "itslearning",
    "itslearning": "index-education",
    "etablissement": "index-education",
    TOGETHER: TOGETHER,
}
"""Whom to turn to where the answer changed nothing."""

REPLY_NODE = "dossier_dit"
"""Where an answer that changed nothing is typed: the other recipient is asked then."""

_SILENCE = ("dossier_attente", "autre")
"""The other one is asked because this one is silent."""

_BOTH = frozenset({"index-education", "itslearning"})


@dataclass(frozen=True, slots=True)
class Tour:
    """Whose turn it is, and who answered already that it is the other."""

    whose: str
    refused: frozenset[str] = frozenset()

    def after(self, passage: Passage) -> Tour:
        """The same once this was answered."""
        replied = passage.node == REPLY_NODE
        if not replied and (passage.node, passage.value) != _SILENCE:
            return self
        refused = self.refused | ({self.whose} if replied else frozenset())
        return Tour(TOGETHER if refused >= _BOTH else RELAYS[self.whose], refused)


def turns(pieces: Pieces, first: str) -> Iterator[tuple[Passage, str]]:
    """Each answer of the journal, and whose turn it was at the time; `first` is whom the file was for."""
    return (
        (passage, tour.whose) for passage, tour in zip(pieces.journal, _tours(pieces, first), strict=False)
    )


def standing(pieces: Pieces, first: str) -> Tour:
    """Whose turn it is now; `first` is "" where nobody could tell."""
    *_, last = _tours(pieces, first)
    return last


def _tours(pieces: Pieces, first: str) -> Iterator[Tour]:
    """Whose turn it was before the first answer of the journal, and after each."""
    return accumulate(pieces.journal, Tour.after, initial=Tour(first or DEFAULT_RECIPIENT))
