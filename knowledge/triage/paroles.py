"""What people say of a breakdown, clause by clause: who fails, who gets on, where it stops.

« Les profs oui mais pas les parents » has two clauses of opposite sense; « tout le monde y arrive sauf les
élèves » turns the sense of the clause before. The words stand in `[paroles]` of `triage.toml`, folded. Of
one word, `a/b` are alternatives and `connect*` its endings; `…` stands for up to four words, `$` for the
end of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from knowledge.ecriture import words
from knowledge.triage.graphies import Graphies, read_graphies

EVERYBODY = "tous"
"""The group that stands for all of them."""

ELSEWHERE = "ailleurs"
"""The place that is no answer: what fails there too is not in one place alone."""

_SIGNS = re.compile(r"[,.;:!?()\n]+")
_GAP, _END = "…", "$"
NEVER = re.compile(r"(?!)")
"""What no words ever are."""


@dataclass(frozen=True, eq=False)
class Paroles:
    """The words, compiled: `cuts` part clauses, `but` begins one that turns the sense of the one before.

    `troubles` and `successes` give a clause its sense, `smooth` is no trouble though it names one; `about`
    is said of connections, `asks` makes a question, `presents` says who one is,
    `someone` is one person, `since` tells since when, `days` by a day alone; `graphies`
    are the ways to write them; `groups` and `places` are those that a clause can speak of.
    """

    cuts: re.Pattern[str] = NEVER
    but: re.Pattern[str] = NEVER
    troubles: re.Pattern[str] = NEVER
    successes: re.Pattern[str] = NEVER
    smooth: re.Pattern[str] = NEVER
    about: re.Pattern[str] = NEVER
    asks: re.Pattern[str] = NEVER
    presents: re.Pattern[str] = NEVER
    someone: re.Pattern[str] = NEVER
    days: re.Pattern[str] = NEVER
    since: re.Pattern[str] = NEVER
    graphies: Graphies = field(default_factory=Graphies)
    groups: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    places: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dit:
    """Which groups and places are said to fail; does anything fail, and does anything else get on?"""

    groups: frozenset[str]
    places: frozenset[str]
    fails: bool
    contrast: bool


def read_paroles(table: Mapping[str, Any], others: Iterable[str] = ()) -> Paroles:
    """Read `[paroles]` of triage.toml; `others` are the expressions that stand beside it."""
    return Paroles(
        cuts=expression(table.get("coupures", ())),
        but=expression(table.get("sauf", ())),
        troubles=expression(table.get("ennuis", ())),
        successes=expression(table.get("reussites", ())),
        smooth=expression(table.get("sans_ennui", ())),
        about=expression(table.get("connexion", ())),
        asks=expression(table.get("demandes", ())),
        presents=expression(table.get("presentations", ())),
        someone=expression(table.get("quelqu_un", ())),
        days=expression(table.get("jours", ())),
        since=expression((*table.get("jours", ()), *table.get("evenements", ()))),
        graphies=read_graphies(table, (*_expressions(table), *others)),
        groups={id: expression(said) for id, said in table.get("groupes", {}).items()},
        places={id: expression(said) for id, said in table.get("lieux", {}).items()},
    )


def _expressions(table: Mapping[str, Any]) -> Iterator[str]:
    """All that is looked for in texts, wherever it stands in the table."""
    for name, said in table.items():
        if isinstance(said, Mapping) and name != "abreges":
            yield from _expressions(said)
        elif isinstance(said, list) and name not in {"tournures", "justes"}:
            yield from said


def spaced(text: str) -> str:
    """The words of a text, each between spaces, as expressions are looked for in it."""
    return f" {' '.join(words(text))} "


@lru_cache(maxsize=64)
def whole(text: str, paroles: Paroles) -> str:
    """The same, folded, with those words whole that are written otherwise on a phone."""
    return paroles.graphies.whole(text)


def expression(said: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all of these, to be looked for in words that stand between spaces."""
    return re.compile(r"(?<= )(?:" + "|".join(map(_sequence, said)) + ")") if said else NEVER


def _sequence(said: str) -> str:
    return "".join(map(_token, said.split()))


def _token(token: str) -> str:
    if token == _GAP:
        return r"(?:\S+ ){0,4}"
    if token == _END:
        return "$"
    ways = (re.escape(way.rstrip("*")) + (r"\w*" if way.endswith("*") else "") for way in token.split("/"))
    return f"(?:{'|'.join(ways)}) "


def listen(text: str, paroles: Paroles, *, answering: bool = False) -> Dit:
    """Which groups and places fail, in the clauses of a text; in an answer those without a sense too."""
    named: dict[bool, tuple[set[str], set[str]]] = {}
    for clause, failing in _clauses(text, paroles, answering=answering):
        groups, places = named.setdefault(failing, (set(), set()))
        # « Le 3 septembre » begins like « le professeur »: a day names nobody.
        groups.update(_named(paroles.days.sub("", clause), paroles.groups))
        places.update(_named(clause, paroles.places))
    nobody: tuple[set[str], set[str]] = (set(), set())
    fails, works = named.get(True, nobody), named.get(False, nobody)
    places = fails[1] - works[1]
    return Dit(
        groups=frozenset(fails[0] - works[0]),
        places=frozenset() if ELSEWHERE in places else frozenset(places),
        fails=True in named,
        contrast=len(named) > 1,
    )


def _named(clause: str, names: Mapping[str, re.Pattern[str]]) -> set[str]:
    """Who or what a clause names. What was named is out: « une personne n’arrive pas » is not everybody."""
    found = set()
    for name, said in names.items():
        clause, times = said.subn("", clause)
        if times:
            found.add(name)
    return found


def _clauses(text: str, paroles: Paroles, *, answering: bool) -> Iterator[tuple[str, bool]]:
    """Each clause with its sense: does it tell of a failure? What has no sense belongs to what follows."""
    waiting, failing = "", False
    for piece in _pieces(text, paroles):
        if paroles.but.match(piece, 1):
            failing = not failing
            yield piece, failing
            continue
        clause = waiting.rstrip() + piece
        if paroles.troubles.search(paroles.smooth.sub("", clause)):
            waiting, failing = "", True
        elif paroles.successes.search(clause):
            waiting, failing = "", False
        else:
            waiting = "" if paroles.presents.search(piece) else clause
            continue
        yield clause, failing
    if waiting and answering:
        yield waiting, True


def _pieces(text: str, paroles: Paroles) -> Iterator[str]:
    for part in _SIGNS.split(text):
        for piece in paroles.cuts.split(spaced(part)):
            begun = [0, *(found.start() for found in paroles.but.finditer(piece))]
            for start, end in zip(begun, (*begun[1:], len(piece)), strict=True):
                if piece[start:end].strip():
                    yield f" {piece[start:end].strip()} "
