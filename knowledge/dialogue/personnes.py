"""Persons in what is to leave the school: what shows one is masked, with a word that says what it was.

A name that nothing announces cannot be told from other words: whoever sends is asked to read it again, and
can strike out any line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

OLDEST_EVENT_YEARS = 3
"""A date further back is a birth date, rather than the day when something began to fail."""

ACRONYMS = frozenset({
    "ADFS", "CAS", "CSV", "EDT", "ENEJ", "ENT", "GAR", "HTTP", "HTTPS", "LEA", "LEIA", "NET", "PDF",
    "PRONOTE", "RNE", "SPR", "SSO", "UAI", "URL", "XML",
})  # fmt: skip
"""Words in capitals that are no surname."""

_NIR_WHOLE, _INE_WHOLE = 15, 11
"""Signs of a social security number with its key, and of a pupil's national number."""

_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)", re.IGNORECASE
)
_INE = re.compile(r"(?<![\dA-Za-z])\d{9,10}[A-Za-z]{1,2}(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_DAY = re.compile(
    r"(?<!\d)\d{1,2}[/. -]\d{1,2}[/. -](?P<end>\d{4}|\d{2})(?!\d)|(?<!\d)(?P<start>\d{4})-\d{2}-\d{2}(?!\d)"
)
_CALLED = re.compile(
    r"\b(?P<title>MM\.|M\.|M(?=\s)|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Éé]l[èe]ve|[Pp]rof(?:esseure?)?"
    rf"|[Nn]om|[Pp]rénom)(?P<space>\s*:?\s*)(?:d[eu]s?\s+|d[’'])?{_NAME}(?:(?:\s+et)?\s+(?:d[eu]s?\s+|d[’'])?{_NAME}){{0,3}}"
)
_SURNAME = re.compile(rf"\b(?P<first>{_NAME}[a-zà-öø-ÿ])\s+(?P<last>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]{{2,}})\b")

_BIRTH = re.compile(
    r"(?P<said>\b(?:n[ée]+e?s?\s+le|date\s+de\s+naissance)\s*:?\s*)(?:\d{1,2}(?:er)?\s+[^\W\d]+\s+\d{2,4}"
    r"|\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)",
    re.IGNORECASE,
)
_BEFORE_BIRTH = re.compile(rf"\b{_NAME}(?:\s+{_NAME}){{1,3}}(?=\s*,?\s*\(?[Nn][ée]e?\s+le\s)")
_SCHOOL = re.compile(
    r"(?:coll[èe]ge|lyc[ée]e|[ée]cole|institution|[ée]tablissement|groupe|cit[ée])\b", re.IGNORECASE
)


def mask_pupil(text: str, words: Mapping[str, str]) -> tuple[str, bool]:
    """Mask what is plainly of one pupil in a typed message, and tell whether anything was.

    That is a social security or pupil number, a date said to be that of a birth, and in such a message only,
    the name that stands before the birth, or that `mask_people` would take for one; no school's.
    """
    masked = _NIR.sub(lambda found: words["numero"] if _is_nir(found[0]) else found[0], text)
    masked = _INE.sub(lambda found: words["numero"] if _is_ine(found) else found[0], masked)
    without = _without_birth(masked, words)
    if without == text:
        return text, False
    named = _BEFORE_BIRTH.sub(lambda found: found[0] if _SCHOOL.match(found[0]) else words["nom"], without)
    named = _without_called(named, words)
    return _SURNAME.sub(lambda found: found[0] if _is_school(found) else words["nom"], named), True


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


def _is_school(found: re.Match[str]) -> bool:
    before = found.string[: found.start()].split()
    return (
        found["last"] in ACRONYMS
        or _SCHOOL.match(found["first"]) is not None
        or bool(before and _SCHOOL.match(before[-1]))
    )


def mask_people(text: str, words: Mapping[str, str], *, year: int) -> str:
    """Mask e-mail addresses, telephone, pupil and social security numbers, birth dates, and names.

    A name is what a title announces, or a word followed by one in capitals. `words` says what stands in the
    place of each kind; `year` is the current one.
    """
    text = _MAIL.sub(words["courriel"], text)
    text = _NIR.sub(words["numero"], text)
    text = _INE.sub(words["numero"], text)
    text = _PHONE.sub(words["telephone"], text)
    text = _without_birth(text, words)
    text = _DAY.sub(lambda found: words["date"] if _is_old(found, year) else found[0], text)
    text = _without_called(text, words)
    return _SURNAME.sub(lambda found: found[0] if found["last"] in ACRONYMS else words["nom"], text)


def _without_birth(text: str, words: Mapping[str, str]) -> str:
    """Without the dates that are said to be those of a birth."""
    return _BIRTH.sub(lambda found: f"{found['said']}{words['date']}", text)


def _without_called(text: str, words: Mapping[str, str]) -> str:
    """Without the names that a title announces."""
    return _CALLED.sub(lambda found: f"{found['title']}{found['space'] or ' '}{words['nom']}", text)


def _is_old(day: re.Match[str], year: int) -> bool:
    said = int(day["end"] or day["start"])
    full = said if said > 99 else said + (2000 if said <= year % 100 else 1900)
    return full < year - OLDEST_EVENT_YEARS
