"""The tables. Nothing in them can be read without the key ring, but when something was last touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from storage.sealing import Sealed

NAME_LENGTH = 64
"""An HMAC-SHA-256 in hexadecimal."""

Counted = BigInteger().with_variant(Integer(), "sqlite")
"""The type of numbers that the database counts up."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept as microseconds since 1970: every database compares it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Count. Raises TypeError for a time without a zone."""
        return None if value is None else (value - _EPOCH) // _TICK

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC."""
        return None if value is None else _EPOCH + value * _TICK


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("who", String(NAME_LENGTH), primary_key=True),
    Column("state", Sealed, nullable=False),
    Column("replies", Sealed, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)
"""A person's answers, and what was said last. `who` is `Ring.name` of them."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("who", String(NAME_LENGTH), ForeignKey("conversations.who", ondelete="CASCADE"), primary_key=True),
    Column("mark", String(NAME_LENGTH), primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
)
"""The updates that were handled: the same one again has no effect. `mark` is `Ring.mark` of them."""

inbox = Table(
    "inbox",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(NAME_LENGTH), nullable=False, index=True),
    Column("raw", Sealed),
    Column("handled", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("received_at", Moment, nullable=False, index=True),
    Column("queue", String(NAME_LENGTH), nullable=False, server_default=""),
    UniqueConstraint("bot", "number"),
    Index("ix_inbox_handled", "handled", "id"),
    Index("ix_inbox_queue", "handled", "queue", "id"),
    sqlite_autoincrement=True,
)
"""Every update that arrived, in order. Once handled, what it said is gone and its numbers stay a while.

`digest` is `Ring.mark` of the person and of what it said, `queue` is `Ring.name` of the chat.
"""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("queue", String(NAME_LENGTH), nullable=False),
    Column("status", String(8), nullable=False),
    Column("content", Sealed),
    Column("buttons", Boolean, nullable=False),
    Column("once", Boolean, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("message", BigInteger),
    Column("reason", String(64), nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
    Column("owner", String(16), nullable=False, server_default=""),
    Index("ix_outbox_queue", "queue", "status", "id"),
    Index("ix_outbox_status", "status", "bot", "queue", "id"),
    sqlite_autoincrement=True,
)
"""Every reply that is still to arrive, in order; `queue` is `Ring.name` of the chat it goes to.

`status`: `ready`, `sending` (by the process that `owner` names); `sent` (kept for its buttons alone), `dead`
(kept to be counted). `message` is its number in the chat.
"""

quarantaine = Table(
    "quarantaine",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("bot", BigInteger, nullable=False),
    Column("queue", String(NAME_LENGTH), nullable=False, index=True),
    Column("reason", String(64), nullable=False),
    Column("raw", Sealed, nullable=False),
    Column("kept_at", Moment, nullable=False, index=True),
)
"""The updates that could not be read or handled, for the operator; `code` is what the person was told."""

lacunes = Table(
    "lacunes",
    metadata,
    Column("digest", String(NAME_LENGTH), primary_key=True),
    Column("question", Sealed, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("day", Moment, nullable=False, index=True),
)
"""The questions that nobody could answer, masked, and how often each was asked last on which day.

Nothing tells who asked: `digest` is `Ring.mark` of the question alone.
"""

tickets = Table(
    "tickets",
    metadata,
    Column("digest", String(NAME_LENGTH), primary_key=True),
    Column(
        "who",
        String(NAME_LENGTH),
        ForeignKey("conversations.who", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("content", Sealed, nullable=False),
)
"""The cases for the desk, without what was struck out; each goes with the conversation it came from.

`digest` is `Ring.mark` of the reference, `who` is `Ring.name` of the person.
"""

sceau = Table(
    "sceau",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seal", Sealed, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""One row that only the right ring opens: the key is proved before anything else is done."""
