"""The words of a text, and what each can be: a first name, a word that nobody knows, the name of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.ecriture import words
from knowledge.recherche.accoles import is_joined
from knowledge.recherche.noms import Noms

NAMED = "[nom"
"""How a name begins that was masked before."""

# A run of signs is tried from its beginning only: from each of its signs, time would grow by its square.
_KINDS = (
    r"|(?P<machine>(?<!\w)\w++://\S+|/\w+|(?<![\w-])[\w-]*\d[\w-]*|(?<!\w)\w++(?=\(\))"
    r"|(?<![\w-])(?<![\w-]\.)[\w-]++(?:\.[\w-]++)*\.(?:fr|net|com|org|eu|html?|xml|csv|json|js|exe|pdf|php|tv)\b(?:/\S*)?)"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)"
)
_BESIDE = re.compile(r"[^\S\n]+|[-._’']|\.[^\S\n]")
"""What may stand between two words of one name."""

_ENDS = re.compile(r"[.!?…:;«»“”\"\n•|]")
_CAMEL = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]")

_LOUD, _LOUD_WORDS = 0.7, 3
"""Where so many of the letters are capitals, in so many words, a capital says nothing."""

_NUMBERED = 4
"""Letters before a number from which they may be a name."""

_WITHIN = re.compile(r"[\s\"«’'-]*")
"""What may stand between the words of a school’s name."""

_SCHOOL = 2
"""Words of a school’s name; one more behind each small word (`Pierre et Marie Curie`)."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands, and its folded parts; `kind` is `word`, `mask`, or `machine` (an address…)."""

    start: int
    end: int
    text: str
    parts: tuple[str, ...]
    kind: str


class Phrase:
    """A text, its words, and those that stay: the names of things, and of schools.

    `school` is the name that the person gave theirs; with `schools` what is said to be one stays as well.
    `shown` are words that the person wants to stay, folded.
    """

    def __init__(
        self, noms: Noms, text: str, school: str, *, schools: bool, shown: frozenset[str] = frozenset()
    ) -> None:
        self.noms, self.text = noms, text
        self.words = [
            Word(found.start(), found.end(), found[0], words(found[0]), str(found.lastgroup))
            for found in _token(noms.masks).finditer(text)
        ]
        letters = [sign for sign in text if sign.isalpha()]
        self.loud = len(self.words) >= _LOUD_WORDS and sum(map(str.isupper, letters)) > _LOUD * len(letters)
        self.announcing = noms.announcing if schools else noms.announcing | noms.schools
        self.kept = self._things() | set(self._given(words(school)))
        self.kept |= {rank for rank, word in enumerate(self.words) if shown.issuperset(word.parts)}
        if schools:
            self.kept |= {rank for found in self._schools() for rank in found}

    def _things(self) -> set[int]:
        """What is no name, wherever it stands."""
        noms = self.noms
        return {
            rank
            for rank, word in enumerate(self.words)
            if (word.kind == "machine" and not self.is_joined(rank))
            or not word.parts
            or all(part in noms.propres for part in word.parts)
            or (
                word.text.isupper()
                and set(word.parts) <= noms.sigles - (noms.prenoms if self.loud else set())
            )
        }

    def _given(self, school: Sequence[str]) -> Iterator[int]:
        """The words of the school’s own name, where it stands whole; one alone behind `collège` or `de`."""
        name = [part for part in school if part not in self.noms.schools]
        said = [(part, rank) for rank, word in enumerate(self.words) for part in word.parts]
        for at in range(len(said) - len(name) + 1) if name else ():
            before = said[at - 1][0] if at else ""
            placed = len(name) > 1 or before in self.noms.schools or before in self.noms.links
            if placed and [part for part, _ in said[at : at + len(name)]] == name:
                yield from (rank for _, rank in said[at : at + len(name)])

    def _schools(self) -> Iterator[list[int]]:
        """What is said to be a school’s name: `collège Jean Moulin`, `Saint-Joseph`; no first name alone."""
        for at, word in enumerate(self.words):
            if not word.parts or word.parts[0] not in self.noms.schools or self._is_surname(at):
                continue
            found = [at] if len(word.parts) > 1 else []
            room, rank = 0 if found else _SCHOOL, at + 1
            while rank < len(self.words) and _WITHIN.fullmatch(self.gap(rank)):
                if self.is_link(rank):
                    room += bool(found)
                elif room and (self.is_capital(rank) or self.is_first(rank) or self.is_unknown(rank)):
                    found.append(rank)
                    room -= 1
                else:
                    break
                rank += 1
            if len(found) > 1 or not any(self.is_first(each) and not self.is_common(each) for each in found):
                yield found

    def _is_surname(self, rank: int) -> bool:
        """Does a first name or a title stand beside it (`Zoé Saint-Ponce`, `Mme Saint-Ponce`)?"""
        if rank and not self.noms.announcing.isdisjoint(self.words[rank - 1].parts):
            return True
        if rank and self.is_first(rank - 1) and self.touches(rank):
            return True
        behind = rank + 1
        first = behind < len(self.words) and self.is_first(behind) and self.touches(behind)
        return first and "-" in self.words[rank].text

    def gap(self, rank: int) -> str:
        """What stands before a word, back to the one before."""
        return self.text[self.words[rank - 1].end if rank else 0 : self.words[rank].start]

    def touches(self, rank: int) -> bool:
        """Does a word stand right behind the one before?"""
        return rank > 0 and _BESIDE.fullmatch(self.gap(rank)) is not None and not self.begins(rank)

    def begins(self, rank: int) -> bool:
        """Does a word begin a sentence, or a part of one?"""
        if rank == 0:
            return True
        gap = self.gap(rank)
        initial = gap.startswith(".") and len(self.words[rank - 1].text) == 1
        return _ENDS.search(gap) is not None and gap != "." and not initial

    def is_link(self, rank: int) -> bool:
        """Is it a small word, as stands inside names?"""
        parts = self.words[rank].parts
        small = self.loud or self.words[rank].text.islower()
        return small and len(parts) == 1 and parts[0] in self.noms.links

    def is_capital(self, rank: int) -> bool:
        """Has it a capital that says something?"""
        return self.words[rank].text[0].isupper() and not self.loud

    def is_first(self, rank: int) -> bool:
        """Is it a first name?"""
        word = self.words[rank]
        return (
            word.kind == "word" and bool(word.parts) and all(part in self.noms.prenoms for part in word.parts)
        )

    def is_camel(self, rank: int) -> bool:
        """Has it a capital inside, as a thing has (`iPad`), or a name that was announced (`LeBlanc`)?"""
        return _CAMEL.search(self.words[rank].text.removeprefix("Mc")) is not None

    def is_joined(self, rank: int) -> bool:
        """Is a first name stuck to something in it: `KévinDupont`, `Kévin2011`?"""
        return is_joined(self.noms, self.words[rank].text)

    def is_numbered(self, rank: int) -> bool:
        """Is it a word that nobody knows with a number behind it, as a login has: `Dupont2`?"""
        text = self.words[rank].text
        bare = text.rstrip("0123456789")
        if bare == text or any(map(str.isdigit, bare)):
            return False
        return any(len(part) >= _NUMBERED and not self.noms.known(part) for part in words(bare))

    def is_common(self, rank: int) -> bool:
        """Is that first name an ordinary word as well?"""
        return all(part in self.noms.communs for part in self.words[rank].parts)

    def may_be_name(self, rank: int) -> bool:
        """Is it a word, and neither the name of a thing or a school nor one that announces?"""
        word = self.words[rank]
        announces = len(word.parts) == 1 and word.parts[0] in self.announcing
        return rank not in self.kept and word.kind == "word" and not announces

    def is_unknown(self, rank: int) -> bool:
        """Is it a word neither of the language nor of the field?"""
        word = self.words[rank]
        known = (self.noms.known(part) or len(part) == 1 for part in word.parts)
        return word.kind == "word" and not all(known)


@lru_cache(maxsize=4)
def _token(masks: frozenset[str]) -> re.Pattern[str]:
    """The pattern of a word; what stands in brackets is a mask only where it is one of `masks`."""
    return re.compile(f"(?P<mask>{'|'.join(map(re.escape, sorted(masks)))}){_KINDS}")
