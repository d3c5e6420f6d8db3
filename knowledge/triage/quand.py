"""Since when it is, and after what, as a person said it in passing: their own words, cut out."""

from __future__ import annotations

import re

from knowledge.triage.paroles import Paroles

_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"[,.;:!?()\n]+")


def since(text: str, paroles: Paroles) -> str:
    """The words of a text that tell since when or after what; nothing where none do.

    « Depuis lundi » ends with its day, wherever it stands; « depuis qu’on a changé de serveur » with its
    clause.
    """
    told = (_cut(part, paroles) for part in _ENDS.split(text))
    return ", ".join(dict.fromkeys(filter(None, told)))


def _cut(part: str, paroles: Paroles) -> str:
    """The first such words of a clause."""
    spaced, starts, ends = " ", {}, []
    words = list(_WORD.finditer(part))
    for word in words:
        starts[len(spaced)] = word.start()
        spaced += paroles.graphies.word(word[0]) + " "
        ends.append((len(spaced), word.end()))
    said = paroles.since.search(spaced)
    if said is None:
        return ""
    return part[starts[said.start()] : next(stop for end, stop in ends if end >= said.end())]
