"""A server and a bot for each test, and nothing of a person or the token in any log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram.bot import Bot, living
from tests.botapi.people import Person
from tests.botapi.server import BotApi, running
from tests.botapi.world import TOKEN
from tests.postgres import Cluster


@pytest.fixture
def api() -> Iterator[BotApi]:
    with running() as server:
        yield server


@pytest.fixture(params=["polling", "webhook"])
def bot(api: BotApi, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    """The bot, once for each way that updates come."""
    with living(api, tmp_path, hooked=request.param == "webhook") as made:
        yield made


@pytest.fixture
def polled(api: BotApi, tmp_path: Path) -> Iterator[Bot]:
    """The bot, polling: for what does not depend on how updates come."""
    with living(api, tmp_path) as made:
        yield made


@pytest.fixture
def camille(api: BotApi) -> Person:
    return Person(api, 42, "Camille")


@pytest.fixture
def dominique(api: BotApi) -> Person:
    return Person(api, 43, "Dominique")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database; none for the folder's own file."""
    if request.param == "sqlite":
        yield ""
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        with cluster.database() as url:
            yield url


@pytest.fixture
def kept(api: BotApi, tmp_path: Path, database: str) -> Iterator[Bot]:
    """The bot, polling, on each store."""
    with living(api, tmp_path, database=database) as made:
        yield made


@pytest.fixture(autouse=True)
def quiet_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No log, at any level, holds the token or what a person wrote (faults.md, I4)."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        said = record.getMessage() + (record.exc_text or "")
        assert TOKEN not in said
        assert "Canari" not in said
