"""Reading what a person wrote as one of the options shown: a number, a label, part of it, a synonym."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence

from knowledge.dialogue.types import Option

PART_MIN = 4
"""Fewer letters than this never stand for part of a label."""


def comparable(text: str) -> str:
    """Bring words to what is compared: no accents, case, punctuation; œ and æ opened."""
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", opened) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+|\?", bare))


def named(
    text: str, options: Sequence[Option], small: Container[str], *, numbers: bool = True
) -> Option | None:
    """Find the option of which `text` is the number on screen (from 1) or the whole label.

    `small` are words that may stand around either: « euh, le 2 svp ». Without `numbers`, where any words may
    be an answer, only a number alone is one.
    """
    said = comparable(text)
    core = bare(said, small)
    number = core if numbers else said
    if number.isdigit() and 1 <= int(number) <= len(options):
        return options[int(number) - 1]
    labels = {option: comparable(option.label) for option in options}
    exact = [option for option, label in labels.items() if label == said]
    alike = [option for option, label in labels.items() if core and bare(label, small) == core]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None


def bare(said: str, small: Container[str]) -> str:
    """Words without the small ones at both ends."""
    words = said.split()
    while words and words[0] in small:
        del words[0]
    while words and words[-1] in small:
        del words[-1]
    return " ".join(words)


def choose(text: str, options: Sequence[Option], synonyms: Mapping[str, Sequence[str]]) -> Option | None:
    """Find the one option that `text` means in other words, or None when it means none or several.

    In order: its id, a synonym of its id, a part of one label alone.
    """
    said = comparable(text)
    exact = [option for option in options if said == comparable(option.id)]
    if exact:
        return exact[0]
    meant = [
        option for option in options if any(said == comparable(word) for word in synonyms.get(option.id, ()))
    ]
    if len(meant) == 1:
        return meant[0]
    if len(said) < PART_MIN:
        return None
    holding = [option for option in options if f" {said} " in f" {comparable(option.label)} "]
    return holding[0] if len(holding) == 1 else None
