"""One conversation under one transaction: what is read of its row, and what is written back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from knowledge.dialogue.dossier import OpenTicket, Passage, Ticket
from knowledge.dialogue.types import Reply, State
from storage import codec, lacunes, statements, tickets
from storage.errors import RowUnreadable
from storage.sealing import NotOpened, Ring, Token, place
from storage.tables import conversations, deliveries, outbox, quarantaine

Memory = tuple[State, tuple[Reply, ...]]
"""The answers of a conversation and what was said last."""


class Talk:
    """One person's conversation, claimed until its transaction ends (`handlers.ports.Talk`).

    Nothing is read before it is asked for: a row that cannot be read can still be forgotten.
    """

    def __init__(self, connection: Connection, ring: Ring, who: str, *, now: datetime, shown: str) -> None:
        self.erased = False
        self._connection = connection
        self._ring = ring
        self._who = who
        self._now = now
        self._shown = shown
        self._memory: Memory | None = None
        self._marks: list[str] = []
        self._tickets: list[Ticket] = []
        self._changed = False

    @property
    def state(self) -> State:
        """The answers. Reading or setting raises RowUnreadable when the row is there and damaged."""
        return self._remembered()[0]

    @state.setter
    def state(self, state: State) -> None:
        self._memory, self._changed = (state, self._remembered()[1]), True

    @property
    def replies(self) -> Sequence[Reply]:
        """What was last answered. Reading or setting raises RowUnreadable, as for `state`."""
        return self._remembered()[1]

    @replies.setter
    def replies(self, replies: Sequence[Reply]) -> None:
        self._memory, self._changed = (self._remembered()[0], tuple(replies)), True

    def seen(self, key: str) -> bool:
        """Has this delivery been handled already? The first call with a key answers no and marks it."""
        mark = self._ring.mark(self._who, key)
        if mark in self._marks:
            return True
        known = select(deliveries.c.mark).filter_by(who=self._ring.name(self._who), mark=mark)
        if self._connection.execute(known).first() is not None:
            return True
        self._marks.append(mark)
        return False

    def forget(self) -> int:
        """Erase all that is kept about this person, this delivery included; return how many rows go."""
        self._memory, self._changed, self.erased = None, False, True
        self._marks, self._tickets = [], []
        return erase(self._connection, self._ring.name(self._who))

    def miss(self, question: str) -> None:
        """Note a question that nobody could answer, without who asked it."""
        lacunes.note(self._connection, self._ring, question, now=self._now)

    def ticket(self, effect: OpenTicket) -> bool:
        """Keep a case of this person as it stands; False where its reference is another case's already."""
        if effect.new and tickets.owner(self._connection, self._ring, effect.dossier.reference) is not None:
            return False
        passage = Passage(effect.statut, effect.dossier.pour, self._now)
        self._tickets.append(Ticket(effect.dossier, (passage,)))
        return True

    def write(self) -> None:
        """Write what was set or marked; a talk that only read writes nothing."""
        if not (self._changed or self._marks):
            return
        row = self._ring.name(self._who)
        known: dict[str, object] = {"row": row, "at": self._now}
        if self._changed:
            state, replies = _seal(self._ring, row, self._remembered())
            known |= {"said": state, "told": replies}
        change = statements.REMEMBER if self._changed else statements.TOUCH
        if not self._connection.execute(change, known).rowcount:
            state, replies = _seal(self._ring, row, self._remembered())
            first = {"who": row, "updated_at": self._now, "state": state, "replies": replies}
            self._connection.execute(statements.BEGIN, first)
        for mark in self._marks:
            self._connection.execute(insert(deliveries).values(who=row, mark=mark, seen_at=self._now))
        for ticket in self._tickets:
            tickets.keep(self._connection, self._ring, row, ticket, shown=self._shown)

    def _remembered(self) -> Memory:
        if self._memory is None:
            self._memory = recall(self._connection, self._ring, self._who, shown=self._shown)
        return self._memory


def recall(connection: Connection, ring: Ring, who: str, *, shown: str) -> Memory:
    """What is remembered of `who`, empty if there is nothing. Raises RowUnreadable."""
    row = ring.name(who)
    found = connection.execute(statements.RECALL, {"row": row}).one_or_none()
    if found is None:
        return State(), ()
    try:
        state = ring.open(place("conversations", "state", row), found.state)
        replies = ring.open(place("conversations", "replies", row), found.replies)
        return codec.decode_state(state), codec.decode_replies(replies)
    except NotOpened:
        raise RowUnreadable(url=shown, row=row, reason="altered") from None
    except codec.Unreadable:
        raise RowUnreadable(url=shown, row=row, reason="edition") from None


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


def _seal(ring: Ring, row: str, memory: Memory) -> tuple[Token, Token]:
    state, replies = memory
    return (
        ring.seal(place("conversations", "state", row), codec.encode_state(state)),
        ring.seal(place("conversations", "replies", row), codec.encode_replies(replies)),
    )
