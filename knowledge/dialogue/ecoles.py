"""The name of a school: in a longer text, behind words that introduce it, and what is a sentence and no name.

« Collège Je suis Charlie » is one, for it begins with a kind of school; « je ne sais pas » is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.dialogue.guide import Guide
from knowledge.ecriture import words

FILE = "reparties.toml"

_NAME = r"[A-ZÀ-Þ][\w’'-]*"
_LOUD = 0.5
"""Where more of the letters are capitals, a capital does not show a name."""


@dataclass(frozen=True, slots=True)
class Ecoles:
    """The words of schools' names: a name within a text, how one is introduced, what makes a sentence."""

    within: re.Pattern[str]
    kinds: frozenset[str]
    openings: tuple[tuple[str, ...], ...]
    sentences: frozenset[tuple[str, ...]]
    negations: frozenset[str]
    others: frozenset[str]


def school_in(guide: Guide, text: str) -> str:
    """The school that a text names, from its kind to its last word with a capital; nothing for several."""
    letters = [sign for sign in text if sign.isalpha()]
    if sum(map(str.isupper, letters)) > _LOUD * len(letters):
        return ""
    ecoles = _of(guide)
    found = {each[0] for each in ecoles.within.finditer(text) if ecoles.others.isdisjoint(words(each[0]))}
    return found.pop() if len(found) == 1 else ""


def name_of(guide: Guide, line: str) -> str:
    """The name that a line gives, without what introduces it; nothing where the line is a sentence."""
    ecoles = _of(guide)
    said = _told(line)
    for opening in ecoles.openings:
        if said[: len(opening)] == opening and len(said) > len(opening):
            bare = _behind(line, len(opening))
            return bare if not _is_sentence(_told(bare), ecoles) else ""
    return "" if _is_sentence(said, ecoles) or line.endswith("?") else line


def _told(line: str) -> tuple[str, ...]:
    """The words of a line; what hyphens tie is one: « Pas-de-Calais » denies nothing."""
    return words(re.sub(r"(?<=\w)-(?=\w)", "", line))


def _behind(line: str, count: int) -> str:
    """A line without its first words, as they are counted where they are compared."""
    starts = [found.start() for found in re.finditer(r"[^\W_]+(?:-[^\W_]+)*", line)]
    return line[starts[count] :] if count < len(starts) else line


def _is_sentence(said: Sequence[str], ecoles: Ecoles) -> bool:
    if said and said[0] in ecoles.kinds:
        return not ecoles.negations.isdisjoint(said)
    return any(said[: len(begun)] == begun for begun in ecoles.sentences) or (
        len(said) > 1 and not ecoles.negations.isdisjoint(said)
    )


@lru_cache(maxsize=4)
def _of(guide: Guide) -> Ecoles:
    data: Mapping[str, Sequence[str]] = guide.data.get(FILE, {}).get("ecoles", {})
    kinds = data.get("genres", ())
    between = rf"(?:\s+(?:{_any(data.get('entre', ()))})|\s+[dl][’'])*+"
    name = rf"{between}\s*(?<=[\s’']){_NAME}"
    openings = sorted((words(each) for each in data.get("annonces", ())), key=len, reverse=True)
    return Ecoles(
        within=re.compile(rf"\b(?i:{_any(kinds)})(?:{name})+" if kinds else r"(?!)"),
        kinds=frozenset(word for each in kinds for word in words(each)[:1]),
        openings=tuple(openings),
        sentences=frozenset(words(each) for each in data.get("phrases", ())),
        others=frozenset(word for each in data.get("autres", ()) for word in words(each)),
        negations=frozenset(word for each in data.get("negations", ()) for word in words(each)),
    )


def _any(said: Iterable[str]) -> str:
    return "|".join(map(re.escape, said))
