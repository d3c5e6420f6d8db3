"""Names that are stuck to something: `KévinDupont`, `Kévin2011`, `kevindupont`."""

from __future__ import annotations

import re

from knowledge.ecriture import words
from knowledge.recherche.noms import Noms

_PARTS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")

_SHORT, _FIRST, _REST, _LONGEST = 3, 5, 3, 15
"""Letters of a first name that a capital or a number sets apart; of one that nothing does, and of the rest at
least; of the longest first name."""


def is_joined(noms: Noms, text: str) -> bool:
    """Is it a first name and something more in one word?"""
    parts = _PARTS.findall(text)
    if not parts or any(sign in text for sign in ":/()"):
        return False
    if len(parts) == 1 and parts[0] == text:
        return _is_camel(noms, text) or _is_glued(noms, text)
    if not any(map(str.isdigit, text)):
        return False
    return any(_is_first(noms, part) or _is_camel(noms, part) or _is_glued(noms, part) for part in parts)


def _is_camel(noms: Noms, text: str) -> bool:
    """`KévinDupont`, `DupontKévin`, and `RoseDupont`, for nobody knows a Dupont; no `JavaScript`."""
    parts = _HUMP.split(text)
    if len(parts) == 1 or _is_known(noms, text):
        return False
    firsts = [part for part in parts if set(words(part)) <= noms.prenoms]
    strange = [part for part in parts if len(part) >= _SHORT and not _is_known(noms, part)]
    return any(_is_first(noms, part) for part in parts) or bool(firsts and strange)


def _is_glued(noms: Noms, text: str) -> bool:
    """`kevindupont`, `dupontkevin`: a long first name at one end of a word that nobody knows."""
    said = "".join(words(text))
    if len(said) < _FIRST + _REST or _is_known(noms, text):
        return False
    sizes = range(_FIRST, min(len(said) - _REST, _LONGEST) + 1)
    return any(_is_first(noms, end) for size in sizes for end in (said[:size], said[-size:]))


def _is_first(noms: Noms, part: str) -> bool:
    """Is it a first name and nothing else?"""
    said = "".join(words(part))
    return len(said) >= _SHORT and said in noms.prenoms - noms.communs - noms.propres - noms.sigles


def _is_known(noms: Noms, text: str) -> bool:
    return all(noms.known(word) or word in noms.propres for word in words(text))
