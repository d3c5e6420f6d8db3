"""The files that people sent in the last minutes: in memory alone, a person a dossier, never on the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from bot.cadence import Cadence
from bot.examen import Examen, Piece, examine
from knowledge.comptes.erreurs import TropDeFichiers
from knowledge.comptes.personnes import Cote
from knowledge.dialogue.bilan import Bilan, Etape, Note
from knowledge.dialogue.errors import FilesForgotten
from knowledge.dialogue.types import Sent

LIFETIME = 15 * 60
"""Seconds after which files that nobody touched are dropped."""

PIECES_MAX = 20
PERSON_BYTES = 60 * 1024 * 1024
ALL_BYTES = 400 * 1024 * 1024
"""Bytes of files held for one person, and for everybody: beyond it the oldest dossiers go."""

WAITING = "attente"

AT_ONCE = 2
"""Children that read at the same time."""

UNOPENED = "ouverture-impossible"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is held of one person; `about` and `undated` are the pieces that a question is about."""

    pieces: tuple[Piece, ...]
    examen: Examen
    uai: str
    touched: float
    about: Piece | None = None
    undated: Piece | None = None

    @property
    def size(self) -> int:
        return sum(len(piece.data) for piece in self.pieces) + sum(map(len, self.examen.documents))


_Change = Callable[[_Kept | None], tuple[Piece, ...]]


@dataclass(slots=True)
class Dossiers:
    """Fits `handlers.dossiers.Dossiers`. `clock` counts seconds; `key` opens sealed exports (a PEM file)."""

    clock: Callable[[], float] = time.monotonic
    key: bytes = field(default=b"", repr=False)
    _kept: dict[str, _Kept] = field(default_factory=dict, repr=False)
    _pace: Cadence = field(init=False, repr=False)
    _stages: dict[str, Etape] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _children: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE), repr=False)

    def __post_init__(self) -> None:
        self._pace = Cadence(self.clock)

    def take(self, who: str, sent: Sequence[Sent], *, uai: str, deleted: date | None, today: date) -> Bilan:
        """Read what was sent with what is here. Raises LectureInterrompue, TropDeFichiers, TropDEchecs,
        TropDEnvois.
        """
        self._pace.count(who)
        fresh = {each.data: each for each in sent}
        again: set[bytes] = set()

        def added(kept: _Kept | None) -> tuple[Piece, ...]:
            before = {piece.data: piece for piece in kept.pieces} if kept else {}
            envoi = max((piece.envoi for piece in before.values()), default=0) + 1
            again.clear()
            again.update(before.keys() & fresh.keys())
            pieces = [
                *(piece for data, piece in before.items() if data not in fresh),
                *(
                    replace(before.get(data, Piece(each.name, data)), envoi=envoi)
                    for data, each in fresh.items()
                ),
            ]
            if len(pieces) > PIECES_MAX or sum(len(piece.data) for piece in pieces) > PERSON_BYTES:
                raise TropDeFichiers
            return tuple(replace(piece, deleted=piece.deleted or deleted) for piece in pieces)

        bilan = self._change(who, added, uai=uai, today=today)
        releves = list(bilan.releves)
        for rank, data in enumerate(fresh, start=len(releves) - len(fresh)):
            if data in again:
                releves[rank] = replace(releves[rank], notes=(Note("fichier-double"), *releves[rank].notes))
        unopened = sum(note.code == UNOPENED for it in releves[-len(fresh) :] for note in it.notes)
        self._pace.failed(who, unopened)
        return replace(bilan, releves=tuple(releves), fresh=len(fresh))

    def settle(self, who: str, geste: str, *, today: date) -> Bilan:
        """Do what a button says (`[fichiers.gestes]`). Raises FilesForgotten, LectureInterrompue."""

        def settled(kept: _Kept | None) -> tuple[Piece, ...]:
            if kept is None:
                raise FilesForgotten
            last = max(piece.envoi for piece in kept.pieces)
            match geste.partition("_"):
                case ("vider", _, _):
                    return ()
                case ("retirer", _, _):
                    return tuple(piece for piece in kept.pieces if piece.envoi != last)
                case ("remplacer", _, _):
                    return tuple(piece for piece in kept.pieces if piece.envoi == last)
                case ("export", _, when) if found := kept.undated:
                    said = replace(found, deleted=date.max if when == "avant" else date.min)
                case ("cote", _, cote) if found := kept.about:
                    said = replace(found, cote=cast("Cote", cote))
                case ("cat", _, categorie) if found := kept.about:
                    said = replace(found, categorie=categorie)
                case _:
                    return kept.pieces
            return (*(piece for piece in kept.pieces if piece is not found), said)  # told of last

        return self._change(who, settled, uai="", today=today)

    def stage(self, who: str) -> Etape | None:
        """Where the reading of what `who` sent stands; None where nothing is being read."""
        return self._stages.get(who)

    def jobs(self) -> tuple[int, int]:
        """How many people's files are being read, and how many wait for it."""
        waiting = [stage.nom == WAITING for stage in (*self._stages.values(),)]
        return len(waiting) - sum(waiting), sum(waiting)

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
            pieces = change(before)
            school = uai or (before.uai if before else "")
            if not pieces:
                self.forget(who)
                return Bilan()
            examen = self._examine(who, pieces, uai=school, today=today)
            kept = self._held(pieces, examen, school)
            if kept is None:
                return examen.bilan
            with self._lock:
                if self._kept.get(who) is not before:
                    continue
                self._kept.pop(who, None)
                self._kept[who] = kept
                self._tidy()
            self._tidy_later()
            return examen.bilan

    def _examine(self, who: str, pieces: Sequence[Piece], *, uai: str, today: date) -> Examen:
        def hear(stage: Etape) -> None:
            self._stages[who] = stage

        hear(Etape(WAITING))
        try:
            with self._children:
                hear(Etape("debut"))
                return examine(pieces, uai=uai, today=today, key=self.key, hear=hear)
        finally:
            self._stages.pop(who, None)

    def _held(self, pieces: Sequence[Piece], examen: Examen, uai: str) -> _Kept | None:
        """What is held from now on: not what nobody recognises; None where that is all that was new."""
        bilan = examen.bilan
        known = [(piece, it) for piece, it in zip(pieces, bilan.releves, strict=True) if it.kind != "inconnu"]
        if not any(piece.envoi == pieces[-1].envoi for piece, _ in known):
            return None
        undated = next((piece for piece, it in reversed(known) if it.deletion == "inconnu"), None)
        about = pieces[bilan.about] if bilan.about >= 0 else None
        return _Kept(tuple(piece for piece, _ in known), examen, uai, self.clock(), about, undated)

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
        now = self.clock()
        for who in [who for who, kept in self._kept.items() if kept.touched < now - LIFETIME]:
            del self._kept[who]
        while len(self._kept) > 1 and sum(kept.size for kept in self._kept.values()) > ALL_BYTES:
            del self._kept[next(iter(self._kept))]
