"""Ties: people between whom nothing decides, gathered so that each stands in one group."""

from __future__ import annotations

from collections.abc import Iterable


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
