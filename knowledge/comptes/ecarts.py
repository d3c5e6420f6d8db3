"""How two values differ, in named steps from equal to different, and what each step is worth.

A step is worth `log2(m / u)` bits (Fellegi and Sunter 1969): `m` is how often two records of one person
differ so, first guessed and then counted on the pairs that are sure; `u` is how often the records of two
people do, which for a name depends on how common that name is in these very files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import cycle, islice
from math import log2

from rapidfuzz.distance import OSA, JaroWinkler

EGAL, ECRITURE, PARTIE, INITIALE, DIMINUTIF, LETTRE, DEUX_LETTRES, PROCHE, DIFFERENT, ABSENT = range(10)
"""The steps of a name. `ECRITURE`: spaces, particles or the order of its parts; `ABSENT` is worth nothing."""

D_EGAL, D_INVERSEE, D_CHIFFRE, D_PARTIE, D_PROCHE, D_DIFFERENTE, D_ABSENTE = range(7)
"""The steps of a birth date. `D_PARTIE`: two of day, month, year are equal; `D_PROCHE`: two digits differ."""

C_EGAL, C_CHIFFRE, C_DIFFERENT, C_ABSENT = range(4)
"""The steps of a postcode."""

NOM_M = (0.86, 0.02, 0.02, 0.001, 0.0005, 0.04, 0.01, 0.01, 0.0295)
PRENOM_M = (0.87, 0.01, 0.015, 0.005, 0.01, 0.045, 0.01, 0.01, 0.025)
NAISSANCE_M = (0.93, 0.012, 0.025, 0.012, 0.008, 0.013)
CODE_POSTAL_M = (0.90, 0.02, 0.08)
"""First guesses; `refine` replaces them by what the files themselves show."""

_LETTRE_U = (0.05, 0.05, 0.05, 0.02, 0.006, 0.003, 0.0012, 0.0006, 0.0003, 0.0002)
_DEUX_LETTRES_U = (0.3, 0.3, 0.3, 0.3, 0.08, 0.03, 0.012, 0.005, 0.002, 0.001)
_LONGEST = 9
SAMPLE = 20_000
"""So many pairs of people are drawn to see how like two strangers are…"""
STRIDES = 30
"""…each person at most as often as this…"""
GUESSED = 2_000
"""…and the tables above weigh as much as so many."""


class Noms:
    """Compares the names of one field (surnames or first names) of the two sides.

    `particules` are the words that some leave out (de, la…), `diminutifs` maps a short form to its group.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        *,
        particules: Collection[str] = (),
        diminutifs: Mapping[str, int] | None = None,
    ) -> None:
        self._counts = counts
        self._total = max(sum(counts.values()), 1)
        self._particules = particules
        self._diminutifs = diminutifs or {}
        self._bare: dict[str, str] = {}
        self._by_chance: dict[tuple[int, int], float] = {}

    def _sample(self) -> dict[tuple[int, int], float]:
        """How often two people drawn by chance are at each step, by the length of their names.

        People are drawn by striding through the list, so that the same files always say the same.
        """
        names = [name for name, count in sorted(self._counts.items()) for _ in range(count)]
        pairs: Counter[int] = Counter()
        hits: Counter[tuple[int, int]] = Counter()
        if len(names) > 2:
            strides = min(max(SAMPLE // len(names), 1), STRIDES)
            for stride in range(1, strides + 1):
                offset = (stride * 7919) % (len(names) - 1) + 1
                for one, other in zip(names[:SAMPLE], islice(cycle(names), offset, None), strict=False):
                    if one == other:
                        continue
                    length = min(len(one), len(other), _LONGEST)
                    pairs[length] += 1
                    if (distance := OSA.distance(one, other, score_cutoff=2)) <= 2:
                        hits[length, LETTRE if distance == 1 else DEUX_LETTRES] += 1
        return {
            (length, step): (hits[length, step] + GUESSED * guess[length]) / (pairs[length] + GUESSED)
            for step, guess in ((LETTRE, _LETTRE_U), (DEUX_LETTRES, _DEUX_LETTRES_U))
            for length in range(_LONGEST + 1)
        }

    def share(self, name: str) -> float:
        """How common a name is; one that was never seen counts as one half of a person."""
        return max(self._counts.get(name, 0), 0.5) / self._total

    def bare(self, name: str) -> str:
        """The name without spaces and without its particles."""
        if (known := self._bare.get(name)) is None:
            words = [word for word in name.split(" ") if word not in self._particules]
            known = self._bare[name] = "".join(words or name.split(" "))
        return known

    def step(self, one: str, other: str) -> int:  # noqa: PLR0911 - a table of steps, the first that fits
        """Name the step between two folded names."""
        if one == other:
            return EGAL if one else ABSENT
        if not one or not other:
            return ABSENT
        bare_one, bare_other = self.bare(one), self.bare(other)
        if bare_one == bare_other or one.replace(" ", "") == other.replace(" ", ""):
            return ECRITURE
        compound = " " in one or " " in other
        if compound and (found := self._by_words(one, other)) is not None:
            return found
        if _initials(one, other):
            return INITIALE
        if self._diminutifs and self._same_person_name(one, other):
            return DIMINUTIF
        shorter = min(len(bare_one), len(bare_other))
        distance = OSA.distance(bare_one, bare_other, score_cutoff=2)
        if distance == 1 and shorter >= 2:
            return LETTRE
        if distance == 2 and shorter >= 5:
            return DEUX_LETTRES
        if shorter >= 4 and JaroWinkler.similarity(bare_one, bare_other) >= 0.9:
            return PROCHE
        return DIFFERENT

    def _by_words(self, one: str, other: str) -> int | None:
        words_one = [word for word in one.split(" ") if word not in self._particules]
        words_other = [word for word in other.split(" ") if word not in self._particules]
        if sorted(words_one) == sorted(words_other):
            return ECRITURE
        few, many = sorted((words_one, words_other), key=len)
        if not few or len(few) == len(many) or len("".join(few)) < 3:
            return None
        if set(few) <= set(many):
            return PARTIE
        if all(
            len(word) >= 4 and any(OSA.distance(word, w, score_cutoff=1) <= 1 for w in many) for word in few
        ):
            return PROCHE
        return None

    def _same_person_name(self, one: str, other: str) -> bool:
        group = self._diminutifs.get(one)
        return group is not None and group == self._diminutifs.get(other)

    def unlike(self, one: str, other: str, step: int) -> float:
        """How often another person's name stands at this step, beside chance equality."""
        length = min(len(one), len(other), _LONGEST)
        match step:
            case 1:  # ECRITURE
                return 1e-5
            case 2:  # PARTIE: a tenth of the names are compound, on either side
                return 0.3 * max(self.share(one), self.share(other))
            case 3:  # INITIALE
                return 0.06
            case 4:  # DIMINUTIF
                return 0.002
            case 5 | 6:  # LETTRE, DEUX_LETTRES
                if not self._by_chance:
                    self._by_chance = self._sample()
                return self._by_chance[length, step]
            case _:
                return 0.004

    def bits(self, one: str, other: str, step: int, m: tuple[float, ...]) -> float:
        """What a step between these two names is worth, given how often each step happens (`m`)."""
        if step == ABSENT:
            return 0.0
        if step == DIFFERENT:
            return log2(m[DIFFERENT])
        share_one, share_other = self.share(one), self.share(other)
        common, rare = (share_one, share_other) if share_one > share_other else (share_other, share_one)
        if step == EGAL:
            # the two records themselves are no chance: leave them out of the count.
            return log2(m[EGAL] / max(common - 2 / self._total, 0.5 / self._total))
        # a name at this step is either a mistake for the common one (then as telling as the common one),
        # or a real name of its own (then as common as it is, or as such names are).
        known = rare if rare * self._total >= 2.5 else 0.0
        return log2(m[step] / (common * m[step] + max(self.unlike(one, other, step), known)))


def _initials(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    letters, words = short.split(" "), long.split(" ")
    if any(len(letter) > 1 for letter in letters) or len(letters) > len(words):
        return False
    return all(word.startswith(letter) for letter, word in zip(letters, words, strict=False))


class Dates:
    """Compares birth dates; chance agreement is read off how days, months and years are spread."""

    def __init__(self, dates: Iterable[int]) -> None:
        counts: tuple[dict[int, int], ...] = ({}, {}, {})
        total = 0
        for date in dates:
            if date:
                total += 1
                for count, part in zip(counts, (date // 10000, date // 100 % 100, date % 100), strict=True):
                    count[part] = count.get(part, 0) + 1
        year, month, day = (max(_chance(count, total), 1e-3) for count in counts)
        everything = year * month * day
        self._u = (
            everything,
            everything,
            everything * 40,
            year * month + month * day + year * day,
            everything * 1000,
            1.0,
        )

    def step(self, one: int, other: int) -> int:
        """Name the step between two dates."""
        if one == other:
            return D_EGAL if one else D_ABSENTE
        if not one or not other:
            return D_ABSENTE
        day, month, year = one % 100, one // 100 % 100, one // 10000
        if other == year * 10000 + day * 100 + month:
            return D_INVERSEE
        digits_one, digits_other = f"{one:08}", f"{other:08}"
        if (distance := OSA.distance(digits_one, digits_other, score_cutoff=2)) == 1:
            return D_CHIFFRE
        if (day == other % 100) + (month == other // 100 % 100) + (year == other // 10000) == 2:
            return D_PARTIE
        return D_PROCHE if distance == 2 else D_DIFFERENTE

    def bits(self, m: tuple[float, ...]) -> tuple[float, ...]:
        """What each step is worth."""
        return (*(log2(m[step] / min(self._u[step], 1.0)) for step in range(D_ABSENTE)), 0.0)


def _chance(counts: Mapping[int, int], total: int) -> float:
    return sum(count * count for count in counts.values()) / (total * total) if total else 1.0


def postcode_step(one: str, other: str) -> int:
    """Name the step between two postcodes."""
    if not one or not other:
        return C_ABSENT
    if one == other:
        return C_EGAL
    return C_CHIFFRE if OSA.distance(one, other, score_cutoff=1) == 1 else C_DIFFERENT


def refine(guess: tuple[float, ...], counts: Mapping[int, int], *, weight: float = 150) -> tuple[float, ...]:
    """Mix a first guess, worth `weight` pairs, with what was counted on sure pairs."""
    seen = sum(counts.get(step, 0) for step in range(len(guess)))
    return tuple((weight * m + counts.get(step, 0)) / (weight + seen) for step, m in enumerate(guess))
