"""The outermost layer: the public address, and how much at once."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from bot.service import front
from bot.service.front import Front
from tests.bot.service.conftest import Serve

PUBLIC = "https://aide.exemple.fr/"


async def scheme(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how it was asked, and lets the others ask meanwhile."""
    await asyncio.sleep(0.05)
    await PlainTextResponse(scope["scheme"])(scope, receive, send)


def test_at_most_so_many_are_answered_at_once_and_each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "AT_ONCE", 3)
    told: list[tuple[str, int]] = []
    served = Front(
        scheme, "", lambda why: f"Un instant : {why}.", lambda path, status, _: told.append((path, status))
    )

    async def several() -> list[httpx.Response]:
        transport = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            return await asyncio.gather(*(browser.get("/") for _ in range(5)))

    answers = asyncio.run(several())
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 503, 503]
    assert all(answer.text == "Un instant : occupe." for answer in answers if answer.status_code == 503)
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 503)
    assert sorted(told) == [("/", 200)] * 3 + [("/", 503)] * 2
    assert served.under_way == 0


def test_an_answer_that_breaks_is_counted_and_no_longer_under_way() -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError

    told: list[int] = []
    served = Front(breaks, "", str, lambda _, status, __: told.append(status))

    async def one() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://a") as browser:
            await browser.get("/")

    with pytest.raises(RuntimeError):
        asyncio.run(one())
    assert (told, served.under_way) == ([500], 0)


def test_whoever_waits_when_the_program_ends_is_told() -> None:
    async def hangs(*_: object) -> None:
        await asyncio.Event().wait()

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def ended() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        request = asyncio.create_task(Front(hangs, "", str, lambda *_: None)(scope, receive, send))
        await asyncio.sleep(0)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

    asyncio.run(ended())
    assert sent[0]["status"] == 503
    assert sent[1]["body"] == b"arret"


def test_a_cookie_is_secure_wherever_the_browser_uses_https(serve: Serve) -> None:
    served = serve(PRONOTE_HELPDESK_PUBLIC_URL=PUBLIC)
    for headers, secure in (
        ({"host": "aide.exemple.fr", "x-forwarded-for": "203.0.113.7"}, True),
        ({"host": "aide.exemple.fr", "x-forwarded-proto": "https"}, True),
        ({"x-forwarded-proto": "https"}, True),
        ({}, False),
    ):
        cookie = served.get("/", **headers).headers["set-cookie"]
        assert ("Secure" in cookie) == secure, headers
        assert cookie.startswith("__Host-sid=" if secure else "sid=")


def test_a_stranger_s_word_for_https_counts_for_nothing(serve: Serve) -> None:
    served = serve(PRONOTE_HELPDESK_PROXIES="192.0.2.1")
    assert "Secure" not in served.get("/", **{"x-forwarded-proto": "https"}).headers["set-cookie"]
