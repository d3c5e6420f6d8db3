"""The program itself, with a token: page and bot together, ended by SIGTERM, going on at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.bot.telegram.test_receiving import FIRST, SECOND
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.botapi.world import TOKEN

GRACE = 10
"""Seconds after SIGTERM at which a service manager loses patience."""


@contextmanager
def program(api: BotApi, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    environ = {
        **os.environ,
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API": api.url,
        "PRONOTE_HELPDESK_DATA": str(folder),
        "PRONOTE_HELPDESK_PORT": "0",
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM ends nothing gracefully on Windows")
def test_sigterm_ends_it_in_time_and_the_rest_is_done_at_the_next_start(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    people = [Person(api, 5000 + rank) for rank in range(500)]
    with program(api, tmp_path, TELEGRAM_RATE="0") as process:
        assert process.stdout
        process.stdout.readline()
        page = process.stdout.readline().strip()
        camille.says("/start")
        camille.awaits(FIRST, seconds=60)
        assert httpx.get(page).status_code == 200
        for person in people:
            person.says("/start")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=GRACE)
        assert process.returncode == 0
        assert TOKEN not in errors
    camille.says("1")
    with program(api, tmp_path, TELEGRAM_RATE="0"):
        camille.awaits(SECOND, seconds=60)
        for person in people:
            person.awaits(FIRST, seconds=60)
    assert all(person.reads().count(FIRST) == 1 for person in people if "(renvoi)" not in person.reads())


def test_a_token_that_is_none_is_refused_in_french_and_not_said_again(api: BotApi, tmp_path: Path) -> None:
    with program(api, tmp_path, TELEGRAM_TOKEN="mon-secret") as process:
        said, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "TELEGRAM_TOKEN" in errors
    assert "mon-secret" not in said + errors
