"""Several processes are one bot: one asks for updates, all answer, and another takes over (fault 13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.telegram.settings import HOOK_PATH
from bot.telegram.webhook import SECRET_HEADER
from tests.bot.telegram.bot import living
from tests.bot.telegram.test_receiving import FIRST, SECOND
from tests.botapi.people import Person
from tests.botapi.server import BotApi
from tests.postgres import Cluster, running

HOOKED = pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database; none for the folder's own file."""
    if request.param == "sqlite":
        yield ""
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        with cluster.database() as url:
            yield url


@HOOKED
def test_a_second_instance_waits_and_takes_over(
    api: BotApi, tmp_path: Path, camille: Person, database: str, hooked: bool
) -> None:
    with living(api, tmp_path, hooked=hooked, database=database) as first:
        camille.says("/start")
        camille.awaits(FIRST)
        with living(api, tmp_path, hooked=hooked, database=database):
            camille.says("1")
            camille.awaits(SECOND)
            first.stop()
            camille.says("/recommencer")
            api.wait(lambda: camille.reads().count(FIRST) == 2)
    assert camille.reads().count(FIRST) == 2
    assert not [call for call in api.world.calls_of("getUpdates") if call.code == 409]


def test_a_switch_of_the_way_updates_come_loses_nothing(
    api: BotApi, tmp_path: Path, camille: Person, database: str
) -> None:
    for hooked in (False, True, False):
        camille.says("/start")  # waits while nobody is there
        with living(api, tmp_path, hooked=hooked, database=database):
            camille.awaits(FIRST)
            api.wait(lambda: not api.world.updates)
    assert not [call for call in api.world.calls_of("getUpdates") if call.code == 409]


def test_an_update_is_not_acknowledged_while_the_server_is_down_and_answered_once_it_is_back(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    """Fault 4."""
    with running(lasting=True) as cluster, cluster.database() as database:
        with living(api, tmp_path, hooked=True, database=database) as bot:
            camille.says("/start")
            camille.awaits(FIRST)
            cluster.stop()
            update = {"update_id": 1, "message": {}}
            headers = {SECRET_HEADER: bot.service._secret}
            answer = httpx.post(bot.page.rstrip("/") + HOOK_PATH, json=update, headers=headers, timeout=60)
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
            page = httpx.get(bot.page, timeout=60)
            assert page.status_code == 503
            assert "PostgreSQL" in page.text
            camille.says("1")
            cluster.start()
            camille.awaits(SECOND, seconds=60)
        assert camille.reads().count(SECOND) == 1
