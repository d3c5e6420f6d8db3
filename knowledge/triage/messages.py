"""Error messages: what `messages.toml` knows of them, and which one a pasted text shows.

A paste is seldom the whole message and seldom only it: a name or a ticket stands inside, a letter is
wrong, the beginning is missing. So a message is recognised by the run of its words that the text holds
in their order, each word weighing what it tells (`pas` is in half of them, `provisoirement` in one).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from knowledge.ecriture import undress, words

Who = Literal["etablissement", "itslearning", "index-education"]
Certainty = Literal["sure", "probable"]
Where = Literal["espaces", "application", "client", "console", "cas", "ent", "import"]

LONGEST = 2_000
"""Of a longer paste only the beginning is read."""

_WHOLE = 0.9
"""This share of a message, in order, is the message."""

_FRAGMENT = 0.9
"""A text of which this share is part of one message is a piece of it."""

_PIECE = 0.8
"""A piece of a message is less sure than the whole."""

_FEWEST = 4
"""A piece of fewer words could be anybody's."""

_SHORT = 3
"""A message of so few words has to be most of the text."""

_TIED = 0.02
"""Two messages whose shares differ by less are both offered, unless one tells much more of the text."""

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
"""An address in a paste is no word of a message; its parts would drown a short one."""

_LINE = re.compile(r"[\n\r\"«»“”>|(){}\[\]]+|:\s")
"""What sets a message apart from what stands before and behind it: lines, quotes, brackets, a colon."""

_LINES = 20
"""So many lines of a paste are read one by one."""

_SEEN_AS = (str.maketrans("015", "ols"), str.maketrans("015", "ois"))
"""Letters that a machine reads off a photo as digits."""

_FUZZY_LENGTH = 5
_FUZZY = 0.82
"""A word of five letters or more may be mistyped by as much."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message or symptom. `litteral` is what stands on screen, empty where nothing is displayed."""

    id: str
    titre: str
    litteral: str
    variantes: tuple[str, ...]
    dit: tuple[str, ...]
    ou: Where
    cause: str
    certitude: Certainty
    faire: str
    qui: Who
    cites: tuple[str, ...]
    source: str
    reference: str
    texte: str

    @property
    def phrases(self) -> tuple[str, ...]:
        """Everything it is found by: what stands on screen and what people say."""
        return (*(said for said in (self.litteral, *self.variantes) if said), *self.dit)


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages, with the words of what stands on screen and what each word tells."""

    all: tuple[Message, ...]
    shown: tuple[tuple[int, tuple[str, ...]], ...]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A message that a text shows, and how much of it was seen, 0 to 1."""

    message: Message
    score: float


def read_messages(text: str) -> Messages:
    """Read `messages.toml`."""
    data = tomllib.loads(text)
    labels: dict[str, str] = data["libelles"]
    messages = tuple(_message(name, entry, labels) for name, entry in data["messages"].items())
    shown = tuple(
        (rank, words(literal))
        for rank, message in enumerate(messages)
        for literal in (message.litteral, *message.variantes)
        if literal
    )
    owners: Counter[str] = Counter()
    for rank in range(len(messages)):
        owners.update({word for owner, literal in shown if owner == rank for word in literal})
    weights = {word: math.log(1 + len(messages) / count) for word, count in owners.items()}
    return Messages(messages, shown, weights)


def recognise(text: str, messages: Messages) -> tuple[Recognised, ...]:
    """The messages that a text shows, best first; more than one where the text could be a piece of several.

    Each line is read too, for a message may be one line among others that are not. Empty where the text
    only speaks of such things: that is for the search.
    """
    bare = _ADDRESS.sub(" ", undress(text[:LONGEST]))
    found = list(_recognise(bare, messages))
    lines = [line for line in _LINE.split(bare) if line.strip()]
    for line in lines[:_LINES] if len(lines) > 1 else ():
        found += (each for each in _recognise(line, messages) if each.score >= _WHOLE)
    best = {each.message.id: each for each in sorted(found, key=lambda each: each.score)}
    return tuple(sorted(best.values(), key=lambda each: -each.score))


def _recognise(text: str, messages: Messages) -> Iterator[Recognised]:
    said = _read_words(words(text), messages.weights)
    if not said:
        return
    best: dict[int, tuple[float, float]] = {}
    present = set(said)
    for owner, literal in messages.shown:
        seen = _seen(said, present, literal, messages.weights)
        if seen[0]:
            best[owner] = max(best.get(owner, (0.0, 0.0)), seen)
    # A short message can stand whole inside the piece of a longer one: then the longer one was pasted.
    piece = max((told for score, told in best.values() if score <= _PIECE), default=0.0)
    told_enough = [scored for scored in best.items() if scored[1][1] >= piece * (1 - 5 * _TIED)]
    ordered = sorted(told_enough, key=lambda scored: (-scored[1][0], -scored[1][1], scored[0]))
    top, most = ordered[0][1] if ordered else (0.0, 0.0)
    for owner, (score, told) in ordered:
        if score >= top - _TIED and told >= most * (1 - 5 * _TIED):
            yield Recognised(messages.all[owner], min(score, 1.0))


def _message(name: str, data: dict[str, str | list[str]], labels: dict[str, str]) -> Message:
    def one(key: str) -> str:
        return str(data[key]).strip()

    cause = labels[one("certitude")].format(cause=one("cause"))
    return Message(
        id=name,
        titre=one("titre"),
        litteral=one("litteral"),
        variantes=tuple(data["variantes"]),
        dit=tuple(data["phrases"]),
        ou=one("ou"),  # type: ignore[arg-type]  # the test of the data holds it to the three vocabularies
        cause=one("cause"),
        certitude=one("certitude"),  # type: ignore[arg-type]
        faire=one("faire"),
        qui=one("qui"),  # type: ignore[arg-type]
        cites=tuple(data["cites"]),
        source=one("source"),
        reference=one("reference"),
        texte="\n\n".join((cause, labels["faire"], one("faire"), labels[one("qui")])),
    )


def _read_words(said: Sequence[str], weights: dict[str, float]) -> list[str]:
    """Each word as the messages write it, if it is one of theirs but for a typing error."""
    return [word if word in weights else _nearest(word, weights) for word in said]


def _nearest(word: str, weights: dict[str, float]) -> str:
    if word.isdigit():
        return word
    if not word.isalpha():
        seen = [word.translate(table) for table in _SEEN_AS]
        word = next((each for each in seen if each in weights), seen[0])
    if len(word) < _FUZZY_LENGTH or word in weights:
        return word
    near = [
        (matcher.ratio(), known)
        for known in weights
        if abs(len(known) - len(word)) <= 2 and known[0] == word[0] and len(known) >= _FUZZY_LENGTH
        if (matcher := SequenceMatcher(None, word, known, autojunk=False)).quick_ratio() >= _FUZZY
    ]
    ratio, known = max(near, default=(0.0, word))
    return known if ratio >= _FUZZY else word


def _seen(
    said: list[str], present: set[str], literal: tuple[str, ...], weights: dict[str, float]
) -> tuple[float, float]:
    """How much of the message the text holds, 0 to 1, and what its words tell; zeros where too little."""
    whole = sum(weights[word] for word in literal)
    if sum(weights[word] for word in literal if word in present) < whole * 0.3:
        return 0.0, 0.0
    kept, first, last = _in_order(said, literal)
    told = sum(weights[word] for word in kept)
    share = told / whole
    if len(literal) <= _SHORT:
        of_text = len(kept) / len(said)
        rare = min(weights[word] for word in literal) > math.log(1 + len(weights) / 12)
        together = share > 0.99 and last - first <= len(literal)
        return (share, told) if together and (of_text >= 0.5 or rare) else (0.0, 0.0)
    if share >= _WHOLE and last - first < 2 * len(literal) + 6:
        return share, told
    spread = sum(weights.get(word, 1.0) for word in said)
    if told >= _FRAGMENT * spread and len(kept) >= _FEWEST:
        return _PIECE * told / spread, told
    return 0.0, 0.0


def _in_order(said: list[str], literal: tuple[str, ...]) -> tuple[list[str], int, int]:
    """The longest run of the literal's words that the text holds in order, where it begins and ends."""
    blocks = SequenceMatcher(None, said, literal, autojunk=False).get_matching_blocks()[:-1]
    kept = [word for block in blocks for word in said[block.a : block.a + block.size]]
    if not blocks:
        return [], 0, 0
    return kept, blocks[0].a, blocks[-1].a + blocks[-1].size
