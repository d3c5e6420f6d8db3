"""A question as it may be noted for the desk: without addresses, without numbers, without names.

What is announced as a person is masked before (`dialogue.personnes`), as in a file that leaves the school;
here comes what only the search can tell. Nobody has a list of all names: a word is taken for one where no
guide and no lexicon knows it, and it has a capital or stands behind a word that announces a person or a
school (`monsieur`, `l’élève`, `collège`) or behind another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from knowledge.ecriture import words

LONGEST = 200
"""Of a longer question only the beginning is noted."""

NAME = "[nom]"
_MASKED = "[nom"
"""How a name begins that was masked, here or before."""
ADDRESS = "[adresse]"
DIGIT = "#"

_ADDRESS = re.compile(r"\S*(?:@|://|www\.|%(?:25)*2F)\S*|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)
_WORD = re.compile(r"\[[^\[\]]+\]|[^\W\d_]+(?:-[^\W\d_]+)*")
_ANNOUNCED = 2
"""So many words behind an announcing one may be a name: first name and surname."""


def blur(text: str, *, known: Callable[[str], bool], announcing: Collection[str]) -> str:
    """Take addresses, digits and names out of a question, and cut it.

    `known` says whether a folded word is one of the field or of the language.
    """
    said = _ADDRESS.sub(ADDRESS, " ".join(text.split())[:LONGEST])
    kept: list[str] = []
    end, close = 0, 0
    for found in _WORD.finditer(said):
        kept += [said[end : found.start()], _seen(found[0], close, known)]
        end = found.end()
        folded = words(found[0])
        if kept[-1].startswith(_MASKED) or (folded and folded[-1] in announcing):
            close = _ANNOUNCED
        else:
            close -= 1
    return re.sub(r"\d", DIGIT, "".join(kept) + said[end:])


def _seen(word: str, close: int, known: Callable[[str], bool]) -> str:
    """The word, or a mask where it may be a name; `close` is above zero behind an announcing word."""
    if word.startswith("[") or all(known(part) or len(part) == 1 for part in words(word)):
        return word
    return NAME if close > 0 or word[0].isupper() else word
