from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.bot.web.visitor import Visitor


@dataclass
class Served:
    """The program itself, serving in a process of its own."""

    process: subprocess.Popen[str]
    page: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a path below the page."""
        return httpx.get(self.page.rstrip("/") + path, headers=headers, timeout=20)

    def number(self, name: str) -> float:
        """One number of the metrics, labels included in its name."""
        lines = [line for line in self.get("/metrics").text.splitlines() if line.startswith(f"{name} ")]
        assert len(lines) == 1, name
        return float(lines[0].split()[-1])

    def end(self) -> str:
        """End it; what it wrote on stderr."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[1]


@contextmanager
def program(folder: Path, *arguments: str, **environ: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0", *arguments],
        env=os.environ | {"PRONOTE_HELPDESK_DATA": str(folder)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout
        page = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        assert page, process.communicate()
        yield Served(process, page)
    finally:
        process.kill()
        process.communicate()


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the program; each is ended with the test."""
    with ExitStack() as stack:
        yield lambda *arguments, **environ: stack.enter_context(program(tmp_path, *arguments, **environ))


@pytest.fixture
def visit() -> Iterator[Callable[[str], Visitor]]:
    """Makes visitors, and closes their connections."""
    with ExitStack() as stack:
        yield lambda base: stack.enter_context(Visitor(base))
