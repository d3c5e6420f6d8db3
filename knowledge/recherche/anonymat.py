"""Names of persons in what people type, found without a list of all names.

A name is a first name of the list; what stands behind a word that announces a person (`l’élève`, `la maman
de`); a word with a capital that neither the language nor the field knows; and what stands beside one of
these. In doubt it is a name: whoever sends is told which words were masked. The names of things
(`noms.toml`) and of schools, addresses and words of machines stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.recherche.noms import Noms, folded
from knowledge.recherche.phrase import NAMED, Phrase, Word

Span = tuple[int, int]

_NEAR = re.compile(r"[.:]?[^\S\n]*[(«]?[^\S\n]*|['’]|[^\S\n]*:[^\S\n]*")
"""What may stand before a name that was announced: a title has its point, `nom` its colon."""

_JOINS = (".", "_", "-")
"""What joins the parts of a login."""

_LISTED = frozenset({", ", ";", "; ", ",", "\t", "|", " | "})
"""What stands between a surname and a first name in a row of a list."""

_LABELLED = re.compile(r"[^\S\n]*(?:[:,;)/|]|[-–—][^\S\n])")
"""What stands behind whom a line is about: « Dupont : accès refusé »."""

_ITEM, _LINE_END = re.compile(r"(?:^|.*\n)\s*[-–•*]\s*", re.DOTALL), re.compile(r"\s*(?:\n|$)")
"""What stands before and behind one thing of a list that is written one below the other."""

_OF_THINGS = re.compile(
    r"[a-zà-ÿ]+(?:tions?|sions?|ances?|ences?|ites?|és?|ées?|ismes?|ments?|iques?|ables?|ibles?|èmes?)"
)
"""How words end that are rather those of things."""

_ACRONYM = 4
"""Letters of a word in capitals up to which it is rather the name of a thing."""

_FAR = 2
"""Small words that may stand between an announcing word and the name."""


def find(
    noms: Noms, text: str, *, school: str = "", schools: bool = True, shown: Iterable[str] = ()
) -> tuple[Span, ...]:
    """Where names stand, those of one person in one span.

    `school` is the name that the person gave theirs: it stays, and with `schools` what is said to be one.
    `shown` are words that are no names, whatever they look like.
    """
    return _Names(Phrase(noms, text, school, schools=schools, shown=folded(*shown))).spans()


class _Names:
    """The words of a text that are names."""

    def __init__(self, phrase: Phrase) -> None:
        self._in = phrase
        self._names = {rank for rank, word in enumerate(phrase.words) if word.text.startswith(NAMED)}
        self._weak: set[int] = set()

    def spans(self) -> tuple[Span, ...]:
        """Where they stand; what was masked before is left out."""
        self._by_themselves()
        self._announced()
        self._beside()
        spans: list[Span] = []
        for rank in sorted(self._names):
            word = self._in.words[rank]
            if word.kind == "mask":
                continue
            beside = rank - 1 in self._names and self._in.words[rank - 1].kind != "mask"
            if spans and beside and self._in.touches(rank):
                spans[-1] = (spans[-1][0], word.end)
            else:
                spans.append((word.start, word.end))
        return tuple(spans)

    def _by_themselves(self) -> None:
        """First names, and words with a capital that nobody knows, unless a sentence begins with one."""
        here = self._in
        for rank, word in enumerate(here.words):
            if rank in here.kept or word.kind == "mask":
                continue
            if here.is_joined(rank):
                self._names.add(rank)
                continue
            if word.kind != "word" or here.is_camel(rank):
                continue
            capital = here.is_capital(rank)
            sure = capital and (not here.begins(rank) or self._is_told_of(rank))
            if here.is_first(rank):
                if not here.is_common(rank) or sure or (capital and self._is_followed(rank)):
                    self._names.add(rank)
            elif here.is_unknown(rank) and (self._is_double(rank) or (sure and _is_long(word))):
                self._names.add(rank)
                self._weak.add(rank)

    def _is_told_of(self, rank: int) -> bool:
        """Is a word that begins a sentence whom it is about?"""
        return self._is_subject(rank) or self._is_labelled(rank) or self._has_initial(rank)

    def _is_subject(self, rank: int) -> bool:
        """Does a verb follow? Then a word alone before it is a name: a thing would have its article."""
        follows = self._in.words[rank + 1 : rank + 2]
        return bool(follows and follows[0].parts and follows[0].parts[0] in self._in.noms.sujets)

    def _is_labelled(self, rank: int) -> bool:
        """Is it what a line is about (« Dupont : accès refusé »), and no label (« Conclusion : »)?"""
        here, word = self._in, self._in.words[rank]
        listed = _ITEM.fullmatch(here.gap(rank)) and _LINE_END.match(here.text, word.end)
        about = listed or _LABELLED.match(here.text, word.end)
        return about is not None and here.is_unknown(rank) and not _OF_THINGS.fullmatch(word.text.lower())

    def _has_initial(self, rank: int) -> bool:
        """Does an initial stand behind it: « Dupont K. »?"""
        here, behind = self._in, rank + 1
        if behind >= len(here.words) or not here.is_unknown(rank) or here.gap(behind) != " ":
            return False
        word = here.words[behind]
        return len(word.text) == 1 and word.text.isupper() and here.text[word.end : word.end + 1] == "."

    def _is_followed(self, rank: int) -> bool:
        """Does another word with a capital stand behind it?"""
        behind = rank + 1
        if behind == len(self._in.words) or not self._in.touches(behind):
            return False
        return self._in.may_be_name(behind) and self._in.is_capital(behind)

    def _is_double(self, rank: int) -> bool:
        """Two words in one, or behind an initial, that nobody knows: `dupont-durand`, `k.dupont`."""
        parts = self._in.words[rank].parts
        alone = [len(part) > 2 and not self._in.noms.known(part) for part in parts]
        login = rank > 0 and self._in.gap(rank) == "." and len(self._in.words[rank - 1].text) == 1
        return (len(parts) > 1 or login) and all(alone)

    def _announced(self) -> None:
        """What stands behind `monsieur`, `l’élève`, `la maman de`; an unknown word behind `identifiant`."""
        for at, word in enumerate(self._in.words):
            if len(word.parts) != 1 or word.parts[0] not in self._in.announcing | self._in.noms.logins:
                continue
            rank = at + 1
            if word.parts[0] in self._in.noms.logins:
                if self._near(rank):
                    self._names |= self._login(rank)
                continue
            while rank <= at + _FAR and self._near(rank) and self._in.is_link(rank):
                rank += 1
            if self._near(rank) and self._may_be_called(at, rank):
                self._names.add(rank)

    def _login(self, rank: int) -> set[int]:
        """The words of a login that begins here: `kdupont`, `k_dupont`, `k.dupont2`; none of another word."""
        here, behind = self._in, rank + 1
        if len(here.words[rank].text) == 1 and behind < len(here.words) and here.gap(behind) in _JOINS:
            return {rank, behind} if here.is_unknown(behind) or here.is_numbered(behind) else set()
        strange = here.is_unknown(rank) and not here.is_camel(rank)
        return {rank} if strange or here.is_numbered(rank) else set()

    def _near(self, rank: int) -> bool:
        """Is there a word, and no end of a sentence before it?"""
        return rank < len(self._in.words) and _NEAR.fullmatch(self._in.gap(rank)) is not None

    def _may_be_called(self, at: int, rank: int) -> bool:
        announcing, word = self._in.words[at], self._in.words[rank]
        if self._in.is_numbered(rank):
            return True
        if not self._in.may_be_name(rank):
            return False
        capital = word.text[0].isupper()
        sure = announcing.parts[0] in self._in.noms.titles or ":" in self._in.gap(rank)
        before = self._in.words[at - 1].parts if at else ()
        vague = announcing.parts[0].endswith("s") or (before and before[-1] in self._in.noms.indefinis)
        if self._in.is_first(rank) and (capital or not self._in.is_common(rank) or not vague):
            return True
        if self._in.is_unknown(rank):
            return capital or not vague
        # « Nom Identifiant » are titles of columns, « l’élève Petit » is a person.
        return capital and not self._in.loud and (sure or (announcing.text.islower() and not vague))

    def _beside(self) -> None:
        """What belongs to a name found: what follows it, and what stands before a first name."""
        for rank in range(1, len(self._in.words)):
            if rank - 1 in self._names and self._in.gap(rank) in _JOINS and self._in.is_numbered(rank):
                self._names.add(rank)  # a login: « kevin.dupont2 »
            if self._in.touches(rank) and self._goes_on(rank):
                # With the small word between: « Léa de Quelque ».
                self._names |= {rank} if rank - 1 in self._names else {rank - 1, rank}
        for rank in range(len(self._in.words) - 1, 0, -1):
            listed = self._in.is_first(rank) and self._in.is_capital(rank - 1)
            near = self._in.touches(rank) or (listed and self._in.gap(rank) in _LISTED)
            if rank in self._names and near and self._leads(rank - 1):
                self._names.add(rank - 1)

    def _goes_on(self, rank: int) -> bool:
        """Does a word go on with the name before it?"""
        before = rank - 1
        if not self._in.may_be_name(rank):
            return False
        sure = self._in.is_first(rank) or self._in.is_unknown(rank)
        if before not in self._names:
            linked = before - 1 in self._names and self._in.is_link(before) and self._in.touches(before)
            return linked and not self._is_denied(rank) and (self._in.is_capital(rank) or sure)
        capital = self._in.is_capital(rank) and len(self._in.words[rank].text) > 1
        return sure or (capital and before not in self._weak)

    def _is_denied(self, rank: int) -> bool:
        """Does a negation follow? Then it is a verb: « n’imprime plus »."""
        follows = self._in.words[rank + 1 : rank + 2]
        return bool(follows) and not self._in.noms.negations.isdisjoint(follows[0].parts)

    def _leads(self, rank: int) -> bool:
        """Is a word a surname before the name behind it (`DUPONT Kévin`), or its `N’`?"""
        word, to_first = self._in.words[rank], self._in.is_first(rank + 1)
        initial = len(word.text) == 1 and word.text.isupper() and word.parts[0] not in self._in.noms.titles
        if initial and self._in.gap(rank + 1) in {"’", "'", ".", ". "}:
            return True
        if rank in self._names or not self._in.may_be_name(rank):
            return False
        if self._in.is_unknown(rank) or self._in.is_first(rank):
            return to_first or self._in.is_capital(rank)
        return to_first and word.text.isupper() and len(word.text) > 2 and not self._in.loud


def _is_long(word: Word) -> bool:
    """Too long for the name of a thing in capitals?"""
    return not word.text.isupper() or len(word.text) > _ACRONYM


LONGEST = 200
"""Of a longer question only the beginning is noted."""

ADDRESS = "[adresse]"
DIGIT = "#"

_ADDRESS = re.compile(r"\S*(?:@|://|www\.|%(?:25)*2F)\S*|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)


def blur(text: str) -> str:
    """Take addresses and digits out of a question whose names are masked, and cut it."""
    return re.sub(r"\d", DIGIT, _ADDRESS.sub(ADDRESS, " ".join(text.split())[:LONGEST]))
