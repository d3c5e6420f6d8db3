"""Typing errors and cousins: the known word that was meant by one that nobody knows.

First an elision without its apostrophe (`lurl`, `quil`); then by edit distance, with and without one; failing
that, a word of the same family: `rebrancher` is read as `brancher`, `installateur` as `installation`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5
"""A shorter word is as easily another word as a mistyped one: one letter of a longer one may be missing."""

_LONG = 8
"""From this length on two errors are forgiven, the first letter being right; short words must begin
alike even for one (`riche` is no `fiche`).
"""

_ROOT = 6
_ROOT_SHARE = 0.7
"""Two words are cousins if they begin with as many equal letters, and these are this much of the longer."""

_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)(?=[aeiouyh])")
_REST = 3
"""What an elision is glued to has at least so many letters."""

_PER_ERROR = 0.12
_WITHOUT_PREFIX = 0.8
_COUSIN = 0.6
"""How surely the word found is the word meant."""


@dataclass(frozen=True, slots=True)
class Fautes:
    """The known words: how often each stands in the guide, and those that errors are looked for in."""

    counts: dict[str, int]
    ordered: tuple[str, ...]

    def correct(self, word: str) -> tuple[str, float]:
        """The known word meant by `word` and how surely; `word` itself where nothing is near enough."""
        if word in self.counts or any(char.isdigit() for char in word):
            return word, 1.0
        elided = _ELIDED.match(word)
        rest = word[elided.end() :] if elided else ""
        if len(rest) >= _REST and rest in self.counts:
            return rest, 1.0
        return self._near(word) or self._near(rest) or self._cousin(word)

    def _near(self, word: str) -> tuple[str, float] | None:
        if len(word) < _SHORTEST - 1:
            return None
        allowed = 2 if len(word) >= _LONG else 1
        near = process.extract(word, self.ordered, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        fitting = (
            (errors, -self.counts[known], known)
            for known, errors, _ in near
            if (known[0] == word[0] or (errors < 2 and max(len(word), len(known)) > _SHORTEST))
            and max(len(word), len(known)) >= _SHORTEST
        )
        errors, _, known = min(fitting, default=(0, 0, ""))
        return (known, 1.0 - _PER_ERROR * errors) if known else None

    def _cousin(self, word: str) -> tuple[str, float]:
        if word.startswith("re") and word[2:] in self.counts and len(word) >= _ROOT + 1:
            return word[2:], _WITHOUT_PREFIX
        at = bisect_left(self.ordered, word)
        sharing = ((_shared_prefix(word, known), known) for known in self.ordered[max(at - 1, 0) : at + 1])
        shared, known = max(sharing, default=(0, word))
        if shared >= _ROOT and shared >= _ROOT_SHARE * max(len(word), len(known)):
            return known, _COUSIN
        return word, 1.0


def build(counts: dict[str, int]) -> Fautes:
    """Prepare the known words (word → how often it stands in the guide)."""
    return Fautes(counts, tuple(sorted(word for word in counts if len(word) >= _SHORTEST - 1)))


def _shared_prefix(left: str, right: str) -> int:
    equal = (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b)
    return next(equal, min(len(left), len(right)))
