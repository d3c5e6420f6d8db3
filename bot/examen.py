"""Files of strangers read, matched and reported in the child process of `bot.bac`: bytes in, results out.

Only what `bac` lets through comes back: numbers, text, bytes and the classes of knowledge/.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import bac, comptes
from knowledge.comptes import bilan, travail
from knowledge.comptes.erreurs import CoteInconnu
from knowledge.comptes.lecture import Fichier, read
from knowledge.comptes.personnes import Cote
from knowledge.comptes.rapport import values
from knowledge.dialogue.bilan import Bilan, Etape

LIMITS = bac.Limits(memory=768 * 1024 * 1024, seconds=60)
"""All files of one conversation."""

LISTED = 200
"""People of a category that the page lists; the documents have them all."""

BEHIND = ("rapprochement", "rapport")
"""What is done once every file is read, each named in `[fichiers.etapes]`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that was sent, with what the person said of it.

    `envoi` numbers the sending it came with; `deleted` is the day on which last year's identifiers
    went, as far as it is known of this file.
    """

    name: str
    data: bytes = field(repr=False)
    cote: Cote | None = None
    categorie: str = ""
    deleted: datetime.date | None = None
    envoi: int = 0


@dataclass(frozen=True, slots=True)
class Examen:
    """What came of it: numbers to say, lists with names for the page, documents to take away."""

    bilan: Bilan
    listes: list[dict[str, Any]] = field(repr=False, default_factory=list)
    documents: tuple[bytes, ...] = field(repr=False, default=())


def examine(
    pieces: Sequence[Piece],
    *,
    uai: str,
    today: datetime.date,
    key: bytes = b"",
    hear: Callable[[Etape], None] = lambda _: None,
) -> Examen:
    """Read all pieces in a child within limits, and match them. Raises LectureInterrompue.

    `key` is a private key (PEM) that opens sealed exports; `hear` is told where the work stands.
    """

    def heard(line: str) -> None:
        name, _, done = line.partition(" ")
        if name in {"lecture", *BEHIND} and done.isdecimal():
            fichiers = len(pieces)
            rang = min(int(done), fichiers + 1)
            hear(Etape(name, rang / (fichiers + len(BEHIND)), min(rang + 1, fichiers), fichiers))

    return Examen(*bac.run(_examine, list(pieces), uai, today, key, limits=LIMITS, hear=heard))


def _examine(
    pieces: Sequence[Piece], uai: str, today: datetime.date, key: bytes
) -> tuple[Bilan, list[dict[str, Any]], tuple[bytes, ...]]:
    words = comptes.vocabulary()
    keys = [comptes.key_in(key, "")] if key else []
    fichiers: list[Fichier] = []
    for number, piece in enumerate(pieces):
        bac.tell(f"lecture {number}")
        fichier = read(
            piece.name, piece.data, words, today=today, keys=keys, cote=piece.cote, uai=uai,
            deleted=piece.deleted, source=number,
        )  # fmt: skip
        for person in fichier.personnes:
            person.categorie = person.categorie or piece.categorie
        fichiers.append(fichier)
    bac.tell(f"{BEHIND[0]} {len(pieces)}")
    try:
        dossier = comptes.confront(fichiers, words)
    except CoteInconnu:
        return bilan.undecided(fichiers), [], ()
    bac.tell(f"{BEHIND[1]} {len(pieces) + 1}")
    taches = travail.plan(dossier)
    told = bilan.tally(dossier, taches)
    if not told.report:
        return told, [], ()
    documents = (
        comptes.page(dossier, words).encode(),
        comptes.work_list(dossier, words, workbook=False),
        comptes.work_list(dossier, words, workbook=True),
    )
    day = f"{today:%d/%m/%Y}"
    listes = values(dossier, taches, words, day=day)["listes"] if len(told.sides) > 1 else []
    for liste in listes:
        liste["nombre"], liste["taches"] = len(liste["taches"]), liste["taches"][:LISTED]
    return told, listes, documents
