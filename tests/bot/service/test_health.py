"""What a monitor asks, of the application itself and of the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.service.health import FRESH_SECONDS, Health, SeenBy, Words
from bot.service.metrics import Metrics
from bot.words import sentence, word
from knowledge.dialogue.errors import StoreUnusable
from tests.bot.service.conftest import Serve

HERE, ELSEWHERE = ("127.0.0.1", 40000), ("203.0.113.7", 40000)
PUBLIC = "https://aide.exemple.fr/"
EMPTY = {"inbox_waiting": 0.0, "outbox_waiting": 3.0}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("la page")(scope, receive, send)


class Store:
    """Answers, fails or hangs, and counts how often it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked = 0
        self.free = threading.Event()
        self.free.set()

    def __call__(self) -> Mapping[str, float]:
        self.asked += 1
        self.free.wait(20)
        if self.error:
            raise self.error
        return EMPTY


def health(store: Store, *, public: str = "") -> Health:
    words = Words(sentence, lambda name: word(f"service.{name}"))
    return Health(page, store, Metrics(), words, SeenBy(("127.0.0.0/8", "::1/128", "10.0.0.0/8"), public))


def ask(
    asked: Health,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    client: tuple[str, int] = HERE,
    method: str = "GET",
) -> httpx.Response:
    async def one() -> httpx.Response:
        transport = httpx.ASGITransport(asked, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
            return await browser.request(method, path, headers=headers)

    return asyncio.run(one())


def test_the_process_lives_whatever_its_store_does() -> None:
    store = Store(StoreUnusable(url="base", reason="full"))
    answer = ask(health(store), "/healthz", client=ELSEWHERE)
    assert (answer.status_code, answer.text) == (200, word("service.vivant"))
    assert store.asked == 0


def test_anything_else_is_the_page_s() -> None:
    assert ask(health(Store()), "/").text == "la page"
    assert ask(health(Store()), "/readyz/").text == "la page"


def test_a_store_that_cannot_be_used_is_told_to_the_operator_and_its_fact_to_anyone() -> None:
    broken = health(Store(StoreUnusable(url="postgresql://bot:***@base/helpdesk", reason="locked")))
    inside = ask(broken, "/readyz")
    assert inside.status_code == 503
    assert inside.json() == {
        "ready": False,
        "checks": [
            {
                "name": "base",
                "ok": False,
                "message": sentence(StoreUnusable(url="postgresql://bot:***@base/helpdesk", reason="locked")),
            }
        ],
    }
    outside = ask(broken, "/readyz", client=ELSEWHERE)
    assert (outside.status_code, outside.text) == (503, word("service.pas_pret"))


def test_a_part_that_does_not_work_is_named() -> None:
    sick = health(Store())
    sick.parts["telegram"] = lambda: "jeton_refuse"
    answer = ask(sick, "/readyz")
    assert answer.status_code == 503
    told = {check["name"]: check["message"] for check in answer.json()["checks"]}
    assert told == {"base": "", "telegram": word("service.etats.jeton_refuse")}
    sick.parts["telegram"] = lambda: ""
    assert ask(sick, "/readyz").json()["ready"] is True
    assert ask(sick, "/readyz", client=ELSEWHERE).text == word("service.pret")


def test_a_store_that_hangs_is_not_ready_and_takes_one_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.health.LOOK_SECONDS", 0.05)
    monkeypatch.setattr("bot.service.health.FRESH_SECONDS", 0.0)
    store = Store()
    store.free.clear()
    stuck = health(store)

    async def some() -> list[int]:
        transport = httpx.ASGITransport(stuck, client=HERE)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            answers = [await browser.get("/readyz") for _ in range(5)]
            store.free.set()
        return [answer.status_code for answer in answers]

    assert asyncio.run(some()) == [503] * 5
    assert store.asked == 1


def test_however_often_it_is_asked_the_store_is_asked_once_a_while() -> None:
    store = Store()
    asked = health(store)
    assert FRESH_SECONDS > 0
    for _ in range(20):
        ask(asked, "/readyz")
        ask(asked, "/metrics")
    assert store.asked < 20


@pytest.mark.parametrize(
    ("client", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("10.1.2.3", 200), ("203.0.113.7", 403)],
)
def test_the_numbers_are_for_the_networks_of_the_operator(client: str, status: int) -> None:
    answer = ask(health(Store()), "/metrics", client=(client, 1))
    assert answer.status_code == status
    assert ("helpdesk_outbox_waiting 3.0" in answer.text) == (status == 200)


def test_a_proxy_that_does_not_say_for_whom_it_asks_is_not_taken_for_the_operator() -> None:
    asked = health(Store(), public=PUBLIC)
    assert ask(asked, "/metrics", {"host": "aide.exemple.fr"}).status_code == 403
    assert ask(asked, "/metrics", {"host": "127.0.0.1:8000"}).status_code == 200
    # uvicorn has put the client that a known proxy names in its place; it is here, and was named.
    named = {"host": "aide.exemple.fr", "x-forwarded-for": "127.0.0.1"}
    assert ask(asked, "/metrics", named).status_code == 200


def test_a_store_that_is_down_does_not_hide_the_other_numbers() -> None:
    text = ask(health(Store(StoreUnusable(url="base"))), "/metrics").text
    assert "helpdesk_store_up 0.0" in text
    assert "helpdesk_updates_total" in text
    assert "helpdesk_outbox_waiting" not in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_it_is_asked_only(path: str) -> None:
    assert ask(health(Store()), path, method="POST").status_code == 405
    assert ask(health(Store()), path, method="HEAD").status_code == 200


def test_the_program_tells_of_its_health_and_not_to_strangers_behind_a_proxy(serve: Serve) -> None:
    served = serve(PRONOTE_HELPDESK_PUBLIC_URL=PUBLIC)
    assert served.get("/healthz").text == word("service.vivant")
    assert served.get("/readyz").json() == {
        "ready": True,
        "checks": [{"name": "base", "ok": True, "message": ""}],
    }
    assert served.number("helpdesk_store_up") == 1.0
    far = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https", "host": "aide.exemple.fr"}
    assert served.get("/metrics", **far).status_code == 403
    assert served.get("/readyz", **far).text == word("service.pret")
    assert served.get("/", **far).status_code == 200
    assert served.get("/", host="ailleurs.exemple.fr").status_code == 403
