"""`serve --workers`: several processes are one bot and one page; on SQLite it is refused in one sentence."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from bot.words import sentence
from knowledge.dialogue.errors import OneProcess
from tests.bot.service.conftest import Serve, Served
from tests.bot.telegram.test_receiving import FIRST, SECOND
from tests.bot.web.test_fichiers import downloads, lists
from tests.bot.web.visitor import Visitor
from tests.botapi.people import Person
from tests.botapi.server import BotApi, running
from tests.postgres import Cluster

WORKERS = 2
COUNTED = 'helpdesk_request_seconds_count{route="/fichier",status="2xx"}'
GRACE = 10
"""Seconds after SIGTERM at which a service manager loses patience."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals are POSIX's")


@pytest.fixture
def database(postgres: Cluster) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def served(serve: Serve, database: str, api: BotApi) -> Served:
    made = serve(
        "--workers", str(WORKERS), DATABASE_URL=database, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url
    )
    # The port is open before anybody answers at it.
    assert httpx.get(made.page, timeout=120).status_code == 200
    return made


@pytest.fixture
def api() -> Iterator[BotApi]:
    with running() as server:
        yield server


def children(of: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for place in Path("/proc").iterdir():
        with suppress(OSError):
            status = (place / "status").read_text() if place.name.isdecimal() else ""
            if f"\nPPid:\t{of}\n" in status:
                found.append(int(place.name))
    return found


def workers_of(served: Served) -> list[int]:
    """The processes that answer: forked by the one that the first process started for that."""
    return [each for child in children(served.process.pid) for each in children(child)]


def test_several_processes_are_refused_on_sqlite_in_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(tmp_path))
    assert main(["serve", "--workers", "2", "--port", "0"]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.strip() == sentence(OneProcess(workers="2"))


def test_a_report_is_the_same_whichever_process_is_asked_and_all_are_counted_together(
    served: Served, ecole: Path, visit: Callable[[str], Visitor]
) -> None:
    person = visit(served.page)
    person.open()
    person.press("but:fichiers")
    for text in lists(ecole):
        person.paste(text)
    found = downloads(person.page)
    assert found
    # A new connection each time: the system shares them out.
    for href in found:
        documents = {
            httpx.get(served.page.rstrip("/") + href, cookies=person.client.cookies).content for _ in range(6)
        }
        assert len(documents) == 1
    assert {served.number(COUNTED) for _ in range(6)} == {6 * len(found)}


def test_one_bot_answers_in_order_while_its_processes_are_killed(served: Served, api: BotApi) -> None:
    people = [Person(api, 100 + rank) for rank in range(12)]
    for person in people:
        person.says("/start")
    people[0].awaits(FIRST, seconds=60)
    os.kill(workers_of(served)[0], signal.SIGKILL)
    for person in people:
        person.awaits(FIRST, seconds=60)
        person.says("1")
    for person in people:
        person.awaits(SECOND, seconds=60)
    assert served.get("/healthz").status_code == 200


def test_sigterm_ends_all_in_time_and_another_program_goes_on(
    served: Served, serve: Serve, database: str, api: BotApi
) -> None:
    people = [Person(api, 100 + rank) for rank in range(40)]
    people[0].says("/start")
    people[0].awaits(FIRST, seconds=60)
    for person in people[1:]:
        person.says("/start")
    workers = workers_of(served)
    assert len(workers) == WORKERS
    began = time.monotonic()
    errors = served.end()
    assert time.monotonic() - began < GRACE
    assert (served.process.returncode, errors) == (0, "")
    assert not any(Path(f"/proc/{number}").exists() for number in workers)
    serve(DATABASE_URL=database, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url)
    for person in people:
        person.awaits(FIRST, seconds=60)
