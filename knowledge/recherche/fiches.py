"""The entries that answer questions, as `faq.toml` holds them, and the neighbours that we do not answer."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.recherche import politesse
from knowledge.recherche.politesse import Tact


class Entry(Protocol):
    """Anything that can be found: an answer of `faq.toml`, an error message."""

    @property
    def id(self) -> str:
        """Its name in the data."""

    @property
    def titre(self) -> str:
        """The question as a person says it."""

    @property
    def phrases(self) -> Sequence[str]:
        """Other ways to say it."""

    @property
    def texte(self) -> str:
        """The answer, in light markup."""

    @property
    def cites(self) -> Sequence[str]:
        """The facts of the guide that the answer carries."""

    @property
    def source(self) -> str:
        """Where it comes from: guide, complement or probable."""


@dataclass(frozen=True, slots=True)
class Fiche:
    """One entry of `faq.toml`. `source` is guide, complement or probable.

    `suite` are nodes of the dialogue where it goes on: the first that can be reached.
    """

    id: str
    titre: str
    phrases: tuple[str, ...]
    texte: str
    cites: tuple[str, ...]
    source: str
    suite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voisins:
    """What we do not answer: subjects with their sayings, patterns of orders in disguise, courtesies."""

    subjects: dict[str, tuple[str, ...]]
    patterns: tuple[str, ...]
    tact: Tact


def read_fiches(text: str) -> tuple[Fiche, ...]:
    """Read `faq.toml`, in its order."""
    return tuple(
        Fiche(
            id=name,
            titre=data["titre"],
            phrases=tuple(data["phrases"]),
            texte=data["texte"].strip(),
            cites=tuple(data["cites"]),
            source=data["source"],
            suite=tuple(data.get("suite", ())),
        )
        for name, data in tomllib.loads(text)["fiches"].items()
    )


def read_voisins(text: str) -> Voisins:
    """Read `voisins.toml`."""
    data = tomllib.loads(text)
    return Voisins(
        {name: tuple(said) for name, said in data["voisins"].items()},
        tuple(data["motifs"]),
        politesse.build(data["politesses"], fillers=data["liaisons"]),
    )
