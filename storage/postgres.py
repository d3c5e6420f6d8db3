"""PostgreSQL: any number of processes, on any number of machines, over one database.

READ COMMITTED, and a conversation is claimed by an advisory lock before its rows are read: whoever waited
for the lock sees all that its last holder committed. Every writing transaction also holds the house's lock,
shared; whoever needs the database alone (a migration, a rotation of keys) takes that lock for itself.
A lock goes with its connection, and that with its process: no clock tells who is alive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    create_engine,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.dml import ReturningInsert

from storage import database as common
from storage.database import Database
from storage.postgres_refus import reason_of

POOL_SIZE, POOL_OVERFLOW = 4, 4
"""Connections of one process; two more tell that it lives and that it leads."""

CONNECT_SECONDS = 5
IDLE_SECONDS = 60
"""How long a transaction may stand still before the server undoes it: its process is stopped or cut off."""

_HOUSE = "(1347571524, 0)"  # any number of our own; those of conversations are of another kind (bigint)
_SHARED = text(f"SELECT pg_advisory_xact_lock_shared{_HOUSE}")
_ALONE = text(f"SELECT pg_advisory_xact_lock{_HOUSE}")

_LET_GO = text("SELECT pg_advisory_unlock_all()")
_COUNTED = text("SELECT pg_advisory_lock_shared(1347571524, 1)")
_COUNT = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = 1347571524 AND objid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

_NEXT_KEYS = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")

_KEEPALIVE = {"idle": 10, "interval": 5, "count": 3}
"""Seconds after which a connection that does not answer is asked, asked again, and how often."""


class ConnectionHold:
    """An advisory lock of a connection of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self) -> bool:
        """Does the server still answer on that connection?"""
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go of it."""
        with suppress(SQLAlchemyError), closing(self._connection):
            if not self._connection.invalidated:
                self._connection.execute(_LET_GO)  # by the time it returns: of an end the server hears later


class PostgresDatabase(Database):
    """A database of a server."""

    shared = True

    def __init__(self, engine: Engine, holds: Engine, *, shown: str) -> None:
        super().__init__(engine, shown=shown)
        self._for_reading = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._holds = holds

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database, whatever is committed meanwhile."""
        with self.told(), self._for_reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction beside others."""
        with self.told(), self.engine.begin() as connection:
            connection.execute(_SHARED)
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction that begins when all that write have ended, and that the next ones wait for."""
        with self.told(), self.engine.begin() as connection:
            connection.execute(_ALONE)
            yield connection

    def claim(self, connection: Connection, name: str) -> None:
        """Take the advisory lock of that name."""
        connection.execute(select(func.pg_advisory_xact_lock(_key(name))))

    def claim_free(self, connection: Connection, names: Select[str], limit: int) -> list[str] | None:
        """Take the advisory locks that can be had at once, one after the other, until there are enough."""
        # OFFSET keeps the condition, which has an effect, out of the inner query: it is asked in order.
        name = names.offset(0).subquery().columns[0]
        free = select(name).where(func.pg_try_advisory_xact_lock(_key(name))).limit(limit)
        return list(connection.execute(free).scalars())

    def holders(self) -> int:
        """The locks that the server knows of."""
        with self.reading() as connection:
            return int(connection.execute(_COUNT).scalar_one())

    def hold(self, name: str, *, counted: bool = False) -> ConnectionHold | None:
        """Take the advisory lock of that name with a connection of its own."""
        with self.told():
            connection = self._holds.connect()
            try:
                if connection.execute(select(func.pg_try_advisory_lock(_key(name)))).scalar():
                    if counted:
                        connection.execute(_COUNTED)
                    return ConnectionHold(connection)
            except BaseException:
                connection.close()
                raise
            connection.close()
            return None

    def is_held(self, connection: Connection, name: str) -> bool:
        """Can its lock not be had? If it can, nobody else can have it until the transaction ends."""
        return not connection.execute(select(func.pg_try_advisory_xact_lock(_key(name)))).scalar()

    def insert_new(self, table: Table) -> ReturningInsert[tuple[int]]:
        """INSERT … ON CONFLICT DO NOTHING; it waits for another's insert of the same key."""
        return _insert_new(table)

    def reserve(self, connection: Connection, table: Table, count: int) -> list[int]:
        """The next numbers of its sequence."""
        wanted = {"table": table.name, "count": count}
        return list(connection.execute(_NEXT_KEYS, wanted).scalars())

    def scrub(self) -> bool:
        """The server's own files are the server's: what was erased there was sealed, and VACUUM takes it."""
        return True

    def reason(self, error: BaseException | None) -> str:
        """By the code, or by what the server said where there is none: a connection that was not made."""
        return reason_of(error)


@cache
def _insert_new(table: Table) -> ReturningInsert[tuple[int]]:
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def _key(name: str | ColumnElement[str]) -> ColumnElement[int]:
    """The number of an advisory lock."""
    return func.hashtextextended(name, 0)


def server(url: URL) -> PostgresDatabase:
    """Get ready to connect to `url`; nothing is asked of the server yet."""
    options = [
        f"-c lock_timeout={int(common.LOCK_SECONDS * 1000)}",
        f"-c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000}",
        *(f"-c tcp_keepalives_{name}={value}" for name, value in _KEEPALIVE.items()),
    ]
    arguments = {
        "application_name": "pronote-helpdesk",
        "connect_timeout": CONNECT_SECONDS,
        "options": " ".join((*options, *_texts(url.query.get("options", ())))),
        "tcp_user_timeout": common.LOCK_SECONDS * 1000,
        **{f"keepalives_{name}": value for name, value in _KEEPALIVE.items()},
    }
    target = url.set(drivername="postgresql+psycopg").difference_update_query(["options"])
    shown = url.set(query={}).render_as_string(hide_password=True)
    common_arguments: dict[str, Any] = {"connect_args": arguments, "hide_parameters": True}
    made = create_engine(
        target,
        isolation_level="READ COMMITTED",
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=common.LOCK_SECONDS,
        **common_arguments,
    )
    holds = create_engine(target, isolation_level="AUTOCOMMIT", poolclass=NullPool, **common_arguments)
    return PostgresDatabase(made, holds, shown=shown)


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
