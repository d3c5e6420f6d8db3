"""Reading what a person wrote as one of the options shown: a number, a label, part of it, a synonym."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from knowledge.dialogue.types import Option

PART_MIN = 4
"""Fewer letters than this never stand for part of a label."""


def comparable(text: str) -> str:
    """Bring words to what is compared: no accents, case, punctuation; œ and æ opened."""
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", opened) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+|\?", bare))


def choose(text: str, options: Sequence[Option], synonyms: Mapping[str, Sequence[str]]) -> Option | None:
    """Find the one option that `text` means, or None when it means none or several.

    In order: its number on screen (from 1), its whole label or id, a synonym of its id, a part of
    one label alone.
    """
    said = comparable(text)
    if said.isdigit() and 1 <= int(said) <= len(options):
        return options[int(said) - 1]
    labels = {option: comparable(option.label) for option in options}
    exact = [option for option, label in labels.items() if said in {label, comparable(option.id)}]
    if exact:
        return exact[0]
    meant = [
        option for option in options if any(said == comparable(word) for word in synonyms.get(option.id, ()))
    ]
    if len(meant) == 1:
        return meant[0]
    if len(said) < PART_MIN:
        return None
    holding = [option for option, label in labels.items() if f" {said} " in f" {label} "]
    return holding[0] if len(holding) == 1 else None
