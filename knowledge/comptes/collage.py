"""A text that was pasted: does it look like a list?"""

from __future__ import annotations

from knowledge.comptes.colonnes import HEADER_WITHIN, named
from knowledge.comptes.liste import SEPARATORS
from knowledge.comptes.vocabulaire import Vocabulaire

_LOOKED_AT = 20_000


def has_titles(text: str, vocabulaire: Vocabulaire) -> bool:
    """Do the first lines hold the titles of columns, a name among them, with something below?"""
    lines = text[:_LOOKED_AT].splitlines()
    return any(
        named(line.split(separator), vocabulaire)
        for line in lines[: min(HEADER_WITHIN, len(lines) - 1)]
        for separator in SEPARATORS
        if separator in line
    )
