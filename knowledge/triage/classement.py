"""Which causes are likely, in which order, and who has to act: pure functions of what is known.

A cause weighs the sum of its clues that hold; what weighs more is told first, equals in the order of
`triage.toml`. A message that belongs to one cause weighs more than all else together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from knowledge.triage.messages import Certainty, Who
from knowledge.triage.regles import Cause, Indice, Regles, Symptome

Resultat = Literal["regle", "etapes", "essaye", "ecarte", "ignore"]
"""What came of a cause: mended; its steps were taken; done without effect; ruled out; not checked."""


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


@lru_cache(maxsize=16_384)
def rank(symptome: Symptome, regles: Regles) -> tuple[Piste, ...]:
    """The likely causes, best first, no more than a person has the patience for."""
    said = symptome.said()
    found = [
        Piste(cause, tuple(sorted(held, key=lambda clue: -clue.poids)))
        for cause in regles.causes
        if (held := [clue for clue in cause.indices if clue.holds(said)])
    ]
    return tuple(sorted(found, key=lambda piste: -piste.poids)[: regles.most])


def matters(symptome: Symptome, dimension: str, values: Iterable[str], regles: Regles) -> bool:
    """Can the answer change the first cause? A question that cannot is not asked."""
    firsts = set()
    for value in ("", *values):
        ranked = rank(replace(symptome, **{dimension: value}), regles)  # type: ignore[arg-type]  # never messages
        firsts.add(ranked[0].cause.id if ranked else "")
    return len(firsts) > 1


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
            case "etapes" | "essaye":
                return Verdict(cause.relais, essai.piste)
    return Verdict(regles.relais.get(symptome.ou, ""))
