"""Links and bases: exact to the byte."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.cas.adresse import normalise
from knowledge.cas.liens import Adresses, BaseRefused, Bases, base, links, pronote_style

ASP = "https://cas.itslearning.com/cas-asp/"
PROD = "https://cas.itslearning.com/cas-prod/"
SCHOOL = normalise("https://0310047H.index-education.net/pronote/")[0]
OWN = normalise("https://pronote.lycee-exemple.fr:8443/mon%20dossier/a=b:c/")[0]


def test_the_links_of_a_hosted_school_are_these() -> None:
    assert links(SCHOOL, ASP) == Adresses(
        public="https://0310047H.index-education.net/pronote/",
        login=f"{ASP}login?service=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F",
        validate=f"{ASP}samlValidate?TARGET=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F",
        direct="https://0310047H.index-education.net/pronote/?login=true",
        cas=ASP,
        hosted=True,
    )


def test_the_links_of_an_own_server_keep_its_port_and_its_path() -> None:
    service = "https%3A%2F%2Fpronote.lycee-exemple.fr%3A8443%2Fmon%2520dossier%2Fa%3Db%3Ac%2F"
    made = links(OWN, PROD)
    assert (made.login, made.hosted) == (f"{PROD}login?service={service}", False)
    assert parse_qs(urlsplit(made.login).query) == {"service": [OWN.public]}


def test_pronote_leaves_the_colon_and_the_equals_sign() -> None:
    made = pronote_style(OWN, ASP)
    service = "https:%2F%2Fpronote.lycee-exemple.fr:8443%2Fmon%2520dossier%2Fa=b:c%2F"
    assert (made.login, made.validate) == (
        f"{ASP}login?service={service}",
        f"{ASP}samlValidate?TARGET={service}",
    )
    assert (made.public, made.direct) == (OWN.public, f"{OWN.public}?login=true")


def test_a_base_is_taken_as_it_is_given() -> None:
    assert links(SCHOOL, "http://127.0.0.1:8000/cas/").login.startswith(
        "http://127.0.0.1:8000/cas/login?service="
    )


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ("asp", ASP),
        ("prod", PROD),
        (" ASP ", ASP),
        ("cas-asp", ASP),
        ("cas-prod", PROD),
        (ASP, ASP),
        ("https://cas.itslearning.com/cas-asp", ASP),
        ("https://CAS.itslearning.com/cas-prod/", PROD),
        ("https://cas.lycee-exemple.fr/cas", "https://cas.lycee-exemple.fr/cas/"),
        ("https://cas.lycee-exemple.fr:8443/", "https://cas.lycee-exemple.fr:8443/"),
    ],
)
def test_a_base_is_found_by_its_name_or_its_address(asked: str, url: str, bases: Bases) -> None:
    assert base(asked, bases) == url


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "",
            "aps",
            "cas",
            "http://cas.lycee-exemple.fr/cas/",
            "cas.lycee-exemple.fr",
            "ftp://x.fr/",
            "https://",
        ),
        *("https://cas/", "https://a b.fr/", "https://x.fr/?service=", "https://x.fr/#a", "https://a@x.fr/"),
        *("https://x.fr:99999/", "https://-.fr/", "https://x.fr/é", "https://[::1/", "https://x.fr/%"),
    ],
)
def test_another_base_is_refused(asked: str, bases: Bases) -> None:
    with pytest.raises(BaseRefused) as refused:
        base(asked, bases)
    assert refused.value.values == {"found": asked.strip()}


def test_the_guides_schools_are_on_asp_and_every_base_is_exact(bases: Bases) -> None:
    assert bases.default.url == ASP
    for one in bases.par_nom.values():
        assert one.url.startswith("https://")
        assert one.url.endswith("/")
        assert bases.of(one.url) == bases.of(one.url.rstrip("/").upper()) == one
    assert bases.of("https://cas.itslearning.com/") is None
