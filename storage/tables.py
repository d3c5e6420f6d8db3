"""The tables. Nothing in them can be read without the key ring, but when something was last touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.types import TypeDecorator

from storage.sealing import Sealed

NAME_LENGTH = 64
"""An HMAC-SHA-256 in hexadecimal."""

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

sceau = Table(
    "sceau",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seal", Sealed, nullable=False),
    CheckConstraint("id = 1", name="one"),
)
"""One row that only the right ring opens: the key is proved before anything else is done."""
