"""The questions that nobody could answer: what was asked, masked, and how often; nothing of who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, text

from knowledge.ecriture import words
from storage.errors import RowUnreadable
from storage.sealing import NotOpened, Ring, Sealed, place
from storage.tables import Moment, lacunes

KEPT = 500
"""Different questions kept at most: beyond, the least asked goes, the oldest of these first."""

_COUNT = text(
    "INSERT INTO lacunes (digest, question, asked, day) VALUES (:digest, :question, 1, :day)"
    " ON CONFLICT (digest) DO UPDATE SET asked = lacunes.asked + 1, day = excluded.day"
).bindparams(bindparam("question", type_=Sealed), bindparam("day", type_=Moment))
"""In one statement, which SQLite and PostgreSQL write alike: two people may ask it at the same instant."""


@dataclass(frozen=True, slots=True)
class Lacune:
    """A question that nobody could answer, and how often it was asked."""

    question: str
    asked: int


def note(connection: Connection, ring: Ring, question: str, *, now: datetime) -> None:
    """Count a question; case, accents and punctuation aside, the same one is the same.

    Of the moment only the day is kept: the instant would lead to the conversation that has the same one.
    """
    digest = ring.mark("lacunes", " ".join(words(question)))
    sealed = ring.seal(place("lacunes", "question", digest), question.encode(errors="replace"))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    connection.execute(_COUNT, {"digest": digest, "question": sealed, "day": day})
    kept = connection.execute(select(func.count()).select_from(lacunes)).scalar_one()
    if kept > KEPT:
        others = select(lacunes.c.digest).where(lacunes.c.digest != digest)
        least = others.order_by(lacunes.c.asked, lacunes.c.day, lacunes.c.digest).limit(kept - KEPT)
        connection.execute(delete(lacunes).where(lacunes.c.digest.in_(least)))


def recall(connection: Connection, ring: Ring, *, shown: str) -> tuple[Lacune, ...]:
    """All that is noted, the most asked first. Raises RowUnreadable."""
    found = []
    for row in connection.execute(select(lacunes)).all():
        try:
            question = ring.open(place("lacunes", "question", row.digest), row.question)
        except NotOpened:
            raise RowUnreadable(url=shown, row=row.digest, reason="altered") from None
        found.append(Lacune(question.decode(), row.asked))
    return tuple(sorted(found, key=lambda lacune: (-lacune.asked, lacune.question)))


def purge(connection: Connection, *, older_than: datetime) -> None:
    """Erase the questions not asked since `older_than`."""
    connection.execute(delete(lacunes).where(lacunes.c.day < older_than))


def erase(connection: Connection, row: str) -> int:
    """Erase one question by the name of its row; return how many rows go."""
    return connection.execute(delete(lacunes).filter_by(digest=row)).rowcount
