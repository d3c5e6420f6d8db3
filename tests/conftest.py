"""What all tests share: the real guide, houses that last no longer than a test, and `--update`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot import exemple
from bot.house import read_guide
from knowledge.dialogue.guide import Guide
from tests.postgres import Cluster, running

TODAY = date(2026, 8, 27)
"""The day of all tests: the end of August, when schools do this."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden transcripts")


@pytest.fixture(scope="session")
def guide() -> Guide:
    return read_guide()


@pytest.fixture(scope="session", autouse=True)
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the data of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRONOTE_HELPDESK_DATA", str(tmp_path_factory.mktemp("donnees")))
        yield


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL for all tests of this process; each makes a database of its own in it."""
    with running() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def ecole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an invented school, as `sample` writes it on the day of the tests."""
    folder = tmp_path_factory.mktemp("ecole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.exemple.today", lambda: TODAY)
        list(exemple.write(folder))
    return folder
