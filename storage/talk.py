"""One conversation under one transaction: what is read of its row, and what is written back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete

from knowledge.dialogue.dossier import OpenTicket, Passage, Ticket
from knowledge.dialogue.types import Reply, State
from storage import codec, lacunes, statements, tickets
from storage.errors import RowUnreadable
from storage.sealing import NotOpened, Ring, Token, place
from storage.tables import conversations, deliveries, outbox, quarantaine

Memory = tuple[State, tuple[Reply, ...]]
"""The answers of a conversation and what was said last."""

Row = tuple[Token | None, Token | None]
"""The same, sealed, as the database has them; `NO_ROW` where it has none."""

NO_ROW: Row = (None, None)


class Talk:
    """One person's conversation, claimed until its transaction ends (`handlers.ports.Talk`).

    Nothing is read before it is asked for: a row that cannot be read can still be forgotten. `row` is what
    was read of it already, if anything was.
    """

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        connection: Connection,
        ring: Ring,
        who: str,
        *,
        now: datetime,
        shown: str,
        row: Row | None = None,
    ) -> None:
        self.erased = False
        self.name = ring.name(who)
        self.marks: list[str] = []
        self.tickets: list[Ticket] = []
        self.changed = False
        self._connection = connection
        self._ring = ring
        self._who = who
        self._now = now
        self._shown = shown
        self._row = row
        self._state: State | None = None
        self._rest: codec.Rest | None = None
        self._replies: Sequence[Reply] | None = None

    @property
    def state(self) -> State:
        """The answers. Reading or setting raises RowUnreadable when the row is there and damaged."""
        if self._state is None:
            self._state, self._rest = read_state(self._found(), self._ring, self.name, shown=self._shown)
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        # What cannot be read is not written over. A conversation begun anew has nothing that a later edition
        # keeps of the old one, but of what goes on (the school).
        if self.state.answers and state.set_aside and not state.answers:
            self._rest = codec.begun_anew(self._rest)
        self._state, self.changed = state, True

    @property
    def replies(self) -> Sequence[Reply]:
        """What was last answered. Reading raises RowUnreadable, as for `state`."""
        if self._replies is None:
            self._replies = read_replies(self._found(), self._ring, self.name, shown=self._shown)
        return self._replies

    @replies.setter
    def replies(self, replies: Sequence[Reply]) -> None:
        self._replies, self.changed = tuple(replies), True

    @property
    def is_kept(self) -> bool:
        """Has the conversation a row?"""
        return self._found() != NO_ROW

    def seen(self, key: str) -> bool:
        """Has this delivery been handled already? The first call with a key answers no and marks it."""
        mark = self._ring.mark(self._who, key)
        if mark in self.marks:
            return True
        if self._connection.execute(statements.SEEN, {"row": self.name, "key": mark}).first() is not None:
            return True
        self.marks.append(mark)
        return False

    def forget(self) -> int:
        """Erase all that is kept about this person, this delivery included; return how many rows go."""
        self._state, self._rest, self._replies, self._row = None, None, None, None
        self.marks, self.tickets, self.changed, self.erased = [], [], False, True
        return erase(self._connection, self.name)

    def miss(self, question: str) -> None:
        """Note a question that nobody could answer, without who asked it."""
        lacunes.note(self._connection, self._ring, question, now=self._now)

    def ticket(self, effect: OpenTicket) -> bool:
        """Keep a case of this person as it stands; False where its reference is another case's already."""
        if effect.new and tickets.owner(self._connection, self._ring, effect.dossier.reference) is not None:
            return False
        passage = Passage(effect.statut, effect.dossier.pour, self._now)
        self.tickets.append(Ticket(effect.dossier, (passage,)))
        return True

    def sealed(self) -> dict[str, Token]:
        """What is to be kept of it."""
        state, replies = self.state, codec.encode_replies(self.replies)
        said = codec.encode_state(state, self._rest)
        return {
            "said": self._ring.seal(place("conversations", "state", self.name), said),
            "told": self._ring.seal(place("conversations", "replies", self.name), replies),
        }

    def write_tickets(self) -> None:
        """Write the cases, once the conversation is written that they belong to."""
        for ticket in self.tickets:
            tickets.keep(self._connection, self._ring, self.name, ticket, shown=self._shown)

    def _found(self) -> Row:
        if self._row is None:
            self._row = next(iter(rows(self._connection, [self.name]).values()), NO_ROW)
        return self._row


def write(connection: Connection, talks: Iterable[Talk], now: datetime) -> None:
    """Write what was set or marked; a talk that only read writes nothing."""
    remembered, begun, touched, marks = [], [], [], []
    written = [talk for talk in talks if talk.changed or talk.marks]
    for talk in written:
        known: dict[str, object] = {"row": talk.name, "at": now}
        if not talk.is_kept:
            begun.append({**known, **talk.sealed()})
        elif talk.changed:
            remembered.append({**known, **talk.sealed()})
        else:
            touched.append(known)
        marks += [{"who": talk.name, "mark": mark, "seen_at": now} for mark in talk.marks]
    for statement, parameters in (
        (statements.BEGIN, begun),
        (statements.REMEMBER, remembered),
        (statements.TOUCH, touched),
        (statements.MARK, marks),
    ):
        if parameters:
            connection.execute(statement, parameters)
    for talk in written:
        talk.write_tickets()


def rows(connection: Connection, names: Sequence[str]) -> dict[str, Row]:
    """What is kept of the conversations of these names, as it is; those of which nothing is are left out."""
    found = connection.execute(statements.RECALL, {"rows": names}).all()
    return {row.who: (row.state, row.replies) for row in found}


def read_state(row: Row, ring: Ring, name: str, *, shown: str) -> tuple[State, codec.Rest | None]:
    """The answers that a row holds, and what a later edition put beside them. Raises RowUnreadable."""
    token, _ = row
    if token is None:
        return State(), None
    try:
        return codec.read_state(ring.open(place("conversations", "state", name), token))
    except NotOpened:
        raise RowUnreadable(url=shown, row=name, reason="altered") from None
    except codec.Unreadable:
        raise RowUnreadable(url=shown, row=name, reason="edition") from None


def read_replies(row: Row, ring: Ring, name: str, *, shown: str) -> tuple[Reply, ...]:
    """What was said last, as a row holds it. Raises RowUnreadable."""
    _, token = row
    if token is None:
        return ()
    try:
        return codec.decode_replies(ring.open(place("conversations", "replies", name), token))
    except NotOpened:
        raise RowUnreadable(url=shown, row=name, reason="altered") from None


def recall(connection: Connection, ring: Ring, who: str, *, shown: str) -> Memory:
    """What is remembered of `who`, empty if there is nothing. Raises RowUnreadable."""
    name = ring.name(who)
    row = rows(connection, [name]).get(name, NO_ROW)
    state, _ = read_state(row, ring, name, shown=shown)
    return state, read_replies(row, ring, name, shown=shown)


def erase(connection: Connection, row: str) -> int:
    """Erase the conversation named `row`, its cases and deliveries, and what waits to be sent; return how
    many rows go.

    A message of the chat that still has buttons is known by its number alone: it stays until they are gone.
    """
    gone = connection.execute(delete(deliveries).filter_by(who=row)).rowcount
    gone += tickets.erase_of(connection, row)
    gone += connection.execute(
        delete(outbox).where(outbox.c.queue == row, outbox.c.status != "sent")
    ).rowcount
    gone += connection.execute(delete(quarantaine).filter_by(queue=row)).rowcount
    return gone + connection.execute(delete(conversations).filter_by(who=row)).rowcount
