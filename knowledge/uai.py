"""The UAI (code RNE) of a school: seven digits and a check letter that is computed from them.

The letter only proves that nothing was mistyped: a wrong one is told, with likely readings, and never
blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dialogue.errors import UaiRefused

ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The 23 letters that can end a UAI: no I, no O, no Q."""

DEPARTMENTS = frozenset({
    *(f"{number:03}" for number in (*range(1, 96), 99, *range(971, 979), *range(983, 989))), "620", "720",
})  # fmt: skip
"""How a UAI begins: the department, Corsica's two as 620 and 720, what lies overseas, and abroad (099)."""

FOUND_MAX = 40
"""Signs of a refused text that are quoted back."""

_LABEL = re.compile(r"^\s*(?:code\s*)?(?:uai|rne)?\s*[:=]?\s*", re.IGNORECASE)
_NOISE = re.compile(r"[\W_]+")
_SHAPE = re.compile(r"([0-9]{7})([A-Z])")
_LOOKS = str.maketrans("OQDILSBZ", "00011582")
"""Letters that are typed for the digits they look like."""
_DIGITS = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Uai:
    """A code as typed (upper case), the letter it should have, and what may have been meant.

    `suggestions` is empty for a valid code; otherwise the same digits with the right letter come first, if
    they begin with a department, and nothing is suggested that moves the school to another one.
    """

    code: str
    expected: str
    suggestions: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Is the typed letter the computed one?"""
        return self.code[-1] == self.expected


def letter(digits: str) -> str:
    """Compute the check letter of seven digits: their number modulo 23, in the alphabet of 23."""
    return ALPHABET[int(digits) % len(ALPHABET)]


def is_sound(code: str) -> bool:
    """Is it, to the letter, seven digits and the letter they give?"""
    shape = _SHAPE.fullmatch(code.upper())
    return shape is not None and letter(shape[1]) == shape[2]


def read(text: str) -> Uai:
    """Read a UAI, whatever its case, spaces and dashes, with or without its label in front.

    Raises UaiRefused (`found`, and `meant` when only the letter is missing, or a letter stands for a digit).
    """
    typed = _NOISE.sub("", _LABEL.sub("", unicodedata.normalize("NFKC", text))).upper()
    shape = _SHAPE.fullmatch(typed)
    if not shape:
        found = text.strip()[:FOUND_MAX]
        if code := meant(typed):
            raise UaiRefused(found=found, meant=code)
        if _DIGITS.fullmatch(typed):
            raise UaiRefused(found=found, meant=typed + letter(typed))
        raise UaiRefused(found=found)
    digits, sign = shape.groups()
    expected = letter(digits)
    likely = () if sign == expected else (digits + expected, *_neighbours(digits, sign))
    return Uai(typed, expected, tuple(code for code in dict.fromkeys(likely) if _is_plausible(code, digits)))


def _is_plausible(code: str, digits: str) -> bool:
    """Is it a code of the department that was typed, or of any where that one does not exist?"""
    typed = digits[:3]
    return code.startswith(typed) if typed in DEPARTMENTS else code[:3] in DEPARTMENTS


def meant(typed: str) -> str | None:
    """The code that was meant where letters stand for the digits they look like: `O310047H`."""
    read = typed[:7].translate(_LOOKS) + typed[7:]
    return read if is_sound(read) else None


def _neighbours(digits: str, sign: str) -> Iterator[str]:
    """Codes one slip away for which the typed letter is right: one other digit, or two digits swapped."""
    for place, old in enumerate(digits):
        for new in "0123456789":
            other = digits[:place] + new + digits[place + 1 :]
            if new != old and letter(other) == sign:
                yield other + sign
    for place in range(len(digits) - 1):
        other = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if other != digits and letter(other) == sign:
            yield other + sign
