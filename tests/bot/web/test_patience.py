"""Requests that trickle in (slow-loris) keep no connection open; those that are only slow are read."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.settings import HOOK_PATH
from bot.telegram.webhook import SECRET_HEADER
from bot.web import patience
from tests.bot.telegram.bot import Bot, living
from tests.botapi.server import running

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.4)
    monkeypatch.setattr(patience, "BODY_SPEED", 100)
    with running() as api, living(api, tmp_path, hooked=True) as made:
        api.wait(lambda: api.world.secret)
        yield made


def connect(bot: Bot) -> socket.socket:
    host, _, port = bot.page.removeprefix("http://").rstrip("/").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def head(bot: Bot, path: str, size: int, *, known: bool = True) -> str:
    """All that comes before a body."""
    is_hook = path == HOOK_PATH
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {size}"]
    lines.append(f"Content-Type: {JSON if is_hook else FORM}")
    if is_hook and known:
        lines.append(f"{SECRET_HEADER}: {bot.service._secret}")
    return "\r\n".join((*lines, "", ""))


def trickled(bot: Bot, begin: str) -> str:
    """What is answered to a beginning after which a byte comes now and then, until the line is closed."""
    said = b""
    with connect(bot) as line:
        line.sendall(begin.encode())
        line.settimeout(0.1)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                if not (part := line.recv(65536)):
                    return said.decode()
                said += part
            except TimeoutError:
                line.sendall(b"x")
            except ConnectionError:
                return said.decode()
    raise AssertionError("still open")


@pytest.mark.parametrize("begin", ["", "GET /", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "])
def test_a_head_that_does_not_end_is_not_waited_for(bot: Bot, begin: str) -> None:
    said = trickled(bot, begin)
    assert not said or said.split()[1] == "400"  # what is no HTTP at all is told so at once


def test_a_body_that_trickles_in_is_told_so_on_the_page_and_the_line_is_closed(bot: Bot) -> None:
    said = trickled(bot, head(bot, "/dire", 1000))
    assert said.split()[1] == "408"
    assert "trop lentement" in said


@pytest.mark.parametrize(("known", "status"), [(True, "408"), (False, "403")])
def test_a_body_that_trickles_into_the_webhook_is_refused_and_the_line_closed(
    bot: Bot, known: bool, status: str
) -> None:
    assert trickled(bot, head(bot, HOOK_PATH, 1000, known=known)).split()[1] == status


def test_a_fast_beginning_earns_no_endless_patience(bot: Bot) -> None:
    begin = head(bot, HOOK_PATH, 500_000) + "x" * 200_000
    assert trickled(bot, begin).split()[1] == "408"


PARTS = st.lists(st.tuples(st.integers(0, 1 << 20), st.floats(0, 60)), max_size=30)


@given(PARTS)
def test_no_part_is_waited_for_longer_than_the_first_and_all_as_long_as_they_earn(
    parts: list[tuple[int, float]],
) -> None:
    left, waited, came = patience.BODY_SECONDS, 0.0, 0
    for size, wait in parts:
        if wait > left:
            break
        left = patience.credit(left, size, wait)
        waited, came = waited + wait, came + size
        assert left <= patience.BODY_SECONDS
        assert waited + left <= patience.BODY_SECONDS + came / patience.BODY_SPEED + 1e-6


@given(st.lists(st.floats(0, patience.BODY_SECONDS), max_size=50))
def test_a_body_that_comes_at_the_least_speed_is_never_given_up(waits: list[float]) -> None:
    left = patience.BODY_SECONDS
    for wait in waits:
        assert wait <= left + 1e-6
        left = patience.credit(left, ceil(wait * patience.BODY_SPEED), wait)


def test_a_slow_body_that_keeps_coming_is_read(bot: Bot) -> None:
    content = b'{"update_id":7,"weather":"' + b"x" * 300 + b'"}'
    with connect(bot) as line:
        line.sendall(head(bot, HOOK_PATH, len(content)).encode())
        for at in range(0, len(content), 41):
            line.sendall(content[at : at + 41])
            time.sleep(0.1)
        assert line.recv(65536).split()[1] == b"200"
