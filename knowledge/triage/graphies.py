"""How words are written on a phone: shortened, as they are heard, with a letter too few; and those meant.

    [paroles.abreges]           a word alone, and what it is short for
    [[paroles.tournures]]
    dit = "plus"                what is meant
    pour = ["pu"]               where this is written
    sauf_apres = ["a", "ai"]    but not behind these words; `apres`: behind these alone
    avant = ["marche*"]         before these alone

A word that no expression has is read as the one that sounds alike (`peuve` as `peuvent`) or differs by one
letter, where only one does. The words of `justes` are right as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.ecriture import fold

_GLUED = re.compile(r"\b([jJ])(?=[bcdfgklmnpqrstv])")
"""« Jvais »: no French word begins with a J and such a letter."""

_TOKENS = re.compile(r"[^\W_]+|(?<!\S)\+(?!\S)")
_LETTERS = re.compile(r"[a-z]+")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)(?=[aeiouyh]\w{3})")
_MUTE = re.compile(r"(?:e?nt|e[rsz]?|[stx])$")
_NONE = re.compile(r"(?!)")
_DOUBLED = re.compile(r"(.)\1+")
_HARD = re.compile(r"qu?|k")

_SHORTEST, _HEARD = 5, 4
"""Letters of a word from which one may be wrong, and of what is heard of one."""


@dataclass(frozen=True, eq=False)
class Graphies:
    """What is written for what, and the words of the expressions: `ordered` are those long enough for an
    error, `stems` the beginnings that any end may follow, `heard` and `begun` both of them by their sound.
    """

    short: Mapping[str, str] = field(default_factory=dict)
    turns: Sequence[tuple[re.Pattern[str], str]] = ()
    known: frozenset[str] = frozenset()
    ordered: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    heard: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)

    def whole(self, text: str) -> str:
        """A text with the words that were meant, folded; its signs stay where they are."""
        said = fold(_TOKENS.sub(self._long, _GLUED.sub(r"\1 ", text)))
        for written, meant in self.turns:
            said = written.sub(meant, said)
        return _LETTERS.sub(lambda word: self._meant(word[0]), said)

    def word(self, word: str) -> str:
        """One word alone, as `whole` reads it: it may be several then."""
        return self._meant(fold(self.short.get(word.casefold(), word)))

    def _long(self, word: re.Match[str]) -> str:
        return self.short.get(word[0].casefold(), word[0])

    def _meant(self, word: str) -> str:
        if len(word) < _HEARD or self._is_known(word):
            return word
        elided = _ELIDED.match(word)
        if elided and (rest := self._exactly(word[elided.end() :])):
            return f"{elided[0]} {rest}"
        alike = self._alike(_sound(word))
        if alike or len(word) < _SHORTEST:
            return alike or word
        from rapidfuzz import process  # noqa: PLC0415 - which few commands need
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        near = process.extract(word, self.ordered, scorer=OSA.distance, score_cutoff=1, limit=2)
        found = near[0][0] if len(near) == 1 else word
        return found if found[0] == word[0] else word

    def _exactly(self, word: str) -> str:
        return word if self._is_known(word) else self._alike(_sound(word))

    def _alike(self, sound: str) -> str:
        """The word that sounds so, or else the beginning of words that sounds like the beginning."""
        begun = (self.begun.get(sound[:end], "") for end in range(len(sound), _HEARD - 1, -1))
        return self.heard.get(sound, "") or next(filter(None, begun), "")

    def _is_known(self, word: str) -> bool:
        return word in self.known or word.startswith(self.stems)


def read_graphies(table: Mapping[str, Any], expressions: Iterable[str]) -> Graphies:
    """Read the tables of `[paroles]`, and the words of all that is looked for in texts."""
    bare = Graphies(table.get("abreges", {}), tuple(_turns(table.get("tournures", ()))))
    return knowing(bare, (*expressions, *table.get("justes", ())), justes=frozenset(table.get("justes", ())))


def knowing(graphies: Graphies, expressions: Iterable[str], *, justes: Collection[str] = ()) -> Graphies:
    """The same with the words of more expressions; `justes` are right, and never what another word means."""
    words = {way for said in expressions for token in said.split() for way in token.split("/")}
    whole = {word for word in words if word.isascii() and word.isalpha()}
    meant = whole - {*justes, *graphies.known}
    stems = {word.rstrip("*") for word in words if word.endswith("*")}
    return replace(
        graphies,
        known=graphies.known | whole,
        ordered=(*graphies.ordered, *sorted(word for word in meant if len(word) >= _SHORTEST)),
        stems=(*graphies.stems, *sorted(stems)),
        heard={**_by_sound(meant, mute=_MUTE), **graphies.heard},
        begun={**_by_sound(stems, mute=_NONE), **graphies.begun},
    )


def _turns(tables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[re.Pattern[str], str]]:
    for table in tables:
        written = _any(table["pour"])
        after = rf"(?=\W+{_any(table['avant'])})" if "avant" in table else ""
        yield re.compile(_behind(table) + written + after), table["dit"]


def _behind(table: Mapping[str, Any]) -> str:
    """What has to stand before, or must not: words of any length, so each for itself."""
    if "apres" in table:
        return "(?:" + "|".join(rf"(?<=\b{word} )" for word in table["apres"]) + ")"
    return "".join(rf"(?<!\b{word} )" for word in table.get("sauf_apres", ()))


def _any(words: Iterable[str]) -> str:
    ways = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return rf"\b(?:{'|'.join(ways)})\b"


def _by_sound(words: Iterable[str], *, mute: re.Pattern[str]) -> dict[str, str]:
    """The shortest word of each sound."""
    heard: dict[str, str] = {}
    for word in sorted(words, key=lambda word: (len(word), word)):
        if len(sound := _sound(word, mute)) >= _HEARD:
            heard.setdefault(sound, word)
    return heard


def _sound(word: str, mute: re.Pattern[str] = _MUTE) -> str:
    """What is heard of a word: neither its mute end nor doubled letters."""
    return mute.sub("", _HARD.sub("c", _DOUBLED.sub(r"\1", word)))
