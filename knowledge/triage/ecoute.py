"""Free words that tell of a breakdown: what they say for certain, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.ecriture import words
from knowledge.triage.enquete import Savoir
from knowledge.triage.messages import recognise

LONGEST = 500
"""Of a longer text only the beginning is read."""


def hear(text: str, savoir: Savoir) -> dict[str, str] | None:
    """What a text says, by dimension (`message` is an id); None where it tells of no breakdown.

    « une personne n’arrive pas » holds « personne n’arrive », and says the contrary: the longer
    words win, and where two answers are said neither is certain.
    """
    said = f" {' '.join(words(text[:LONGEST]))} "
    known = {
        dimension: found[0]
        for dimension, answers in savoir.regles.dits.items()
        if len(found := _answers(said, answers)) == 1
    }
    seen = recognise(text, savoir.messages)
    if len(seen) == 1:
        known["message"] = seen[0].message.id
    breaks = any(f" {each} " in said for each in savoir.regles.panne)
    return known if breaks or "message" in known or "qui" in known else None


def _answers(said: str, answers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The answers whose words stand in the text, but inside the longer words of another."""
    spans = [
        (start, start + len(phrase), answer)
        for answer, phrases in answers.items()
        for phrase in phrases
        for start in _places(said, f" {phrase} ")
    ]
    outer = [
        span
        for span in spans
        if not any(
            other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0]
            for other in spans
        )
    ]
    return sorted({answer for _, _, answer in outer})


def _places(said: str, phrase: str) -> Iterator[int]:
    start = said.find(phrase)
    while start >= 0:
        yield start
        start = said.find(phrase, start + 1)
