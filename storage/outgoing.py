"""The outbox under one transaction: what is still to arrive, in order, chat by chat."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, and_, case, literal, select, update

from storage import statements
from storage.incoming import REASON_LENGTH
from storage.sealing import NotOpened, Token, place
from storage.tables import Moment, outbox
from storage.transaction import Transaction


def part(owner: str) -> str:
    """What a process that sends holds for as long as it lives; without a name, what only one can hold."""
    return f"poste-{owner}" if owner else "poste"


class Draft(Protocol):
    """A reply as a transport draws it (`handlers.post.Draft`)."""

    @property
    def payload(self) -> str: ...  # noqa: D102 - described there
    @property
    def buttons(self) -> bool: ...  # noqa: D102
    @property
    def once(self) -> bool: ...  # noqa: D102
    @property
    def instead(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Parcel:
    """A reply on its way (`handlers.post.Parcel`)."""

    id: int
    queue: str
    who: str
    payload: str
    asks: bool
    once: bool
    again: bool
    tries: int
    buttons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outgoing(Transaction):
    """The part of the post that leaves. `drafts` are the replies that are not written yet."""

    drafts: list[tuple[int, str, Draft]] = field(default_factory=list)

    def send(self, *, bot: int, who: str, draft: Draft) -> None:
        """Put a reply at the end of what `who` is still to get."""
        self.drafts.append((bot, who, draft))

    def write_drafts(self) -> None:
        """Write the replies of this transaction that are not written yet."""
        if not self.drafts:
            return
        ids = self.database.reserve(self.connection, outbox, len(self.drafts))
        made = [
            {
                "id": id,
                "bot": bot,
                "queue": self.ring.name(who),
                "status": "ready",
                "content": self._seal(id, {"who": who, "payload": draft.payload, "instead": draft.instead}),
                "buttons": draft.buttons,
                "once": draft.once,
                "again": False,
                "tries": 0,
                "not_before": self.now,
                "reason": "",
                "made_at": self.now,
            }
            for id, (bot, who, draft) in zip(ids, self.drafts, strict=True)
        ]
        self.drafts.clear()
        self.connection.execute(statements.SEND, made)

    def claim(self, bot: int, limit: int, *, busy: Collection[str] = ()) -> list[Parcel]:
        """Mark as on its way the next reply of each chat that is not `busy` nor waiting; return them.

        `busy` are the queues of chats (`Parcel.queue`).
        """
        self.write_drafts()
        # On its way with us, and not busy: that it was claimed was committed, and nobody heard of it.
        wanted = {"bot": bot, "at": self.now, "by": self.owner, "most": limit + len(busy)}
        found = self.connection.execute(statements.HEADS, wanted).all()
        return self._on_its_way([row for row in found if row.queue not in busy][:limit])

    def sent(self, arrived: Mapping[int, int | None]) -> None:
        """Replies arrived; kept are those that are a message with buttons now, for these."""
        kept = [{"key": id, "number": message} for id, message in arrived.items() if message is not None]
        gone = [id for id, message in arrived.items() if message is None]
        if kept:
            self.connection.execute(statements.KEEP_SENT, kept)
        if gone:
            self.connection.execute(statements.FORGET_SENT, {"keys": gone})

    def drop(self, id: int, reason: str) -> None:
        """A reply of ours will never arrive, or nobody will know."""
        if self._is_mine(id):
            self._drop(id, reason)

    def later(self, id: int, seconds: float, *, again: bool = False) -> None:
        """A reply of ours is to leave, but not before so many seconds; `again`: it may have arrived."""
        if self._is_mine(id):
            self._later(id, seconds, again=again)

    def replace(self, id: int) -> None:
        """What stands for a reply of ours (`instead`) is to be sent in its place."""
        row = self.connection.execute(select(outbox).where(outbox.c.id == id, self._mine())).one_or_none()
        if row is not None:
            self._replace(row)

    def close(self, who: str, reason: str) -> int:
        """Nothing more can be sent to this chat: all that waits for it is dropped; return how many."""
        self.write_drafts()
        mine = update(outbox).where(
            outbox.c.queue == self.ring.name(who), outbox.c.status.in_(statements.OPEN)
        )
        dead = {"status": "dead", "content": None, "reason": reason[:REASON_LENGTH]}
        return self.connection.execute(mine.values(dead)).rowcount

    def move(self, old: str, new: str) -> None:
        """The chat has another number now."""
        self.write_drafts()
        mine = select(outbox).where(outbox.c.queue == self.ring.name(old))
        for row in self.connection.execute(mine).all():
            content = self._open(row)
            if content is not None:
                content["who"] = new
                self._change(row.id, content=self._seal(row.id, content))
        moved = update(outbox).where(outbox.c.queue == self.ring.name(old))
        self.connection.execute(moved.values(queue=self.ring.name(new)))

    def unbutton(self, bare: Sequence[tuple[str, int]]) -> None:
        """These messages, of the chats of these queues, have no buttons any more."""
        if bare:
            gone = [{"queue": queue, "number": message} for queue, message in bare]
            self.connection.execute(statements.UNBUTTON, gone)

    def recover(self, bot: int) -> int:
        """What was on its way when its process ended may have arrived; return how many."""
        others = and_(outbox.c.bot == bot, outbox.c.status == "sending", outbox.c.owner != self.owner)
        owners = self.connection.execute(select(outbox.c.owner).where(others).distinct()).scalars().all()
        gone = [each for each in owners if not self.database.is_held(self.connection, part(each))]
        rows = self.connection.execute(select(outbox).where(others, outbox.c.owner.in_(gone))).all()
        for row in rows:
            if row.once:
                self._replace(row)
            else:
                self._later(row.id, 0, again=True)
        return len(rows)

    def _on_its_way(self, rows: Sequence[Row[Any]]) -> list[Parcel]:
        if not rows:
            return []
        buttons: dict[str, list[int]] = {row.queue: [] for row in rows}
        for queue, message in self.connection.execute(statements.BUTTONS, {"queues": list(buttons)}).all():
            buttons[queue].append(message)
        parcels = []
        for row in rows:
            content = self._open(row)
            if content is None:
                self._drop(row.id, "altered")
                continue
            parcels.append(
                Parcel(
                    row.id,
                    row.queue,
                    content["who"],
                    content["payload"],
                    row.buttons,
                    row.once,
                    row.again,
                    row.tries,
                    tuple(buttons[row.queue]),
                )
            )
        taken = {"keys": [parcel.id for parcel in parcels], "by": self.owner}
        self.connection.execute(statements.TAKE, taken)
        return parcels

    def _mine(self) -> ColumnElement[bool]:
        return and_(outbox.c.status == "sending", outbox.c.owner == self.owner)

    def _is_mine(self, id: int) -> bool:
        """Not where what became of it is kept already, or another process thought that we had ended."""
        wanted = select(outbox.c.id).where(outbox.c.id == id, self._mine())
        return self.connection.execute(wanted.with_for_update()).one_or_none() is not None

    def _drop(self, id: int, reason: str) -> None:
        self._change(id, status="dead", content=None, reason=reason[:REASON_LENGTH])

    def _later(self, id: int, seconds: float, *, again: bool) -> None:
        values: dict[str, Any] = {"again": True} if again else {}
        at = self.now + timedelta(seconds=seconds)
        # Where the clock went back since it was made, it waits by the clock as it is now.
        values["made_at"] = case(
            (outbox.c.made_at > self.now, literal(self.now, Moment)), else_=outbox.c.made_at
        )
        self._change(id, status="ready", owner="", not_before=at, tries=outbox.c.tries + 1, **values)

    def _replace(self, row: Row[Any]) -> None:
        if not row.once:
            return  # it was replaced, and nobody heard of that commit
        content = self._open(row)
        if content is None or not content["instead"]:
            self._drop(row.id, "uncertain")
            return
        content |= {"payload": content["instead"], "instead": ""}
        values: dict[str, Any] = {"once": False, "again": False, "buttons": False, "not_before": self.now}
        self._change(row.id, status="ready", owner="", content=self._seal(row.id, content), **values)

    def _change(self, id: int, **values: object) -> None:
        self.connection.execute(update(outbox).where(outbox.c.id == id).values(values))

    def _seal(self, id: int, content: dict[str, str]) -> Token:
        return self.ring.seal(place("outbox", "content", str(id)), json.dumps(content).encode("ascii"))

    def _open(self, row: Row[Any]) -> dict[str, str] | None:
        """What is to be sent; None when nothing is left, or something else than this house changed it."""
        if row.content is None:
            return None
        try:
            found: dict[str, str] = json.loads(
                self.ring.open(place("outbox", "content", str(row.id)), row.content)
            )
        except NotOpened:
            return None
        return found
