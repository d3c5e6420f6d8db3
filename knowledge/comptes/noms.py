"""Names made comparable, as PRONOTE and the ENT write them differently (guide 4.1)."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]|â€|ï»¿|\ufffd"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def fold(name: str) -> str:
    """Lower case, no accent, ligatures opened; hyphens, apostrophes and runs of spaces are one space.

    >>> fold("  D’Œuvré--LÉA ")
    'd oeuvre lea'
    """
    if name.isascii():
        return _NOT_WORD.sub(" ", name.lower()).strip()
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if not bare.isascii():
        return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
    return _NOT_WORD.sub(" ", bare).strip()


class Folded(dict[str, str]):
    """`fold` by look-up: remembers the names of one file, and forgets them with it."""

    def __missing__(self, name: str) -> str:
        folded = self[name] = fold(name)
        return folded


def damaged(name: str) -> bool:
    """Was UTF-8 read as another encoding, a character lost, or a control character left in?

    >>> damaged("ZoÃ©"), damaged("Zo\ufffd"), damaged("Zoé"), damaged("Ã\u0089mile")
    (True, True, False, True)
    """
    return (not name.isascii() and _MOJIBAKE.search(name) is not None) or _CONTROL.search(name) is not None


def skeleton(name: str) -> str:
    """The first letter and the consonants that follow, doubles once: what survives most mistakes.

    >>> skeleton("matthieu"), skeleton("mathieux"), skeleton("philippe")
    ('mt', 'mtx', 'flp')
    """
    text = name.replace(" ", "").replace("ph", "f").replace("qu", "k").replace("c", "k").replace("y", "i")
    kept = text[:1]
    for letter in text[1:]:
        if letter not in "aeiouh" and letter != kept[-1]:
            kept += letter
    return kept[:5]
