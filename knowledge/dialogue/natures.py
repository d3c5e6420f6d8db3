"""What a typed line is, where another thing was asked: a school's code, an address, a version, a number.

PRONOTE's versions are told by their year: `2026.1.3` (the web client's builds), `26.0.1.3`
(infoMobileApp.json), « PRONOTE 2026 - 1.3 » (the program's own window).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge import uai
from knowledge.cas.adresse import normalise
from knowledge.dialogue.errors import AddressRefused, UaiRefused

Nature = Literal["uai", "courriel", "adresse", "telephone", "version", "annee", "nombre", ""]

_MAIL = re.compile(r"(?:mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+", re.IGNORECASE)
_LINK = re.compile(r"\S*(?:://|www\.|index-?education\.)\S*|[^\s/]+\.[^\s/]+/\S*", re.IGNORECASE)
_PHONE = re.compile(r"(?:t[ée]l\w*\W*)?(?:\+33|0)[\s.-]?\(?0?\)?[1-9](?:[\s.-]?\d{2}){4}", re.IGNORECASE)
_REACHED: dict[Nature, re.Pattern[str]] = {"courriel": _MAIL, "telephone": _PHONE}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(
    r"(?<![\d./-])(?:20[0-4]\d|\d{2}(?=\.0\.))\s*(?:[-–—.,:(/]\s*)?(?:(?:version|build|v|r)\.?\s*)?"
    r"\d{1,3}(?:[.-]\d{1,4}){0,3}(?![\d/])",
    re.IGNORECASE,
)
_TOLD_VERSION = re.compile(
    rf"\b((?:pronote|version)\s*(?:est\s+(?:la\s+)?|en\s+|:\s*|n°\s*)?{_VERSION.pattern})", re.IGNORECASE
)
_NAMED_YEAR = re.compile(r"\b(?:pronote|version|v)\W*20[0-4]\d\b", re.IGNORECASE)
_YEAR = re.compile(r"\W*(20[0-4]\d)\W*")
_WORDS_OF_A_VERSION = re.compile(
    r"\b(?:pronote|\.net|version|num[ée]ro|client|serveur|build|bits?|v|x64|c['’]est|la|le|en|du|de|n°)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Reconnu:
    """What a line is, and the value to keep for the question that asks for it; empty where there is none."""

    nature: Nature
    value: str = ""


def recognise(line: str) -> Reconnu:
    """What a cleaned line is by itself; no nature for words."""
    if code := _code(line):
        return Reconnu("uai", code)
    for nature, pattern in _REACHED.items():
        if pattern.fullmatch(line):
            return Reconnu(nature, line)
    if _LINK.fullmatch(line):
        return Reconnu("adresse", _address(line))
    if year := _YEAR.fullmatch(line):
        return Reconnu("annee", f"PRONOTE {year[1]}")
    if is_version(line) and not _LETTER.search(_WORDS_OF_A_VERSION.sub("", line)):
        return Reconnu("version", line)
    return Reconnu("" if _LETTER.search(line) else "nombre")


def is_version(line: str) -> bool:
    """Does a version of PRONOTE stand in a line?"""
    return bool((_VERSION.search(line) and not _DATE.search(line)) or _NAMED_YEAR.search(line))


def version_in(text: str) -> str:
    """The version that a longer text tells, behind a word that announces it; nothing for several."""
    found = {each[1].strip() for each in _TOLD_VERSION.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _code(line: str) -> str:
    try:
        return uai.read(line).code
    except UaiRefused as error:
        return error.values.get("meant", "")


def _address(line: str) -> str:
    try:
        return normalise(line)[0].public
    except AddressRefused:
        return ""
