"""The reference of a case: eight signs to say on the telephone, the last of which proves the others.

Letter and digit take turns, so that no two digits are heard as one number (« soixante-douze »). What looks
like another sign is not there (0 O Q, 1 I, 2 Z, 5 S, 6 G, 8 B, U V), nor is any vowel: no word can come up.
"""

from __future__ import annotations

import re

from knowledge.dialogue.errors import ReferenceRefused

LETTERS = "CDFHJKLMNPRTVWX"
DIGITS = "23456789"
SPACE = len(LETTERS) ** 4 * len(DIGITS) ** 3
"""How many references there are."""

EXAMPLE = "K7M4-R2PD"

_SIGNS = LETTERS + DIGITS
"""Twenty-three, a prime: with a weight for each place no wrong sign and no two swapped ones go unseen."""

_GROUP = 4
_LENGTH = 2 * _GROUP
_WORDS_MAX = 8
"""A longer message tells a story, whatever it quotes."""

_MEANT = str.maketrans("BSZGU", "8526V")
"""What people write for a sign that looks like it."""

_SHAPE = r"[A-Z]\d[A-Z]\d{}[A-Z]\d[A-Z][A-Z\d]"
_WHOLE = re.compile(_SHAPE.format(""))
_WITHIN = re.compile(rf"(?<![^\W_]){_SHAPE.format(r'[ -]?')}(?![^\W_])")


def make(number: int) -> str:
    """The reference of a number below `SPACE`."""
    body = ""
    for place in range(_LENGTH - 1):
        signs = DIGITS if place % 2 else LETTERS
        number, rest = divmod(number, len(signs))
        body += signs[rest]
    last = -_sum(body) * pow(_LENGTH, -1, len(_SIGNS)) % len(_SIGNS)
    return f"{body[:_GROUP]}-{body[_GROUP:]}{_SIGNS[last]}"


def read(text: str) -> str:
    """The reference that someone wrote, however they cut it. Raises ReferenceRefused (`found`)."""
    code = _joined(text)
    if not (_WHOLE.fullmatch(code) and set(code) <= set(_SIGNS) and _sum(code) % len(_SIGNS) == 0):
        raise ReferenceRefused(found=" ".join(text.split()), example=EXAMPLE)
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def heard(text: str) -> str | None:
    """The reference that a short message says; None where it says none.

    Raises ReferenceRefused where it says something of that shape that is none.
    """
    if len(text.split()) > _WORDS_MAX or not any(sign.isdigit() for sign in text):
        return None
    if _WHOLE.fullmatch(_joined(text)):
        return read(text)
    found = _WITHIN.search(text.upper().translate(_MEANT))
    return read(found[0]) if found else None


def _joined(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).upper().translate(_MEANT)


def _sum(code: str) -> int:
    return sum(place * _SIGNS.index(sign) for place, sign in enumerate(code, start=1))
