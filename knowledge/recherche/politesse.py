"""Courtesies: words that ask nothing (good day, thanks, how are you) and get a kind word back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.ecriture import words

LONGEST = 12
"""More words than this are no mere courtesy."""


@dataclass(frozen=True, slots=True)
class Tact:
    """What is said for courtesy: the name of each kind with its sayings, longest first, and its fillers."""

    sayings: tuple[tuple[tuple[str, ...], str], ...]
    fillers: frozenset[str]

    def read(self, text: str) -> str:
        """The kind of courtesy that a text is; empty where it says anything else.

        All of it has to be courtesy: `bonjour, le CAS ne marche pas` is a question. Of several kinds
        (`merci, au revoir`) the last one tells.
        """
        said = words(text)
        if not said or len(said) > LONGEST:
            return ""
        kind, at = "", 0
        while at < len(said):
            rest = said[at:]
            found = next(
                ((saying, name) for saying, name in self.sayings if rest[: len(saying)] == saying), None
            )
            if found is None and said[at] not in self.fillers:
                return ""
            kind = found[1] if found else kind
            at += len(found[0]) if found else 1
        return kind


def build(sayings: Mapping[str, Sequence[str]], *, fillers: str) -> Tact:
    """Prepare the sayings (by kind), and the words that may stand between them."""
    every = [(words(saying), name) for name, some in sayings.items() for saying in some]
    return Tact(tuple(sorted(every, key=lambda each: -len(each[0]))), frozenset(words(fillers)))
