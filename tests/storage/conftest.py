"""A folder as an operator has it, a clock that only moves when told, children that really die."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from knowledge.dialogue.types import Answer, State, Text
from storage.database import Database
from storage.engine import engine
from storage.sqlite import memory
from storage.store import Store, open_store
from storage.tables import conversations, deliveries, metadata
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]

posix = pytest.mark.skipif(os.name != "posix", reason="modes and limits are POSIX's")


@dataclass
class Clock:
    """Tells the time it was set to."""

    time: datetime = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += timedelta(**amount)


@dataclass
class Place:
    """A data folder, and the stores that were opened in it; the database is in it too, or at `server`."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    opened: list[Store] = field(default_factory=list)
    server: str = ""

    @property
    def url(self) -> str:
        return self.server or f"sqlite:///{self.base}"

    @property
    def shown(self) -> str:
        """How the database is named to people."""
        return self.server.partition("?")[0] or str(self.base)

    @property
    def base(self) -> Path:
        return self.folder / "helpdesk.sqlite3"

    @property
    def key(self) -> Path:
        return self.folder / "cle.txt"

    def open(self) -> Store:
        store = open_store(self.url, self.key, now=self.clock)
        self.opened.append(store)
        return store

    def content(self) -> bytes:
        """All that stands in the files beside the key: the database, its -wal, its -shm; or in the rows."""
        if self.server:
            with self.opened[-1].database.reading() as connection:
                return b"".join(
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    for table in metadata.sorted_tables
                    for row in connection.execute(text(f"SELECT * FROM {table.name}")).all()  # noqa: S608
                    for value in row
                )
        files = [path for path in self.folder.rglob("*") if path.is_file() and path != self.key]
        return b"".join(path.read_bytes() for path in files)

    def start(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        """Start another process on this folder: `code` finds `store()` ready to be called."""
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PREAMBLE + code, self.url, str(self.key), *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, *arguments: str) -> tuple[int, str, str]:
        """Run another process to its end: exit code, output, errors."""
        child = self.start(code, *arguments)
        out, err = child.communicate()
        return child.returncode, out, err

    def kill(self, code: str, *arguments: str) -> None:
        """Run another process that must kill itself on its way, as `kill -9` does."""
        if os.name != "posix":
            pytest.skip("signals are POSIX's")
        assert self.run(code, *arguments) == (-9, "", "")


PREAMBLE = """
import atexit, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from knowledge.dialogue.errors import HouseError
from knowledge.dialogue.types import Answer, State, Text
from storage.store import open_store

def store():
    made = open_store(sys.argv[1], Path(sys.argv[2]), now=lambda: datetime.now(UTC))
    atexit.register(made.close)
    return made

def die():
    os.kill(os.getpid(), signal.SIGKILL)
"""


SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For what only a file has."""

POSTGRES = pytest.mark.parametrize("place", ["postgres"], indirect=True)
"""For what only a server has."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place for each kind of database."""
    with placed(request, tmp_path) as made:
        yield made


@contextmanager
def placed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place with the kind of database that a fixture was asked for."""
    made = Place(tmp_path / "données d’essai")
    made.folder.mkdir()
    with ExitStack() as stack:
        if request.param == "postgres":
            cluster: Cluster = request.getfixturevalue("postgres")
            made.server = stack.enter_context(cluster.database())
        yield made
        for store in made.opened:
            store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of each kind in which nothing was made yet."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            made: Database = memory()
        else:
            cluster: Cluster = request.getfixturevalue("postgres")
            made = engine(stack.enter_context(cluster.database(empty=True)))
        yield made
        made.close()


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def say(store: Store, who: str, value: str) -> None:
    """Let `who` give one more answer, echoed."""
    with store.talk(who) as talk:
        talk.state = State((*talk.state.answers, Answer("noeud", value)))
        talk.replies = (Text(value),)


def said(store: Store, who: str) -> list[str]:
    """The answers that are remembered of `who`."""
    return [answer.value for answer in store.look(who)[0].answers]


def rows(store: Store) -> tuple[int, int]:
    """How many conversations and how many deliveries stand in the database."""
    with store.database.reading() as connection:
        one, two = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (conversations, deliveries)
        )
        return one, two
