"""What every database can do here; each kind stands in a file of its own (`storage.engine` chooses).

A transaction that writes works beside others where the database can do that, once it has claimed the
conversations that it changes; `alone` has the whole database to itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine, Select, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.dml import ReturningInsert

from knowledge.dialogue.errors import StoreUnusable

LOCK_SECONDS = 10
"""How long one waits for another's transaction: a hundred times what a turn takes."""


class Hold(Protocol):
    """Something that one process has to itself until it lets go of it, or dies."""

    def held(self) -> bool:
        """Is it still ours? A connection that was cut has let go of it."""

    def release(self) -> None:
        """Let go of it."""


class Database(ABC):
    """One open database. `shown` names it to people: a path, or an address without its password."""

    shared: bool
    """May several processes handle and send from it at the same time?"""

    def __init__(self, engine: Engine, *, shown: str) -> None:
        self.engine = engine
        self.shown = shown

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one moment of the database and holds nobody up.

        Raises StoreUnusable.
        """

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction that writes; an exception undoes it.

        Raises StoreUnusable, also when the others do not finish within `LOCK_SECONDS`.
        """

    @abstractmethod
    def alone(self) -> AbstractContextManager[Connection]:
        """Open a transaction during which nobody else writes. Raises as `writing` does."""

    @abstractmethod
    def claim(self, connection: Connection, name: str) -> None:
        """Wait until nobody else works on what `name` names, and have it until the transaction ends."""

    @abstractmethod
    def claim_free(self, connection: Connection, names: Select[str], limit: int) -> list[str] | None:
        """Claim the first of `names` that nobody works on, and return them; None when all are ours."""

    @abstractmethod
    def hold(self, name: str, *, counted: bool = False) -> Hold | None:
        """Take `name` for this process; None when another one has it. Raises StoreUnusable.

        `counted`: one of those that `holders` counts, for as long as it is held.
        """

    @abstractmethod
    def holders(self) -> int:
        """How many living processes hold something counted. Raises StoreUnusable."""

    @abstractmethod
    def is_held(self, connection: Connection, name: str) -> bool:
        """Does a living process hold `name`?"""

    @abstractmethod
    def insert_new(self, table: Table) -> ReturningInsert[tuple[int]]:
        """An INSERT of what is not there yet: a row that breaks a unique key is left out."""

    @abstractmethod
    def reserve(self, connection: Connection, table: Table, count: int) -> list[int]:
        """The next `count` keys of a table that counts up: a row is sealed with its key before it is kept."""

    @abstractmethod
    def scrub(self) -> bool:
        """Leave no trace of erased rows in the files beside the database; False if readers kept them open."""

    @abstractmethod
    def reason(self, error: BaseException | None) -> str:
        """Why the database refused, as `StoreUnusable` tells it.

        `conflict` (undone for the sake of another) and `cut` (the connection was lost: nobody knows whether
        a COMMIT that was under way took place) are worth another try.
        """

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say what the database refuses as StoreUnusable; errors of the caller's own pass untouched."""
        try:
            yield
        except PoolTimeout as error:
            raise StoreUnusable(url=self.shown, reason="locked") from error
        except DBAPIError as error:
            raise StoreUnusable(url=self.shown, reason=self.reason(error.orig)) from error
