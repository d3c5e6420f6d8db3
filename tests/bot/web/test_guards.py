from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import httpx
import pytest

from bot.house import House
from bot.web.app import build
from bot.web.guards import MAX_BODY
from bot.web.serve import LOOPBACK, names
from handlers.ports import Talk
from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.types import Reply, State
from tests.bot.web.conftest import running
from tests.bot.web.visitor import Page, Visitor

Visit = Callable[..., Visitor]


def choose(visitor: Visitor, **headers: str) -> httpx.Response:
    """Press the page's first option."""
    return visitor.send(visitor.pressed(visitor.page.options[0][1].value), **headers)


def has_answers(visitor: Visitor) -> bool:
    visitor.open()
    return "echange" in visitor.page.html


def is_refusal(response: httpx.Response, status: int) -> bool:
    """A page in French, of one sentence, with a way back."""
    page = Page(response.text)
    return (
        response.status_code == status
        and '<html lang="fr">' in response.text
        and {"href": "/", "class": "bouton"} in page.links
        and page.text.count("Revenir à la conversation") == 1
    )


@pytest.mark.parametrize("path", ["/", "/statique/style.css", "/ailleurs", "/dire", "/fichier/but/0"])
def test_every_answer_forbids_what_the_page_does_not_need(visitor: Visitor, path: str) -> None:
    headers = visitor.client.get(path).headers
    csp = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"
    assert headers["content-security-policy"].startswith(csp)
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_pages_are_kept_by_no_cache_and_assets_by_their_version(visitor: Visitor) -> None:
    assert visitor.client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in visitor.client.get("/statique/style.css").headers["cache-control"]


def test_the_page_fetches_nothing_elsewhere_and_runs_nothing_inline(visitor: Visitor) -> None:
    page = visitor.page
    fetched = [value for name, value in page.attributes if name in ("src", "href", "action", "srcset")]
    assert fetched
    assert all(value.startswith(("/", "#")) and not value.startswith("//") for value in fetched)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert "style" not in page.tags
    assert page.tags.count("script") == page.html.count('<script src="/statique/') > 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attaquant.example"},
        {"Origin": "null"},
        {"Origin": "http://[mal"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "none", "Origin": "https://attaquant.example"},
    ],
    ids=str,
)
def test_a_form_sent_from_another_site_changes_nothing(visitor: Visitor, headers: dict[str, str]) -> None:
    assert is_refusal(choose(visitor, **headers), 403)
    assert not has_answers(visitor)


def test_our_own_form_is_taken(visitor: Visitor, site: str) -> None:
    origin = site.rstrip("/")
    assert choose(visitor, **{"Origin": origin, "Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert has_answers(visitor)


def test_our_own_form_is_taken_from_a_browser_that_tells_no_more_than_its_origin(
    visitor: Visitor, site: str
) -> None:
    assert choose(visitor, Origin=site.rstrip("/")).status_code == 200
    assert has_answers(visitor)


@pytest.mark.parametrize(
    "host", ["attaquant.example", "attaquant.example:8000", "127.0.0.1.example", "[mal", ""]
)
def test_a_name_that_was_bent_towards_this_machine_gets_no_page(visitor: Visitor, host: str) -> None:
    assert is_refusal(visitor.client.get("/", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_reached_under_its_own_names(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"Host": host}).status_code == 200


def test_only_a_house_bound_to_this_machine_alone_asks_for_the_name() -> None:
    assert names("127.0.0.1") == names("localhost") == LOOPBACK
    assert names("127.0.0.2") == LOOPBACK | {"127.0.0.2"}
    assert names("0.0.0.0") is None  # noqa: S104 - a name, nothing is bound
    assert names("pronote.example") is None


@pytest.mark.parametrize("size", [MAX_BODY + 1, 40 * MAX_BODY])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(visitor: Visitor, size: int) -> None:
    try:
        answer = visitor.send({"texte": "a" * size})
    except httpx.WriteError:
        assert size > 16 * MAX_BODY, "a body within reason is read to its end, so that the refusal arrives"
        return
    assert is_refusal(answer, 413)


def test_a_body_that_hides_its_length_is_refused_as_it_comes(visitor: Visitor) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"texte="
        for _ in range(9):
            yield b"a" * (MAX_BODY // 8)

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert is_refusal(visitor.client.post("/dire", content=pieces(), headers=kind), 413)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/dire", 405),
        ("POST", "/", 405),
        ("PUT", "/", 405),
        ("DELETE", "/dire", 405),
        ("GET", "/ailleurs", 404),
        ("GET", "/fichier/but/0", 404),
        ("GET", "/fichier/but/x", 404),
        ("GET", "/fichier/but/99999999999999999999", 404),
        ("GET", "/fichier/..%2f..%2fpyproject.toml/0", 404),
        ("GET", "/statique/absent.css", 404),
        ("GET", "/statique/..%2fapp.py", 404),
        ("GET", "/statique/%2e%2e/app.py", 404),
        ("GET", "/statique/%00", 404),
        ("POST", "/statique/style.css", 405),
    ],
)
def test_a_wrong_door_is_a_page_in_french(visitor: Visitor, method: str, path: str, status: int) -> None:
    assert is_refusal(visitor.client.request(method, path), status)


@pytest.mark.parametrize(
    "body",
    [b"", b"choix=but:rentree", b"\xff\xfe=%ff", b"&" * 500, b"a=1&" * 500, b"cle=x&jeton=", b"=" * 3000],
    ids=["empty", "no token", "not UTF-8", "no field", "too many fields", "empty token", "signs"],
)
def test_a_mangled_form_is_a_page_in_french(visitor: Visitor, body: bytes) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.client.post("/dire", content=body, headers=kind)
    assert is_refusal(answer, 400) or is_refusal(answer, 403)


def test_a_form_of_another_kind_is_a_page_in_french(visitor: Visitor) -> None:
    answer = visitor.client.post("/dire", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    assert is_refusal(answer, 400) or is_refusal(answer, 403)
    assert is_refusal(visitor.client.post("/dire", json={"choix": "but:rentree"}), 403)


class Broken:
    """A store that fails with `error`."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def talk(self, who: str) -> AbstractContextManager[Talk]:  # noqa: ARG002 - the port's shape
        raise self.error

    def look(self, who: str) -> tuple[State, tuple[Reply, ...]]:  # noqa: ARG002
        raise self.error

    def secret(self, purpose: str) -> bytes:
        return purpose.encode()

    def seal_word(self, purpose: str, word: str) -> str:  # noqa: ARG002
        raise self.error

    def open_word(self, purpose: str, sealed: str) -> str | None:  # noqa: ARG002
        raise self.error


def test_a_failure_is_told_in_french_and_logged_without_what_was_said(
    house: House, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(house, store=Broken(RuntimeError("Camille Durand-Test")))
    with caplog.at_level(logging.ERROR), running(build(broken)) as site:
        answer = visit(site).open()
    assert is_refusal(answer, 500)
    assert "Traceback" not in answer.text
    assert "RuntimeError" in caplog.text
    assert "Camille" not in caplog.text + answer.text


def test_a_store_that_cannot_be_used_is_told_in_its_own_sentence(house: House, visit: Visit) -> None:
    error = StoreUnusable(url="sqlite:///x")
    broken = replace(house, store=Broken(error))
    with running(build(broken)) as site:
        answer = visit(site).open()
    assert is_refusal(answer, 503)
    assert house.guide.sentence(error) in Page(answer.text).text


def test_nothing_that_was_sent_is_logged(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.write("Camille Durand-Test")
    served = [record for record in caplog.records if record.name.startswith(("uvicorn", "bot", "starlette"))]
    assert all("Camille" not in record.getMessage() for record in served)
    assert all(visitor.client.cookies["sid"] not in record.getMessage() for record in served)
