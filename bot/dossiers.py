"""The files that people sent in the last minutes: in memory alone, a person a dossier, never on the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from bot.examen import Examen, Piece, examine
from knowledge.comptes.erreurs import TropDeFichiers
from knowledge.comptes.personnes import Cote
from knowledge.dialogue.bilan import Bilan
from knowledge.dialogue.errors import FilesForgotten

LIFETIME = 15 * 60
"""Seconds after which files that nobody touched are dropped."""

PIECES_MAX = 20
PERSON_BYTES = 60 * 1024 * 1024
ALL_BYTES = 400 * 1024 * 1024
"""Bytes of files held for one person, and for everybody: beyond it the oldest dossiers go."""

AT_ONCE = 2
"""Children that read at the same time."""


_Change = Callable[[tuple[Piece, ...]], tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    pieces: tuple[Piece, ...]
    examen: Examen
    uai: str
    touched: float

    @property
    def size(self) -> int:
        return sum(len(piece.data) for piece in self.pieces) + sum(map(len, self.examen.documents))


@dataclass(slots=True)
class Dossiers:
    """Fits `handlers.ports.Dossiers`. `clock` counts seconds; `key` opens sealed exports (a PEM file)."""

    clock: Callable[[], float] = time.monotonic
    key: bytes = field(default=b"", repr=False)
    _kept: dict[str, _Kept] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _children: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE), repr=False)

    def take(self, who: str, name: str, data: bytes, *, uai: str, today: date) -> Bilan:
        """Read a file with those that are here. Raises LectureInterrompue, TropDeFichiers."""

        def added(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
            if all(piece.data != data for piece in pieces):
                pieces = (*pieces, Piece(name, data))
            if len(pieces) > PIECES_MAX or sum(len(piece.data) for piece in pieces) > PERSON_BYTES:
                raise TropDeFichiers
            return pieces

        return self._change(who, added, uai=uai, today=today)

    def settle(self, who: str, geste: str, *, today: date) -> Bilan:
        """Do what a button says (`[fichiers.gestes]`). Raises FilesForgotten, LectureInterrompue."""

        def settled(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
            if not pieces:
                raise FilesForgotten
            *others, last = pieces
            match geste.partition("_"):
                case ("vider", _, _):
                    return ()
                case ("retirer", _, _):
                    return tuple(others)
                case ("remplacer", _, _):
                    return (last,)
                case ("cote", _, cote):
                    return (*others, replace(last, cote=cast("Cote", cote)))
                case (_, _, categorie):
                    return (*others, replace(last, categorie=categorie))

        return self._change(who, settled, uai="", today=today)

    def documents(self, who: str) -> Sequence[bytes]:
        """The report on accounts: HTML, CSV, XLSX."""
        kept = self._of(who)
        return kept.examen.documents if kept else ()

    def lists(self, who: str) -> Sequence[dict[str, Any]]:
        """The people to look at, with their names, a list a category: for the person's own page."""
        kept = self._of(who)
        return kept.examen.listes if kept else ()

    def forget(self, who: str) -> None:
        """Drop the files of `who`."""
        with self._lock:
            self._kept.pop(who, None)

    def _change(self, who: str, change: _Change, *, uai: str, today: date) -> Bilan:
        """Read the files of `who` once they are changed; again where another sending came between."""
        while True:
            before = self._of(who)
            pieces = change(before.pieces if before else ())
            school = uai or (before.uai if before else "")
            if not pieces:
                self.forget(who)
                return Bilan()
            with self._children:
                examen = examine(pieces, uai=school, today=today, key=self.key)
            if examen.bilan.releves[-1].kind == "inconnu":
                return examen.bilan  # said, and not held: what was here before stays
            with self._lock:
                if self._kept.get(who) is not before:
                    continue
                self._kept.pop(who, None)
                self._kept[who] = _Kept(pieces, examen, school, self.clock())
                self._tidy()
            self._tidy_later()
            return examen.bilan

    def _tidy_later(self) -> None:
        """Names do not wait for the next visitor to be dropped."""
        timer = threading.Timer(LIFETIME + 1, self._of, args=("",))
        timer.daemon = True
        timer.start()

    def _of(self, who: str) -> _Kept | None:
        with self._lock:
            self._tidy()
            return self._kept.get(who)

    def _tidy(self) -> None:
        """Drop what is old, and the oldest where all together are too large."""
        old = self.clock() - LIFETIME
        for who in [who for who, kept in self._kept.items() if kept.touched < old]:
            del self._kept[who]
        while len(self._kept) > 1 and sum(kept.size for kept in self._kept.values()) > ALL_BYTES:
            del self._kept[next(iter(self._kept))]
