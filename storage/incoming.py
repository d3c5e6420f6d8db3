"""The inbox and the quarantine under one transaction: what arrived, once, in order."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, delete, insert, update

from storage import statements
from storage.sealing import NotOpened, place
from storage.tables import inbox, outbox, quarantaine
from storage.transaction import Transaction

KNOWN_FOR = timedelta(hours=48)
"""How long an update is known again: twice what Telegram tries to deliver it for."""

DEAD_FOR = timedelta(hours=48)
QUARANTINE_FOR = timedelta(days=7)

REASON_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Letter:
    """An update that waits to be handled (`handlers.ports.Letter`)."""

    id: int
    bot: int
    raw: bytes
    tries: int


@dataclass(frozen=True, slots=True)
class Incoming(Transaction):
    """The part of the post that arrives."""

    def receive(self, *, bot: int, number: int, who: str, digest: str, raw: bytes) -> bool:
        """Keep the update `number` of a bot, which belongs to `who`; False if it is here already.

        It is known again by its number, and by what it says under another number, within `KNOWN_FOR`. An
        older one that has the same number and said something else is not the same: numbers begin again,
        anywhere, after a quiet week (Bot API, `Update.update_id`).
        """
        mark = self.ring.mark(who, digest)
        alike = {"bot": bot, "number": number, "digest": mark}
        for row in self.connection.execute(statements.KNOWN, alike).all():
            recent = row.received_at >= self.now - KNOWN_FOR
            if recent or row.digest == mark or not row.handled:
                return False
            self.connection.execute(delete(inbox).where(inbox.c.id == row.id))
        values = {
            "bot": bot,
            "number": number,
            "queue": self.ring.name(who),
            "digest": mark,
            "handled": False,
            "tries": 0,
            "received_at": self.now,
        }
        id = self.connection.execute(self.database.insert_new(inbox), values).scalar_one_or_none()
        if id is None:
            return False  # another process received it at this moment, and has committed it
        token = self.ring.seal(place("inbox", "raw", str(id)), raw)
        self.connection.execute(statements.KEEP_RAW, {"key": id, "sealed": token})
        return True

    def waiting(self, limit: int) -> list[Letter]:
        """The oldest updates that are not handled, in the order they came; their conversations are claimed.

        Those of a conversation that another process works on are left to it. One that something else than
        this house changed cannot be read: it goes to the quarantine.
        """
        free = self.database.claim_free(self.connection, statements.QUEUES, limit)
        if free is None:
            rows = self.connection.execute(statements.WAITING, {"most": limit}).all()
        else:
            self.claimed.update(free)
            rows = self.connection.execute(statements.WAITING_IN, {"most": limit, "queues": free}).all()
        letters = []
        for row in rows:
            try:
                raw = self.ring.open(place("inbox", "raw", str(row.id)), row.raw)
            except NotOpened:
                self.set_aside(bot=row.bot, who="", raw=row.raw.data, reason="altered")
                self.done((row.id,))
            else:
                letters.append(Letter(row.id, row.bot, raw, row.tries))
        return letters

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


def key_of(made: CursorResult[Any]) -> int:
    """The key of the one row that was inserted."""
    key = made.inserted_primary_key
    assert key is not None  # noqa: S101 - an INSERT of one row has a key
    return int(key[0])
