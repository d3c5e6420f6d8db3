"""The words of the field: short forms written out, expressions of one concept, words that say nothing.

Read from `synonymes.toml`. A text becomes terms: a concept (`=rne`) or a Snowball stem, each with a
weight. The words behind a concept stay, lighter, so that of two entries about one concept the one in
the person's own words wins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

from knowledge.ecriture import words

_BEHIND = 0.35
"""What the words behind a concept still weigh."""


_NUMBER = 0.4
"""What a small number weighs against a word: how many there are is seldom what is asked; 503 is."""

_COUNTING = 2
"""A shorter number says nothing at all."""

_NAMING = 3
"""A number of so many digits can name something: an error, a year."""

_GLUED = re.compile(r"\b([cdjlmnst]|qu)(?=[A-ZÀÂÉÈÊ])")
"""An elision whose apostrophe is missing, before a capital: `lENT`."""

_STEMMED = 4
"""A shorter word has no ending worth taking off."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing said: `key` is `=concept` or a stem, `word` was written; behind a concept `head` is false."""

    key: str
    word: str
    weight: float = 1.0
    head: bool = True


@dataclass(frozen=True, slots=True)
class Lexique:
    """Words of the field.

    `expressions` are found letter for letter, `inflected` by their stems where no letter for letter one is:
    `identifiant` and `identifier` share a stem and mean two things.
    `usual` are ordinary words and `ordinary` their stems, `core` terms that every question of the field may
    hold; `announcing` are words that a person's name stands behind, `schools` those that a school's does,
    `troubles` those that tell of something that does
    not work. `longest` is the length of the longest
    expression that a stem begins; `stems` remembers those of the guide's words, and never a person's.
    """

    abbreviations: dict[str, tuple[str, ...]]
    expressions: dict[tuple[str, ...], str]
    inflected: dict[tuple[str, ...], str]
    empty: frozenset[str]
    usual: frozenset[str]
    ordinary: frozenset[str]
    core: frozenset[str]
    announcing: frozenset[str]
    schools: frozenset[str]
    troubles: frozenset[str]
    longest: dict[str, int] = field(default_factory=dict, repr=False)
    stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def stem(self, word: str) -> str:
        """The Snowball stem of a folded word, without the `e` that lost its accent (publié, publiée)."""
        return self.stems.get(word) or (word if word in self.empty else _stem(word))

    def spell_out(self, text: str) -> Iterator[str]:
        """The words of a text, short forms and phone spellings written out."""
        for word in words(_GLUED.sub(r"\1'", text)):
            yield from self.abbreviations.get(word, (word,))

    def terms(self, text: str, *, correct: Callable[[str], tuple[str, float]] | None = None) -> list[Term]:
        """What a text says. `correct` gives the word meant and how surely, for a word nobody knows."""
        return self.read(list(self.spell_out(text)), correct=correct)

    def read(
        self, said: Sequence[str], *, correct: Callable[[str], tuple[str, float]] | None = None
    ) -> list[Term]:
        """What words that are spelled out already say. Without `correct` they are the guide's own."""
        if correct is None:
            stemmed = self.stems
            for word in said:
                if word not in stemmed:
                    stemmed[word] = self.stem(word)
            means, sures = list(said), [1.0] * len(said)
            stems = [stemmed[word] for word in said]
        else:
            meant = [correct(word) for word in said]
            means, sures = [word for word, _ in meant], [sure for _, sure in meant]
            stems = [self.stem(word) for word in means]
        terms: list[Term] = []
        at = 0
        while at < len(said):
            concept, length = self._expression(means, stems, at) if stems[at] in self.longest else ("", 1)
            behind = _BEHIND if concept else 1.0
            for place in range(at, at + length):
                word = means[place]
                if word in self.empty:
                    continue
                sure = sures[place]
                if word.isdigit():
                    if len(word) < _COUNTING:
                        continue
                    sure *= _NUMBER if is_small(word) else 1.0
                terms.append(Term(stems[place], said[place], sure * behind, not concept))
            if concept:
                terms.append(Term(concept, said[at], min(sures[at : at + length])))
            at += length
        return terms

    def tells(self, term: Term) -> bool:
        """Does a word that stands nowhere in the guide tell anything? Not an ordinary one, not a number."""
        return term.head and term.key not in self.ordinary and not term.word.isdigit()

    def complains(self, text: str) -> bool:
        """Does a text tell of something that does not work?"""
        return not self.troubles.isdisjoint(self.spell_out(text))

    def known(self) -> frozenset[str]:
        """Every word of the lexicon, so that no typing error is read into one."""
        short = {word for spelled in self.abbreviations.values() for word in spelled}
        expressed = {word for expression in self.expressions for word in expression}
        return (
            self.empty
            | self.usual
            | self.announcing
            | self.schools
            | short
            | expressed
            | frozenset(self.abbreviations)
        )

    def _expression(self, words: list[str], stems: list[str], at: int) -> tuple[str, int]:
        for end in range(min(at + self.longest[stems[at]], len(stems)), at, -1):
            concept = self.expressions.get(tuple(words[at:end])) or self.inflected.get(tuple(stems[at:end]))
            if concept:
                return "=" + concept, end - at
        return "", 1


def read(text: str) -> Lexique:
    """Read `synonymes.toml`."""
    data = tomllib.loads(text)
    usual = frozenset(words(data["courants"]))
    lexique = Lexique(
        abbreviations={short: words(long) for short, long in data["abreviations"].items()},
        expressions={},
        inflected={},
        empty=frozenset(words(data["vides"])),
        usual=usual,
        ordinary=frozenset(_stem(word) for word in usual),
        announcing=frozenset(words(data["annoncent"])),
        schools=frozenset(words(data["ecoles"])),
        troubles=frozenset(words(data["ennuis"])),
        core=frozenset(key for name in data["coeur"] for key in (name, "=" + name)),
    )
    for concept, expressions in data["concepts"].items():
        for expression in expressions:
            said = words(expression)
            stems = tuple(lexique.stem(word) for word in said)
            lexique.expressions.setdefault(said, concept)
            lexique.inflected.setdefault(stems, concept)
            lexique.longest[stems[0]] = max(len(stems), lexique.longest.get(stems[0], 0))
    return lexique


def is_small(word: str) -> bool:
    """Is a word a number of one or two digits, which counts things but names none?"""
    return len(word) < _NAMING and word.isdigit()


_french = snowballstemmer.stemmer("french")


def _stem(word: str) -> str:
    if len(word) < _STEMMED:
        return word
    stem: str = _french.stemWord(word)
    return stem.rstrip("e") or stem
