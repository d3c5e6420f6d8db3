"""How the database is opened and held: the only file where its kinds differ.

SQLite: one writer at a time (`BEGIN IMMEDIATE`), readers beside it (WAL), every commit on the disk before
it is believed (`synchronous=FULL`), what is erased overwritten (`secure_delete`). The driver's own
transactions are off and BEGIN is said here, as SQLAlchemy's page on pysqlite recommends for Pythons
before 3.12 ("Using SQLAlchemy to emit BEGIN"): without it a SELECT would open no transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import sleep

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from knowledge.dialogue.errors import BadSetting, StoreUnusable

SETTING = "PRONOTE_HELPDESK_DATABASE_URL"
"""The setting that an operator corrects when the address of the database is of no use."""

LOCK_SECONDS = 10
"""How long one waits for another's transaction: a hundred times what a turn takes."""

WAL_TRIES = 100
WAL_PAUSE_SECONDS = 0.05

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


class Database:
    """One open database. `shown` names it to people: a path, or an address without its password."""

    def __init__(self, engine: Engine, *, shown: str) -> None:
        self.engine = engine
        self.shown = shown
        self._for_writing = engine.execution_options(writing=True)
        # Threads of one process queue here, in turn; SQLite's own wait is a lottery of naps.
        self._writer = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment of the database and holds nobody up.

        Raises StoreUnusable.
        """
        with self.told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is the only one to write until it ends; an exception undoes it.

        Raises StoreUnusable, also when the others do not finish within `LOCK_SECONDS`.
        """
        with self._alone(), self.told(), self._for_writing.begin() as connection:
            yield connection

    def scrub(self) -> bool:
        """Leave no trace of erased rows in the files beside the database; False if readers kept them open."""
        with self._alone(), self.told():
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                row = cursor.fetchone()
            finally:
                connection.close()
        return row is not None and row[0] == 0

    def close(self) -> None:
        """Let go of the files."""
        self.engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=LOCK_SECONDS):
            raise StoreUnusable(url=self.shown, reason="locked")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say what the database refuses as StoreUnusable; errors of the caller's own pass untouched."""
        try:
            yield
        except PoolTimeout as error:
            raise StoreUnusable(url=self.shown, reason="locked") from error
        except DBAPIError as error:
            raise StoreUnusable(url=self.shown, reason=_reason(error.orig)) from error
        except sqlite3.Error as error:
            raise StoreUnusable(url=self.shown, reason=_reason(error)) from error


def engine(url: str) -> Database:
    """Open the database at `url`: `sqlite:///path`, made if it is not there (its folder too).

    Raises BadSetting when the address is of no kind known here, StoreUnusable when it cannot be opened.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # What cannot be read may still hold a password: only its beginning is said again.
        raise BadSetting(name=SETTING, value=url.partition(":")[0]) from None
    if parsed.drivername != "sqlite" or not parsed.database or parsed.host or parsed.query:
        raise BadSetting(name=SETTING, value=parsed.render_as_string(hide_password=True))
    if parsed.database == ":memory:":
        return memory()
    return _sqlite_file(Path(parsed.database).absolute())


def memory() -> Database:
    """Make a database that lives as long as it is open.

    Its one connection *is* the database: threads take it in turn (a static pool would hand the same one,
    and the same transaction, to two of them at once).
    """
    made = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=LOCK_SECONDS,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(made)
    return Database(made, shown=":memory:")


def _sqlite_file(path: Path) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)  # the files that SQLite puts beside it take the mode of this one
    except OSError as error:
        raise StoreUnusable(url=str(path), reason="refused") from error
    # The path goes in as it is: in a URL a "?" or a "%" of a folder's name would mean something.
    made = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_timeout=LOCK_SECONDS,
        creator=lambda: sqlite3.connect(path, check_same_thread=False),
        hide_parameters=True,
    )
    _prepare(made)
    database = Database(made, shown=str(path))
    with database.told():
        _use_wal(made)
    return database


def _prepare(made: Engine) -> None:
    @event.listens_for(made, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"PRAGMA busy_timeout={int(LOCK_SECONDS * 1000)}", *_PRAGMAS):
            connection.execute(pragma)

    @event.listens_for(made, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _use_wal(made: Engine) -> None:
    """Switch the file to WAL, which it then stays in.

    The switch needs the file for itself and does not wait for it: two first starts at once try again.
    """
    connection = made.raw_connection()
    try:
        for rest in reversed(range(WAL_TRIES)):
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL")
                break
            except sqlite3.OperationalError as error:
                if _reason(error) != "locked" or not rest:
                    raise
                sleep(WAL_PAUSE_SECONDS)
    finally:
        connection.close()


def _reason(error: BaseException | None) -> str:
    """One of `_REASONS`, or `other`: the primary code is the low byte (sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", None)
    return _REASONS.get(code & 0xFF, "other") if isinstance(code, int) else "other"
