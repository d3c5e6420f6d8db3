"""What tells a name from another word: the lists of the data, folded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from knowledge.ecriture import words


@dataclass(frozen=True, slots=True)
class Noms:
    """What tells a name from another word. All words are folded.

    `known`: a word of the language or of the field. `communs` are first names that are words too, `propres`
    names of things, `sigles` those of things in capitals. A name stands behind an announcing word or a title,
    beside links (`de`, `n’`, unless a negation follows), before a verb (`sujets`); behind one of `indefinis`
    (`un élève`) only with a capital. An unknown word behind one of `logins` is one. `masks` are
    the words, in their brackets, that stand for what was masked before.
    """

    known: Callable[[str], bool]
    prenoms: frozenset[str]
    communs: frozenset[str]
    propres: frozenset[str]
    sigles: frozenset[str]
    announcing: frozenset[str]
    titles: frozenset[str]
    logins: frozenset[str]
    schools: frozenset[str]
    links: frozenset[str]
    negations: frozenset[str]
    indefinis: frozenset[str]
    sujets: frozenset[str]
    masks: frozenset[str]


def folded(*lists: str | Collection[str]) -> frozenset[str]:
    """The folded words of lists as they stand in the data."""
    return frozenset(
        word for each in lists for word in words(each if isinstance(each, str) else " ".join(each))
    )
