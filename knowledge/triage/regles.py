"""The rules of the triage, read from `triage.toml`: causes, and the clues that speak for each.

[causes.publication]
qui = "etablissement"            who acts
relais = "index-education"       whom to turn to where that was done and changed nothing
chapitre = "net"                 the steps of the tree it can lead to (default: none)

[[causes.publication.indices]]
qui = ["tous"]                   a clue holds where each answer named is one of these
ou = ["avant"]
poids = "moyen"                  fort | moyen | faible, as `[poids]` counts them
certitude = "sure"               sure | probable (default)
source = "guide"                 guide | complement | probable (default)
preuve = "…"                     the sentence that the person reads
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from knowledge.triage.messages import Certainty, Who
from knowledge.triage.paroles import NEVER, Paroles, expression, read_paroles

DIMENSIONS = ("qui", "profil", "ou", "depuis", "reglage", "message")
"""What a clue can look at. Each but `message` is one answer; a pasted text may show several messages."""

_CLUE_FIELDS = frozenset({*DIMENSIONS, "poids", "certitude", "source", "preuve"})


@dataclass(frozen=True, slots=True)
class Symptome:
    """What is known of a breakdown: the ids of the answers, "" where not asked or not known.

    `messages` are the ids of the messages that the pasted text shows.
    """

    qui: str = ""
    profil: str = ""
    ou: str = ""
    depuis: str = ""
    reglage: str = ""
    messages: tuple[str, ...] = ()

    def said(self) -> dict[str, tuple[str, ...]]:
        """The answers by dimension; none where it is not known."""
        return {
            "qui": (self.qui,),
            "profil": (self.profil,),
            "ou": (self.ou,),
            "depuis": (self.depuis,),
            "reglage": (self.reglage,),
            "message": self.messages,
        }


@dataclass(frozen=True, slots=True)
class Indice:
    """One clue for a cause: which answers it needs, what it weighs, and the sentence that says it."""

    veut: tuple[tuple[str, frozenset[str]], ...]
    poids: int
    preuve: str
    certitude: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that the tree tells of at its node `cause_<id>`."""

    id: str
    qui: Who
    relais: Who
    chapitre: str
    indices: tuple[Indice, ...]

    @property
    def node(self) -> str:
        """The node where the person reads it."""
        return f"cause_{self.id}"


@dataclass(frozen=True, slots=True)
class Chapitre:
    """Steps of the tree: `fait` is the node that shows they were done, `regle` asks what came of them."""

    fait: str
    regle: str


@dataclass(frozen=True, eq=False)
class Regles:
    """All rules, in the order in which equal causes are told.

    `most` causes are tried at most; `relais` says by the place of the breakdown whom to turn to where no
    cause is left; `dits` are the words that answer a question, by dimension and answer, `panne` those that
    tell of a breakdown and nothing more.
    """

    causes: tuple[Cause, ...] = ()
    chapitres: Mapping[str, Chapitre] = field(default_factory=dict)
    relais: Mapping[str, Who] = field(default_factory=dict)
    dits: Mapping[str, Mapping[str, re.Pattern[str]]] = field(default_factory=dict)
    paroles: Paroles = field(default_factory=Paroles)
    panne: re.Pattern[str] = NEVER
    most: int = 5
    unknown: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_node(self) -> Mapping[str, Cause]:
        """The causes by the node that tells of them."""
        return {cause.node: cause for cause in self.causes}


def read_regles(text: str) -> Regles:
    """Read `triage.toml`. Fields that nobody knows are kept in `unknown`, for the check."""
    data = tomllib.loads(text)
    weights: dict[str, int] = data["poids"]
    unknown = [
        (f"cause_{id}", name)
        for id, table in data["causes"].items()
        for clue in table["indices"]
        for name in clue
        if name not in _CLUE_FIELDS
    ]
    return Regles(
        causes=tuple(_cause(id, table, weights) for id, table in data["causes"].items()),
        chapitres={id: Chapitre(table["fait"], table["regle"]) for id, table in data["chapitres"].items()},
        relais=data["relais"],
        dits={
            dimension: {answer: expression(said) for answer, said in table.items()}
            for dimension, table in data["dits"].items()
        },
        paroles=read_paroles(data.get("paroles", {}), _beside(data)),
        panne=expression(data["panne"]),
        most=data["plus"],
        unknown=tuple(unknown),
    )


def _beside(data: Mapping[str, Any]) -> Iterator[str]:
    """The expressions that stand outside of `[paroles]`."""
    yield from data["panne"]
    for table in data["dits"].values():
        for said in table.values():
            yield from said


def _cause(id: str, table: Mapping[str, Any], weights: Mapping[str, int]) -> Cause:
    return Cause(
        id=id,
        qui=table["qui"],
        relais=table["relais"],
        chapitre=table.get("chapitre", ""),
        indices=tuple(_clue(clue, weights) for clue in table["indices"]),
    )


def _clue(table: Mapping[str, Any], weights: Mapping[str, int]) -> Indice:
    return Indice(
        veut=tuple((name, frozenset(table[name])) for name in DIMENSIONS if name in table),
        poids=weights[table["poids"]],
        preuve=table["preuve"],
        certitude=table.get("certitude", "probable"),
        source=table.get("source", "probable"),
    )
