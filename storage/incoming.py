"""The inbox and the quarantine under one transaction: what arrived, once, in order."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, delete, insert, update

from storage import statements
from storage.sealing import NotOpened, place
from storage.tables import inbox, outbox, quarantaine
from storage.talk import NO_ROW, rows
from storage.transaction import Transaction

KNOWN_FOR = timedelta(hours=48)
"""How long an update is known again: twice what Telegram tries to deliver it for."""

DEAD_FOR = timedelta(hours=48)
QUARANTINE_FOR = timedelta(days=7)

REASON_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Letter:
    """An update that waits to be handled (`handlers.post.Letter`)."""

    id: int
    bot: int
    raw: bytes
    tries: int


class Arrival(Protocol):
    """An update as it arrived (`handlers.post.Arrival`)."""

    @property
    def bot(self) -> int: ...  # noqa: D102 - described there
    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def who(self) -> str: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102
    @property
    def raw(self) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Incoming(Transaction):
    """The part of the post that arrives."""

    def receive(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Keep updates; for each, is it new?

        One is known again by what it says, within `KNOWN_FOR`. One that has the number of another and says
        something else is not the same: numbers begin again, anywhere, after a quiet week (Bot API,
        `Update.update_id`), and from 1 where a server of one's own is started again. While both are
        remembered, the later one goes by the number of its row.
        """
        numbers = [(each.bot, each.number) for each in arrivals]
        marks = [self.ring.mark(each.who, each.digest) for each in arrivals]
        known, taken = self._known(list(zip(numbers, marks, strict=True)))
        new: dict[int, bool] = {}
        for rank, (number, mark) in enumerate(zip(numbers, marks, strict=True)):
            if mark not in known:
                new[rank] = number in taken
            known.add(mark)
            taken.add(number)
        if not new:
            return [False] * len(arrivals)
        ids = dict(zip(new, self.database.reserve(self.connection, inbox, len(new)), strict=True))
        made = [
            self._row(id, arrivals[rank], marks[rank], number=-id if new[rank] else arrivals[rank].number)
            for rank, id in ids.items()
        ]
        kept: set[object] = set(self.connection.execute(self.database.insert_new(inbox), made).scalars())
        # What is left out another process received at this moment, and has committed; or something else under
        # the same number, and then this one is new all the same.
        if left := [row for row in made if row["id"] not in kept]:
            came = {"given": [row["number"] for row in left], "marks": [row["digest"] for row in left]}
            same = {
                row.digest
                for bot in {row["bot"] for row in left}
                for row in self.connection.execute(statements.KNOWN, {"bot": bot, **came}).all()
            }
            others = [
                self._row(id, arrivals[rank], marks[rank], number=-id)
                for rank, id in ids.items()
                if id not in kept and marks[rank] not in same
            ]
            if others:
                kept |= set(self.connection.execute(self.database.insert_new(inbox), others).scalars())
        return [ids.get(rank) in kept for rank in range(len(arrivals))]

    def _known(self, arrived: Sequence[tuple[tuple[int, int], str]]) -> tuple[set[str], set[tuple[int, int]]]:
        """The marks and the numbers (with their bot) that came before; old numbers of the same are freed."""
        known: set[str] = set()
        taken: set[tuple[int, int]] = set()
        freed: list[int] = []
        for bot in {bot for (bot, _), _ in arrived}:
            marks: dict[int, set[str]] = {}
            for (of, number), mark in arrived:
                if of == bot:
                    marks.setdefault(number, set()).add(mark)
            alike = {"bot": bot, "given": list(marks), "marks": list(set().union(*marks.values()))}
            for row in self.connection.execute(statements.KNOWN, alike).all():
                known.add(row.digest)
                recent = row.received_at >= self.now - KNOWN_FOR
                if recent or not row.handled or row.digest in marks.get(row.number, ()):
                    taken.add((bot, row.number))
                elif row.number in marks:
                    freed.append(row.id)
        if freed:
            self.connection.execute(statements.FORGET_UPDATES, {"keys": freed})
        return known, taken

    def _row(self, id: int, arrival: Arrival, mark: str, *, number: int) -> dict[str, object]:
        return {
            "id": id,
            "bot": arrival.bot,
            "number": number,
            "queue": self.ring.name(arrival.who),
            "digest": mark,
            "raw": self.ring.seal(place("inbox", "raw", str(id)), arrival.raw),
            "handled": False,
            "tries": 0,
            "received_at": self.now,
        }

    def waiting(self, limit: int) -> Iterator[Letter]:
        """The oldest updates that are not handled, in the order they came; their conversations are claimed.

        Each is opened as it is asked for. Those of a conversation that another process works on are left to
        it. One that something else than this house changed cannot be read: it goes to the quarantine.
        """
        free = self.database.claim_free(self.connection, statements.QUEUES, limit)
        if free is None:
            found = self.connection.execute(statements.WAITING, {"most": limit}).all()
        else:
            self.claimed.update(free)
            found = self.connection.execute(statements.WAITING_IN, {"most": limit, "queues": free}).all()
        # One look for all the conversations that these updates belong to.
        unread = {row.queue for row in found} - self.rows.keys()
        self.rows.update(dict.fromkeys(unread, NO_ROW) | rows(self.connection, list(unread)))
        for row in found:
            try:
                raw = self.ring.open(place("inbox", "raw", str(row.id)), row.raw)
            except NotOpened:
                self.set_aside(bot=row.bot, who="", raw=row.raw.data, reason="altered")
                self.done((row.id,))
            else:
                yield Letter(row.id, row.bot, raw, row.tries)

    def is_behind(self) -> bool:
        """Is there any update that is not handled, even of a conversation that another process works on?"""
        return bool(self.connection.execute(statements.IS_BEHIND).scalar())

    def tried(self, id: int) -> None:
        """Count a try of an update."""
        self.connection.execute(update(inbox).where(inbox.c.id == id).values(tries=inbox.c.tries + 1))

    def done(self, ids: Sequence[int]) -> None:
        """Updates are handled: only what knows them again is kept."""
        self.connection.execute(statements.DONE, {"keys": ids})

    def set_aside(self, *, bot: int, who: str, raw: bytes, reason: str) -> str:
        """Put what cannot be handled into the quarantine, sealed; return the code of the incident."""
        code = secrets.token_hex(4)
        values = {
            "code": code,
            "bot": bot,
            "queue": self.ring.name(who) if who else "",
            "reason": reason[:REASON_LENGTH],
            "raw": self.ring.seal(place("quarantaine", "raw", code), raw),
            "kept_at": self.now,
        }
        self.connection.execute(insert(quarantaine).values(values))
        return code

    def tidy(self) -> None:
        """Erase what was only kept to know an update again, or to be counted, and is too old for that."""
        tidy(self.connection, self.now)


def tidy(connection: Connection, now: datetime) -> None:
    """Erase what the post keeps no longer."""
    connection.execute(delete(inbox).where(inbox.c.handled, inbox.c.received_at < now - KNOWN_FOR))
    over = outbox.c.status.in_(("sent", "dead"))
    connection.execute(delete(outbox).where(over, outbox.c.made_at < now - DEAD_FOR))
    connection.execute(delete(quarantaine).where(quarantaine.c.kept_at < now - QUARANTINE_FOR))
