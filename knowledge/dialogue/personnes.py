"""Persons in what is to leave the school: what shows one is masked, with a word that says what it was.

No rule finds every name: whoever sends is shown what was masked and reads the rest again, and can strike out
any line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.secrets import MASK
from knowledge.recherche.anonymat import find
from knowledge.recherche.phrase import Noms, folded

OLDEST_EVENT_YEARS = 3
"""A date further back is a birth date, rather than the day when something began to fail."""

_NIR_WHOLE, _INE_WHOLE = 15, 11
"""Signs of a social security number with its key, and of a pupil's national number."""

_NOT_LANGUAGE = ("noms.toml", "exemple.toml")
"""The data files whose words are not those that people use."""

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w.])@[\w.]{3,}")
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)", re.IGNORECASE
)
_INE = re.compile(r"(?<![\dA-Za-z])\d{9,10}[A-Za-z]{1,2}(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_DAY = re.compile(
    r"(?<!\d)\d{1,2}[/. -]\d{1,2}[/. -](?P<end>\d{4}|\d{2})(?!\d)|(?<!\d)(?P<start>\d{4})-\d{2}-\d{2}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:er)?\s+[^\W\d]{3,9}\s+(?P<said>\d{4})(?!\d)"
)
_BIRTH = re.compile(
    r"(?P<said>\b(?:n[ée]+e?s?\s+(?:le|en)|date\s+de\s+naissance)\s*:?\s*)(?:\d{1,2}(?:er)?\s+[^\W\d]+\s+\d{2,4}"
    r"|\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{8}|\d{4})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masque:
    """A text as it may leave, and the words that stood where the masks are."""

    text: str
    found: tuple[str, ...] = ()


def mask_people(guide: Guide, text: str, *, year: int, school: str = "", schools: bool = True) -> Masque:
    """Mask e-mail addresses, telephone, pupil and social security numbers, birth dates, and names.

    `year` is the current one. `school` is the name that the person gave theirs: it stays, and with `schools`
    every school's.
    """
    masking = _Masking(guide, text)
    masking.sub(_MAIL, "courriel")
    masking.sub(_NIR, "numero")
    masking.sub(_INE, "numero")
    masking.sub(_PHONE, "telephone")
    masking.births()
    masking.sub(_DAY, "date", lambda found: _is_old(found, year))
    masking.names(school=school, schools=schools)
    return Masque(masking.text, tuple(dict.fromkeys(masking.found)))


def mask_pupil(guide: Guide, text: str) -> tuple[str, bool]:
    """Mask what is plainly of one pupil in a typed message, and tell whether anything was.

    That is a social security or pupil number, a date said to be that of a birth, and the names in such a
    message only.
    """
    masking = _Masking(guide, text)
    masking.sub(_NIR, "numero", lambda found: _is_nir(found[0]))
    masking.sub(_INE, "numero", _is_ine)
    masking.births()
    if not masking.found:
        return text, False
    masking.names(school="", schools=True)
    return masking.text, True


@lru_cache(maxsize=4)
def noms_of(guide: Guide) -> Noms:
    """What tells names from the other words of a guide."""
    from knowledge.recherche import lexique  # noqa: PLC0415 - its stemmer, which few commands need

    data, lexicon = guide.data["noms.toml"], lexique.read(guide.sources["synonymes.toml"])
    said = (text for path, text in guide.sources.items() if path not in _NOT_LANGUAGE)
    vocabulary = lexicon.known() | folded(*said, data["mots"])
    stems = frozenset(lexicon.stem(word) for word in vocabulary)
    lists = {name: folded(data[name]) for name in ("prenoms", "communs", "propres", "sigles", "sujets")}
    return Noms(
        known=lambda word: word in vocabulary or lexicon.stem(word) in stems,
        announcing=lexicon.announcing,
        titles=folded(data["titres"]),
        logins=folded(data["comptes"]),
        schools=lexicon.schools,
        links=folded(data["liens"]),
        masks=frozenset({MASK, *guide.words["dossier"]["masques"].values()}),
        negations=folded(data["negations"]),
        indefinis=folded(data["indefinis"]),
        **lists,
    )


class _Masking:
    """A text on its way to be masked, and what was found in it."""

    def __init__(self, guide: Guide, text: str) -> None:
        self.text, self.found = text, list[str]()
        self._guide, self._masks = guide, guide.words["dossier"]["masques"]

    def sub(
        self, pattern: re.Pattern[str], kind: str, holds: Callable[[re.Match[str]], bool] = lambda _: True
    ) -> None:
        """Mask what `pattern` finds and `holds` confirms."""
        self._mask([found.span() for found in pattern.finditer(self.text) if holds(found)], kind)

    def births(self) -> None:
        """Mask the dates that are said to be those of a birth."""
        self._mask([(found.end("said"), found.end()) for found in _BIRTH.finditer(self.text)], "date")

    def names(self, *, school: str, schools: bool) -> None:
        """Mask the names."""
        self._mask(find(noms_of(self._guide), self.text, school=school, schools=schools), "nom")

    def _mask(self, spans: Sequence[tuple[int, int]], kind: str) -> None:
        self.found += [self.text[start:end] for start, end in spans]
        for start, end in reversed(spans):
            self.text = f"{self.text[:start]}{self._masks[kind]}{self.text[end:]}"


def _is_nir(number: str) -> bool:
    """Thirteen digits in a row may be anything; a social security number has groups, or the right key."""
    digits = re.sub(r"\s", "", number).upper()
    if not (1 <= int(digits[3:5]) <= 12):
        return False
    if digits != number:
        return True
    plain = digits.replace("2A", "19").replace("2B", "18")
    return len(plain) == _NIR_WHOLE and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_ine(found: re.Match[str]) -> bool:
    """Eleven signs that are no piece of an address."""
    before = found.string[: found.start()]
    return len(found[0]) == _INE_WHOLE and not before.endswith(("/", "=", "-", "_", "."))


def _is_old(day: re.Match[str], year: int) -> bool:
    said = int(day["end"] or day["start"] or day["said"])
    full = said if said > 99 else said + (2000 if said <= year % 100 else 1900)
    return full < year - OLDEST_EVENT_YEARS
