"""The cases for the desk: what each says, sealed, and what became of it."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select, text, update

from knowledge.dialogue.dossier import Passage, Ticket
from knowledge.dialogue.errors import StoreUnusable
from storage import codec
from storage.errors import RowUnreadable
from storage.sealing import NotOpened, Ring, Sealed, Token, place
from storage.tables import tickets

_BEGIN = text(
    "INSERT INTO tickets (digest, who, content) VALUES (:digest, :who, :content)"
    " ON CONFLICT (digest) DO NOTHING"
).bindparams(bindparam("content", type_=Sealed))


def owner(connection: Connection, ring: Ring, reference: str) -> str | None:
    """The name of the person whose case has this reference; None where none has it."""
    mine = select(tickets.c.who).filter_by(digest=_digest(ring, reference))
    return connection.execute(mine).scalar_one_or_none()


def keep(connection: Connection, ring: Ring, who: str, ticket: Ticket, *, shown: str) -> None:
    """Write a case of the person whose rows are named `who`; how far it is, is noted where that is news.

    Raises RowUnreadable; StoreUnusable (`conflict`) where another process took a new reference just now.
    """
    digest = _digest(ring, ticket.dossier.reference)
    row = connection.execute(select(tickets.c.content).filter_by(digest=digest, who=who)).scalar_one_or_none()
    rest = None
    if row:
        before, rest = _open(ring, digest, row, shown=shown)
        ticket = Ticket(ticket.dossier, _joined(before.suivi, ticket.suivi))
    content = ring.seal(_place(digest), codec.encode_ticket(ticket, rest))
    if row:
        connection.execute(update(tickets).filter_by(digest=digest).values(content=content))
    elif not connection.execute(_BEGIN, {"digest": digest, "who": who, "content": content}).rowcount:
        raise StoreUnusable(url=shown, reason="conflict")


def find(connection: Connection, ring: Ring, reference: str, *, shown: str) -> Ticket | None:
    """The case of this reference; None where there is none. Raises RowUnreadable."""
    digest = _digest(ring, reference)
    row = connection.execute(select(tickets.c.content).filter_by(digest=digest)).scalar_one_or_none()
    return _open(ring, digest, row, shown=shown)[0] if row else None


def recall(connection: Connection, ring: Ring, *, shown: str) -> tuple[Ticket, ...]:
    """All cases, the one that stood still for the longest first. Raises RowUnreadable."""
    rows = connection.execute(select(tickets.c.digest, tickets.c.content)).all()
    found = [_open(ring, row.digest, row.content, shown=shown)[0] for row in rows]
    return tuple(sorted(found, key=lambda ticket: (ticket.suivi[-1].le, ticket.dossier.reference)))


def erase_of(connection: Connection, who: str) -> int:
    """Erase the cases of the person whose rows are named `who`; return how many go."""
    return connection.execute(delete(tickets).filter_by(who=who)).rowcount


def erase(connection: Connection, row: str) -> int:
    """Erase one case by the name of its row; return how many rows go."""
    return connection.execute(delete(tickets).filter_by(digest=row)).rowcount


def _joined(before: tuple[Passage, ...], news: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """What became of it: nothing new where it is as far as it was, for the same recipient."""
    last, now = before[-1], news[0]
    return before if (last.statut, last.pour) == (now.statut, now.pour) else (*before, *news)


def _open(ring: Ring, digest: str, token: Token, *, shown: str) -> tuple[Ticket, codec.Rest | None]:
    try:
        return codec.read_ticket(ring.open(_place(digest), token))
    except NotOpened:
        raise RowUnreadable(url=shown, row=digest, reason="altered") from None
    except codec.Unreadable:
        raise RowUnreadable(url=shown, row=digest, reason="edition") from None


def _digest(ring: Ring, reference: str) -> str:
    return ring.mark("tickets", reference)


def _place(digest: str) -> str:
    return place("tickets", "content", digest)
