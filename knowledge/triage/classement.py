"""Which causes are likely, in which order, and who has to act: pure functions of what is known.

A cause weighs the sum of its clues that hold; what weighs more is told first, equals in the order of
`triage.toml`. A message that belongs to one cause weighs more than all else together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal

from knowledge.triage.messages import Certainty, Who
from knowledge.triage.regles import DIMENSIONS, Cause, Indice, Regles, Symptome

Resultat = Literal["regle", "etapes", "essaye", "ecarte", "ailleurs", "ignore"]
"""What came of a cause: mended; steps taken; done, no effect; ruled out; not the school's; not checked."""


@dataclass(frozen=True, slots=True)
class Piste:
    """A cause that the answers speak for, with the clues that hold, the heaviest first."""

    cause: Cause
    indices: tuple[Indice, ...]

    @property
    def poids(self) -> int:
        """The sum of its clues."""
        return sum(clue.poids for clue in self.indices)

    @property
    def certitude(self) -> Certainty:
        """Sure if one of its clues is."""
        return "sure" if any(clue.certitude == "sure" for clue in self.indices) else "probable"

    @property
    def preuves(self) -> tuple[str, ...]:
        """Why one thinks of it, in sentences."""
        return tuple(dict.fromkeys(clue.preuve for clue in self.indices))


@dataclass(frozen=True, slots=True)
class Essai:
    """A cause that was tried, and what came of it."""

    piste: Piste
    resultat: Resultat


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who has to act ("" where nobody can tell), and the cause it is drawn from (None: the place alone).

    `reste` says that the school has not checked that cause, or not done what belongs to it.
    """

    qui: Who | Literal[""]
    piste: Piste | None = None
    reste: bool = False


@dataclass(frozen=True, slots=True)
class _Grille:
    """All clues in the order in which they are told, and as bits which of them an answer leaves standing.

    `asking` has for each dimension the clues that each answer satisfies, `silent` those that do not ask.
    """

    clues: tuple[tuple[Cause, Indice], ...]
    asking: Mapping[str, Mapping[str, int]]
    silent: Mapping[str, int]

    def held(self, symptome: Symptome) -> Iterator[tuple[Cause, Indice]]:
        """The clues of which every answer they need is given, with their causes."""
        standing = (1 << len(self.clues)) - 1
        for dimension, answers in symptome.said().items():
            satisfied = self.silent[dimension]
            for answer in answers:
                satisfied |= self.asking[dimension].get(answer, 0)
            standing &= satisfied
        while standing:
            lowest = standing & -standing
            yield self.clues[lowest.bit_length() - 1]
            standing ^= lowest


@lru_cache(maxsize=4)
def _grille(regles: Regles) -> _Grille:
    """Prepare the clues: a breakdown is ranked at every step of a walk, ten thousand times in the check."""
    clues = tuple(
        (cause, clue)
        for cause in regles.causes
        for clue in sorted(cause.indices, key=lambda clue: -clue.poids)
    )
    asking: dict[str, dict[str, int]] = {dimension: {} for dimension in DIMENSIONS}
    silent = dict.fromkeys(DIMENSIONS, 0)
    for number, (_, clue) in enumerate(clues):
        wants = dict(clue.veut)
        for dimension in DIMENSIONS:
            if dimension not in wants:
                silent[dimension] |= 1 << number
            for answer in wants.get(dimension, ()):
                asking[dimension][answer] = asking[dimension].get(answer, 0) | 1 << number
    return _Grille(clues, asking, silent)


@lru_cache(maxsize=16_384)
def rank(symptome: Symptome, regles: Regles) -> tuple[Piste, ...]:
    """The likely causes, best first, no more than a person has the patience for."""
    found = [
        Piste(cause, tuple(clue for _, clue in held))
        for cause, held in groupby(_grille(regles).held(symptome), key=itemgetter(0))
    ]
    return tuple(sorted(found, key=lambda piste: -piste.poids)[: regles.most])


def matters(symptome: Symptome, dimension: str, values: Iterable[str], regles: Regles) -> bool:
    """Can the answer change the first cause? A question that cannot is not asked."""
    changed = (replace(symptome, **{dimension: value}) for value in ("", *values))  # type: ignore[arg-type]  # never messages
    firsts = (rank(each, regles)[:1] for each in changed)
    causes = ([piste.cause for piste in first] for first in firsts)
    usual = next(causes)
    return any(cause != usual for cause in causes)


def judge(symptome: Symptome, essais: Sequence[Essai], regles: Regles) -> Verdict:
    """Who has to act when the school stops here.

    The first cause that was not ruled out tells: its owner; or, where that is the school and it has done
    its part or cannot, whoever comes next. Where every cause was ruled out the place alone tells.
    """
    for essai in essais:
        cause = essai.piste.cause
        match essai.resultat:
            case "regle":
                return Verdict(cause.qui, essai.piste)
            case "ecarte":
                continue
            case "ignore":
                return Verdict(cause.qui, essai.piste, reste=True)
            case "etapes" | "essaye" | "ailleurs":
                return Verdict(cause.relais, essai.piste)
    return Verdict(regles.relais.get(symptome.ou, ""))
