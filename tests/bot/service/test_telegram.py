"""The bot beside the page, as a monitor sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bot.words import word
from tests.bot.service.conftest import Serve, Served
from tests.bot.telegram.test_receiving import FIRST
from tests.botapi.people import Person
from tests.botapi.server import BotApi, running
from tests.botapi.world import TOKEN

UPDATES = 'helpdesk_updates_total{{event="{0}",transport="telegram"}}'
REPLIES = 'helpdesk_replies_total{{event="{0}",transport="telegram"}}'


@pytest.fixture
def api() -> Iterator[BotApi]:
    with running() as server:
        yield server


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def telegram_of(served: Served) -> str:
    told = {check["name"]: check["message"] for check in served.get("/readyz").json()["checks"]}
    return str(told["telegram"])


def test_updates_and_replies_are_counted(serve: Serve, api: BotApi) -> None:
    served = serve(TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.url)
    until(lambda: served.get("/readyz").status_code == 200)
    api.refuse(429, "Too Many Requests: retry after 1", retry_after=1)
    api.refuse(403, "Forbidden: bot was blocked by the user", chat=43)
    Person(api, 42, "Camille").says("/start")
    Person(api, 43, "Dominique").says("/start")
    until(lambda: served.number(UPDATES.format("handled")) == 2)
    until(lambda: served.number(REPLIES.format("sent")) > 0)
    until(lambda: served.number(REPLIES.format("dead")) > 0)
    assert served.number(UPDATES.format("received")) == 2
    assert served.number(UPDATES.format("duplicate")) == 0
    assert served.number(REPLIES.format("slowed")) == 1
    assert served.number(REPLIES.format("put_off")) == 1
    assert served.number(REPLIES.format("dead")) == 1
    assert served.number('helpdesk_turn_seconds_count{transport="telegram"}') == 2
    assert TOKEN not in served.get("/metrics").text + served.end()


def test_a_token_that_is_refused_makes_it_not_ready(serve: Serve, api: BotApi) -> None:
    wrong = "123456:un-jeton-qui-n-est-pas-le-bon-du-tout"
    served = serve(TELEGRAM_TOKEN=wrong, TELEGRAM_API=api.url)
    until(lambda: telegram_of(served) == word("service.etats.jeton_refuse"))
    assert served.get("/readyz").status_code == 503
    assert served.get("/").status_code == 200
    assert wrong not in served.get("/readyz").text + served.end()


def test_a_server_that_cannot_be_reached_makes_it_not_ready_until_it_can(serve: Serve) -> None:
    with running() as gone:
        pass
    served = serve(TELEGRAM_TOKEN=TOKEN, TELEGRAM_API=gone.url)
    until(lambda: telegram_of(served) == word("service.etats.telegram_injoignable"))
    with BotApi(port=gone.port) as back:
        until(lambda: telegram_of(served) == "")
        camille = Person(back, 42, "Camille")
        camille.says("/start")
        camille.awaits(FIRST)
