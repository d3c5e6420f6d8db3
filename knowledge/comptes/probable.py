"""Probable pairs: the evidence of each field added up; what outweighs chance and every rival is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from knowledge.comptes import ecarts
from knowledge.comptes.ecarts import ABSENT, C_EGAL, D_CHIFFRE, D_EGAL, DIFFERENT, PROCHE, Dates, Noms
from knowledge.comptes.personnes import Personne
from knowledge.comptes.voisins import neighbours

SURE_BITS = 0.0
"""A probable pair is at least as likely as all the chance pairs of one person together…"""
RIVAL_BITS = 3.0
"""…and 8 times likelier than any other pair of either person."""
SWAP_BITS = -6.0
"""One record in 64 has its surname in the place of the first name."""
ROUNDS = 4

_FAR = (DIFFERENT, ABSENT, PROCHE)


@dataclass(frozen=True, slots=True)
class Ecart:
    """The steps between two records, field by field; `inverse` says that the names were swapped."""

    nom: int
    prenom: int
    naissance: int
    place: int
    inverse: bool = False


@dataclass(slots=True)
class _Row:
    """A pair that may be: places on the two sides, the steps, and the fixed part of the evidence."""

    i: int
    j: int
    ecart: Ecart
    swapped: Ecart | None


class Evidence:
    """What the files say about how common each value is."""

    def __init__(
        self,
        pronote: Sequence[Personne],
        ent: Sequence[Personne],
        *,
        particules: Collection[str],
        diminutifs: Mapping[str, int],
    ) -> None:
        people = [*pronote, *ent]
        self.noms = Noms(Counter([p.nom_cle for p in people if p.nom_cle]), particules=particules)
        self.prenoms = Noms(Counter([p.prenom_cle for p in people if p.prenom_cle]), diminutifs=diminutifs)
        self.dates = Dates(p.naissance for p in people)
        self._places = Counter([p.code_postal for p in people if p.code_postal])
        self._placed = max(self._places.total(), 1)
        self.twins = max(_relatives(side, by_birth=True) for side in (pronote, ent))
        self.households = max(_relatives(side, by_birth=False) for side in (pronote, ent))

    def place_share(self, place: str) -> float:
        """How common a postcode is."""
        return max(self._places[place], 1) / self._placed


def _relatives(people: Sequence[Personne], *, by_birth: bool) -> float:
    """The share of people with a namesake of the same birth date (twins) or postcode (a household)."""
    keys = Counter([(p.nom_cle, p.naissance if by_birth else p.code_postal) for p in people if p.nom_cle])
    with_trait = sum(count for (_, trait), count in keys.items() if trait)
    related = sum(count for (_, trait), count in keys.items() if trait and count > 1)
    return max(related, 1) / max(with_trait, 1)


@dataclass(frozen=True, slots=True)
class Habits:
    """How often two records of one person stand at each step (the `m` of each field)."""

    nom: tuple[float, ...] = ecarts.NOM_M
    prenom: tuple[float, ...] = ecarts.PRENOM_M
    naissance: tuple[float, ...] = ecarts.NAISSANCE_M
    place: tuple[float, ...] = ecarts.CODE_POSTAL_M

    def learn(self, found: Iterable[Ecart], exact: int) -> Habits:
        """Count the steps of the pairs that were found, `exact` more being equal in everything."""
        counts: tuple[Counter[int], ...] = (Counter(), Counter(), Counter(), Counter())
        for ecart in found:
            for count, step in zip(
                counts, (ecart.nom, ecart.prenom, ecart.naissance, ecart.place), strict=True
            ):
                count[step] += 1
        for count in counts:
            count[0] += exact
        guesses = (self.nom, self.prenom, self.naissance, self.place)
        return Habits(*(ecarts.refine(g, c) for g, c in zip(guesses, counts, strict=True)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Chosen pairs (places on both sides, steps), and pairs that tie (places on both sides)."""

    chosen: list[tuple[int, int, Ecart]]
    ties: list[tuple[int, int]]


def choose(here: Sequence[Personne], there: Sequence[Personne], evidence: Evidence, *, exact: int) -> Outcome:
    """Choose among people who are left on both sides; `exact` pairs were already made."""
    rows = _compare(here, there, evidence)
    habits = Habits()
    free_here, free_there = [True] * len(here), [True] * len(there)
    scored = _weigh(rows, here, there, evidence, habits, exact)
    first = _settle(scored, list(free_here), list(free_there), _chance(here, there, 0))
    habits = habits.learn((ecart for _, _, _, ecart in first), exact)
    scored = _weigh(rows, here, there, evidence, habits, exact)
    chosen: list[tuple[int, int, Ecart]] = []
    for _ in range(ROUNDS):
        chance = _chance(here, there, len(chosen))
        new = _settle(scored, free_here, free_there, chance)
        chosen += [(i, j, ecart) for _, i, j, ecart in new]
        if not new:
            break
    chance = _chance(here, there, len(chosen))
    ties = [
        (i, j) for score, i, j, _ in scored if score - chance >= SURE_BITS and free_here[i] and free_there[j]
    ]
    return Outcome(chosen, ties)


def _chance(here: Sequence[Personne], there: Sequence[Personne], paired: int) -> float:
    return log2(max(len(here) - paired, len(there) - paired, 2))


def _compare(here: Sequence[Personne], there: Sequence[Personne], evidence: Evidence) -> list[_Row]:
    noms, prenoms, dates = evidence.noms, evidence.prenoms, evidence.dates
    spelling = True
    nom_steps: dict[tuple[str, str], int] = {}
    prenom_steps: dict[tuple[str, str], int] = {}
    rows: list[_Row] = []
    for j, near in enumerate(neighbours(here, there, spelling=spelling)):
        other = there[j]
        for i in near:
            one = here[i]
            key = (one.nom_cle, other.nom_cle)
            if (nom := nom_steps.get(key)) is None:
                nom = nom_steps[key] = noms.step(*key)
            key = (one.prenom_cle, other.prenom_cle)
            if (prenom := prenom_steps.get(key)) is None:
                prenom = prenom_steps[key] = prenoms.step(*key)
            naissance = dates.step(one.naissance, other.naissance)
            place = ecarts.postcode_step(one.code_postal, other.code_postal)
            swapped = None
            if nom in _FAR and prenom in _FAR:
                crossed = (
                    noms.step(one.nom_cle, other.prenom_cle),
                    prenoms.step(one.prenom_cle, other.nom_cle),
                )
                if crossed[0] not in _FAR or crossed[1] not in _FAR:
                    swapped = Ecart(*crossed, naissance, place, inverse=True)
            if swapped is None and DIFFERENT == nom == prenom and (naissance, place) != (D_EGAL, C_EGAL):
                continue
            rows.append(_Row(i, j, Ecart(nom, prenom, naissance, place), swapped))
    return rows


def _weigh(  # noqa: PLR0913, PLR0917 - the inside of `choose`
    rows: Iterable[_Row],
    here: Sequence[Personne],
    there: Sequence[Personne],
    evidence: Evidence,
    habits: Habits,
    exact: int,
) -> list[tuple[float, int, int, Ecart]]:
    """Score the rows in bits, best first; those that chance alone explains are dropped."""
    left = max(len(here), len(there)) / (max(len(here), len(there)) + exact)
    chance = _chance(here, there, 0)
    date_bits = evidence.dates.bits(habits.naissance)
    place_wrong = (0.0, log2(habits.place[1] / 0.01), log2(habits.place[2]), 0.0)
    scored: list[tuple[float, int, int, Ecart]] = []
    for row in rows:
        one, other, ecart = here[row.i], there[row.j], row.ecart
        score = evidence.noms.bits(one.nom_cle, other.nom_cle, ecart.nom, habits.nom)
        score += evidence.prenoms.bits(one.prenom_cle, other.prenom_cle, ecart.prenom, habits.prenom)
        if row.swapped is not None:
            crossed = SWAP_BITS
            crossed += evidence.noms.bits(one.nom_cle, other.prenom_cle, row.swapped.nom, habits.nom)
            crossed += evidence.prenoms.bits(one.prenom_cle, other.nom_cle, row.swapped.prenom, habits.prenom)
            if crossed > score:
                score, ecart = crossed, row.swapped
        score += date_bits[ecart.naissance]
        if ecart.place == C_EGAL:
            score += log2(habits.place[C_EGAL] / evidence.place_share(one.code_postal))
        else:
            score += place_wrong[ecart.place]
        if ecart.prenom == DIFFERENT and not ecart.inverse:
            related = evidence.twins if ecart.naissance <= D_CHIFFRE else evidence.households
            score = min(score, chance + log2(habits.prenom[DIFFERENT] / (related * left)))
        if score > 0:
            scored.append((score, row.i, row.j, ecart))
    scored.sort(key=lambda row: (-row[0], row[1], row[2]))
    return scored


def _settle(
    scored: Sequence[tuple[float, int, int, Ecart]],
    free_here: list[bool],
    free_there: list[bool],
    chance: float,
) -> list[tuple[float, int, int, Ecart]]:
    """Take the pairs that stand well above chance and above every rival that is still free."""
    floor = chance + SURE_BITS
    rivals_here: dict[int, list[tuple[float, int]]] = {}
    rivals_there: dict[int, list[tuple[float, int]]] = {}
    for score, i, j, _ in scored:
        if score < floor - RIVAL_BITS:
            break
        if free_here[i] and free_there[j]:
            rivals_here.setdefault(i, []).append((score, j))
            rivals_there.setdefault(j, []).append((score, i))
    taken: list[tuple[float, int, int, Ecart]] = []
    changed = True
    while changed:
        changed = False
        for score, i, j, ecart in scored:
            if score < floor:
                break
            if not (free_here[i] and free_there[j]):
                continue
            limit = score - RIVAL_BITS
            if any(s > limit and k != j and free_there[k] for s, k in rivals_here[i]):
                continue
            if any(s > limit and k != i and free_here[k] for s, k in rivals_there[j]):
                continue
            free_here[i] = free_there[j] = False
            taken.append((score, i, j, ecart))
            changed = True
    return taken
