"""SQLite: one file, one writer at a time, one process that handles and sends.

One writer (`BEGIN IMMEDIATE`), readers beside it (WAL), every commit on the disk before it is believed
(`synchronous=FULL`), what is erased overwritten (`secure_delete`). The driver's own transactions are off
and BEGIN is said here, as SQLAlchemy's page on pysqlite recommends: else a SELECT would open none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from time import sleep

from sqlalchemy import Connection, Engine, Select, Table, create_engine, event, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.dml import ReturningInsert

from knowledge.dialogue.errors import StoreUnusable
from storage import database as common
from storage.database import Database
from storage.filehold import FileHold

WAL_TRIES, WAL_PAUSE_SECONDS = 100, 0.05

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",  # macOS: a plain fsync stops at the drive's cache
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)

_REASONS = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "refused",
    sqlite3.SQLITE_CANTOPEN: "refused",
    sqlite3.SQLITE_PERM: "refused",
    sqlite3.SQLITE_AUTH: "refused",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}


class SqliteDatabase(Database):
    """A file, or (`path` is None) a database in memory."""

    shared = False

    def __init__(self, engine: Engine, path: Path | None) -> None:
        super().__init__(engine, shown=str(path or ":memory:"))
        self._path = path
        self._file = _which(path)
        self._for_writing = engine.execution_options(writing=True)
        # Threads of one process queue here, in turn; SQLite's own wait is a lottery of naps.
        self._writer = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction of its own beside the writer's."""
        with self.told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only transaction that writes."""
        with self._in_turn(), self.told(), self._for_writing.begin() as connection:
            if _which(self._path) != self._file:  # ours is deleted: after a start this were nowhere
                raise StoreUnusable(url=self.shown, reason="moved")
            yield connection

    alone = writing

    def claim(self, connection: Connection, name: str) -> None:
        """The one writer has everything."""

    def claim_free(self, connection: Connection, names: Select[str], limit: int) -> list[str] | None:  # noqa: ARG002
        """The one writer has everything."""
        return None

    def holders(self) -> int:
        """One writes at most."""
        return 1

    def hold(self, name: str, *, counted: bool = False) -> FileHold | None:  # noqa: ARG002 - there is one
        """Lock the file of that name beside the database."""
        if self._path is None:
            return FileHold(sqlite3.connect(":memory:", check_same_thread=False))
        path = self._path.with_name(f"{self._path.name}-{name}")
        with self.told():
            with _refused(path):
                path.touch(mode=0o600)
            connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                connection.close()
                if self.reason(error) == "locked":
                    return None
                raise
        return FileHold(connection)

    def is_held(self, connection: Connection, name: str) -> bool:  # noqa: ARG002
        """Who asks holds the only part there is."""
        return False

    def insert_new(self, table: Table) -> ReturningInsert[tuple[int]]:
        """INSERT … ON CONFLICT DO NOTHING."""
        return _insert_new(table)

    def reserve(self, connection: Connection, table: Table, count: int) -> list[int]:
        """What follows the highest key that was ever given (sqlite.org/autoinc.html); nobody else writes."""
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last = connection.execute(given, {"table": table.name}).scalar() or 0
        return list(range(last + 1, last + 1 + count))

    def scrub(self) -> bool:
        """Empty the -wal file."""
        with self._in_turn(), self.told():
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                row = cursor.fetchone()
            finally:
                connection.close()
        return row is not None and row[0] == 0

    def reason(self, error: BaseException | None) -> str:
        """One of `_REASONS`, or `other`: the primary code is the low byte (sqlite.org/rescode.html)."""
        code = getattr(error, "sqlite_errorcode", None)
        return _REASONS.get(code & 0xFF, "other") if isinstance(code, int) else "other"

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say what SQLite refuses too where it is asked directly."""
        with super().told():
            try:
                yield
            except sqlite3.Error as error:
                raise StoreUnusable(url=self.shown, reason=self.reason(error)) from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=common.LOCK_SECONDS):
            raise StoreUnusable(url=self.shown, reason="locked")
        try:
            yield
        finally:
            self._writer.release()

    def use_wal(self) -> None:
        """Switch the file to WAL, which it then stays in.

        The switch needs the file for itself and does not wait for it: two first starts at once try again.
        """
        with self.told():
            connection = self.engine.raw_connection()
            try:
                for rest in reversed(range(WAL_TRIES)):
                    try:
                        connection.cursor().execute("PRAGMA journal_mode=WAL")
                        break
                    except sqlite3.OperationalError as error:
                        if self.reason(error) != "locked" or not rest:
                            raise
                        sleep(WAL_PAUSE_SECONDS)
            finally:
                connection.close()


def memory() -> SqliteDatabase:
    """Make a database that lives as long as it is open.

    Its one connection *is* the database: threads take it in turn (a static pool would hand the same one,
    and the same transaction, to two of them at once).
    """
    made = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=common.LOCK_SECONDS,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(made)
    return SqliteDatabase(made, None)


def file(name: str) -> SqliteDatabase:
    """Open a file, made if it is not there, and its folder too. Raises StoreUnusable."""
    path = Path(name).absolute()
    with _refused(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)  # the files that SQLite puts beside it take the mode of this one
    # The path goes in as it is: in a URL a "?" or a "%" of a folder's name would mean something.
    made = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_timeout=common.LOCK_SECONDS,
        creator=lambda: sqlite3.connect(path, check_same_thread=False),
        hide_parameters=True,
    )
    _prepare(made)
    database = SqliteDatabase(made, path)
    database.use_wal()
    return database


@cache
def _insert_new(table: Table) -> ReturningInsert[tuple[int]]:
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnusable(url=str(path), reason="refused") from error


def _which(path: Path | None) -> tuple[int, int] | None:
    """The file that stands there now, whatever it holds."""
    found = path.stat() if path and path.exists() else None
    return (found.st_dev, found.st_ino) if found else None


def _prepare(made: Engine) -> None:
    @event.listens_for(made, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"PRAGMA busy_timeout={int(common.LOCK_SECONDS * 1000)}", *_PRAGMAS):
            connection.execute(pragma)

    @event.listens_for(made, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
