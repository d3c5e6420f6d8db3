"""The escalation file as data: what `escalade` gathers, `envoi` writes and the desk is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Statut = Literal["ouvert", "envoye", "repondu", "clos"]
"""How far a case is: not sent yet, sent, answered but not solved, solved (`[suivi]` in `dossier.toml`)."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line: its number as the person sees it, what it says, and where that comes from.

    `source` is `reponse` (the person said it), `guide` (built as the guide of 2019 says) or `calcul`.
    """

    id: str
    numero: int
    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The file for one recipient. `known` of `total` things that the recipient needs are there."""

    reference: str
    pour: str
    lignes: tuple[Ligne, ...]
    retirees: tuple[Ligne, ...]
    manquantes: tuple[tuple[str, str], ...]
    known: int
    total: int
    jour: str


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An effect: keep the case as it stands. What was struck out is not in it.

    `new`: its reference was drawn for it, and must be nobody's yet.
    """

    dossier: Dossier
    statut: Statut
    new: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """At the moment `le` a case came to this; `pour` is whom it was for."""

    statut: Statut
    pour: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case as it is kept for the desk: what it says now, and what became of it, the oldest first."""

    dossier: Dossier
    suivi: tuple[Passage, ...]

    @property
    def statut(self) -> Statut:
        """How far it is."""
        return self.suivi[-1].statut
