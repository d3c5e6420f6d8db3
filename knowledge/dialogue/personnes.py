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

_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)", re.IGNORECASE
)
_INE = re.compile(r"(?<![\dA-Za-z])\d{9,10}[A-Za-z]{1,2}(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_DAY = re.compile(
    r"(?<!\d)\d{1,2}[/. -]\d{1,2}[/. -](?P<end>\d{4}|\d{2})(?!\d)|(?<!\d)(?P<start>\d{4})-\d{2}-\d{2}(?!\d)"
)
_BORN = re.compile(r"(?P<said>\bn[ée]+e?s?\s+le\s+)\d{1,2}(?:er)?\s+\w+\s+\d{2,4}", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?P<title>MM\.|M\.|M(?=\s)|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Éé]l[èe]ve|[Pp]rof(?:esseure?)?"
    rf"|[Nn]om|[Pp]rénom)(?P<space>\s*:?\s*)(?:d[eu]s?\s+|d[’'])?{_NAME}(?:(?:\s+et)?\s+(?:d[eu]s?\s+|d[’'])?{_NAME}){{0,3}}"
)
_SURNAME = re.compile(rf"\b(?P<first>{_NAME}[a-zà-öø-ÿ])\s+(?P<last>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]{{2,}})\b")


def mask_people(text: str, words: Mapping[str, str], *, year: int) -> str:
    """Mask e-mail addresses, telephone, pupil and social security numbers, birth dates, and names.

    A name is what a title announces, or a word followed by one in capitals. `words` says what stands in the
    place of each kind; `year` is the current one.
    """
    text = _MAIL.sub(words["courriel"], text)
    text = _NIR.sub(words["numero"], text)
    text = _INE.sub(words["numero"], text)
    text = _PHONE.sub(words["telephone"], text)
    text = _BORN.sub(lambda found: f"{found['said']}{words['date']}", text)
    text = _DAY.sub(lambda found: words["date"] if _is_old(found, year) else found[0], text)
    text = _CALLED.sub(lambda found: f"{found['title']}{found['space'] or ' '}{words['nom']}", text)
    return _SURNAME.sub(lambda found: found[0] if found["last"] in ACRONYMS else words["nom"], text)


def _is_old(day: re.Match[str], year: int) -> bool:
    said = int(day["end"] or day["start"])
    full = said if said > 99 else said + (2000 if said <= year % 100 else 1900)
    return full < year - OLDEST_EVENT_YEARS
