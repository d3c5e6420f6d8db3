"""Our links, certified by a real CAS server that knows exactly the school's address and no other."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import etree

from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.liens import LOGIN, links, pronote_style
from tests.environnements import python

USER, PASSWORD = "camille.exemple", "une phrase de test"
HOSTED = normalise("https://0310047h.index-education.net/pronote")[0]
OWN = normalise("http://Pronote.Lycee-Exemple.fr:8443/Vie%20Scolaire/")[0]
PLACE = Path(__file__).parents[2] / "cas_reel"
SERVER, LOCK = PLACE / "serveur.py", PLACE / "requirements.lock"
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/>
<SOAP-ENV:Body><samlp:Request xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1"
MinorVersion="1" RequestID="_essai" IssueInstant="2026-09-01T08:00:00.000Z">
<samlp:AssertionArtifact>{ticket}</samlp:AssertionArtifact></samlp:Request></SOAP-ENV:Body>
</SOAP-ENV:Envelope>"""

pytestmark = pytest.mark.cas_reel
both = pytest.mark.parametrize("adresse", [HOSTED, OWN], ids=["hosted", "own"])


class Answer(NamedTuple):
    """What the CAS server says of a ticket."""

    success: bool
    name: str
    audience: str


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base of a running CAS server."""
    database = tmp_path_factory.mktemp("cas") / "cas.sqlite"
    words = (python("cas", LOCK), SERVER, database, USER, PASSWORD, HOSTED.public, OWN.public)
    command = [str(word) for word in words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert said.startswith("http://127.0.0.1:"), "the CAS server did not start"
        yield said


def open_session(link: str) -> tuple[httpx.Response, str]:
    """Follow a login link as a browser does, fill the form in, and return the answer and its ticket."""
    with httpx.Client(trust_env=False, timeout=60) as browser:
        page = browser.get(link)
        form = re.search(r"<form.*?</form>", page.text, re.DOTALL)
        assert form, page.text
        fields = {}
        for field in re.findall(r"<input[^>]*>", form[0]):
            name, value = (re.search(rf'\b{key}="([^"]*)"', field) for key in ("name", "value"))
            if name and 'type="checkbox"' not in field:
                fields[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
        answer = browser.post(
            str(page.url), data=fields | {"username": USER, "password": PASSWORD}, headers={"Referer": link}
        )
        ticket = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("ticket", [""])[0]
        return answer, ticket


def validate(link: str, ticket: str) -> Answer:
    """Validate a ticket as PRONOTE does: a SAML 1.1 request by POST to the validation link."""
    answer = httpx.post(
        link,
        content=ENVELOPE.format(ticket=ticket).encode(),
        headers={"Content-Type": "text/xml; charset=utf-8"},
        trust_env=False,
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    root = etree.fromstring(answer.content)

    def said(path: str) -> str:
        return str(root.xpath(f"string({path})")).strip()

    return Answer(
        success=said("//*[local-name()='StatusCode']/@Value").endswith(":Success"),
        name=said("//*[local-name()='NameIdentifier']"),
        audience=said("//*[local-name()='Audience']"),
    )


@both
def test_the_generated_links_open_a_session_and_validate_its_ticket(base: str, adresse: Adresse) -> None:
    made = links(adresse, base)
    answer, ticket = open_session(made.login)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{made.public}?ticket={ticket}"
    assert ticket.startswith("ST-")
    assert validate(made.validate, ticket) == Answer(True, USER, made.public)


@both
def test_the_links_as_pronote_writes_them_are_the_same_to_the_server(base: str, adresse: Adresse) -> None:
    _, ticket = open_session(pronote_style(adresse, base).login)
    assert validate(links(adresse, base).validate, ticket) == Answer(True, USER, adresse.public)


@both
def test_the_guides_encoding_is_refused_by_the_same_server(base: str, adresse: Adresse) -> None:
    made = links(adresse, base)
    printed = made.login.replace("%3A%2F%2F", "%3F%2F", 1)
    answer, ticket = open_session(printed)
    assert (answer.status_code, ticket) == (200, "")
    assert "not allowed" in answer.text

    read, constats = normalise(printed.replace(base, "https://cas.itslearning.com/cas-prod/"))
    assert [one.code for one in constats] == ["encoding-3f"]
    assert open_session(links(read, base).login)[1].startswith("ST-")


@both
def test_a_missing_last_slash_is_refused_at_login(base: str, adresse: Adresse) -> None:
    answer, ticket = open_session(links(adresse, base).login.removesuffix("%2F"))
    assert (answer.status_code, ticket) == (200, "")
    assert "not allowed" in answer.text


@both
def test_a_missing_last_slash_is_refused_at_validation(base: str, adresse: Adresse) -> None:
    made = links(adresse, base)
    _, ticket = open_session(made.login)
    assert not validate(made.validate.removesuffix("%2F"), ticket).success


def test_a_ticket_of_one_address_is_refused_for_another(base: str) -> None:
    _, ticket = open_session(links(HOSTED, base).login)
    assert not validate(links(OWN, base).validate, ticket).success


def test_plain_http_is_another_address_to_the_server(base: str) -> None:
    answer, ticket = open_session(links(HOSTED, base).login.replace(LOGIN + "https", LOGIN + "http"))
    assert (answer.status_code, ticket) == (200, "")


def test_opening_the_validation_link_in_a_browser_proves_nothing(base: str) -> None:
    assert httpx.get(links(HOSTED, base).validate, trust_env=False).status_code == 405
