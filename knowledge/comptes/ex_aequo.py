"""Ties: people between whom nothing decides, gathered so that each is in one group; the class may decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import Personne

TRUSTED = 0.9
"""The class tells namesakes apart where it is the same in so many of the pairs that are known…"""
KNOWN = 10
"""…and so many of them have one on both sides: one list may still hold last year's classes."""


def gather(ties: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Gather ties (places on each side) that share a person into groups."""
    group_here: dict[int, int] = {}
    group_there: dict[int, int] = {}
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for number, (i, j) in enumerate(ties):
        here, there = group_here.get(i), group_there.get(j)
        kept = here if here is not None else there if there is not None else number
        ours, theirs = groups.setdefault(kept, ([], []))
        if here is not None and there is not None and here != there:
            more_ours, more_theirs = groups.pop(there)
            ours += more_ours
            theirs += more_theirs
            group_here.update(dict.fromkeys(more_ours, kept))
            group_there.update(dict.fromkeys(more_theirs, kept))
        if here is None:
            ours.append(i)
            group_here[i] = kept
        if there is None:
            theirs.append(j)
            group_there[j] = kept
    return list(groups.values())


def classes_agree(pairs: Iterable[tuple[Personne, Personne]]) -> bool:
    """Do the two lists tell the same classes of the people who are in both?"""
    same = [_classe(one) == _classe(other) for one, other in pairs if one.classe and other.classe]
    return len(same) >= KNOWN and sum(same) >= TRUSTED * len(same)


def by_class(ours: Sequence[Personne], theirs: Sequence[Personne]) -> list[tuple[Personne, Personne]]:
    """The namesakes of a tie who are the only ones of their class on both sides."""
    found: dict[tuple[str, str, str], tuple[list[Personne], list[Personne]]] = {}
    for side, people in enumerate((ours, theirs)):
        for person in people:
            key = person.nom_cle, person.prenom_cle, _classe(person)
            found.setdefault(key, ([], []))[side].append(person)
    return [
        (here[0], there[0])
        for (_, _, classe), (here, there) in found.items()
        if classe and len(here) == len(there) == 1
    ]


def _classe(person: Personne) -> str:
    return fold(person.classe).replace(" ", "")
