"""The autopsy of pasted links: kind, findings and correction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.autopsie import Autopsie, Kind, examine, examine_all
from knowledge.cas.constats import CODES
from knowledge.cas.liens import Adresses, Bases, links, pronote_style
from tests.knowledge.cas.test_adresse import BASE, NAUGHTY, pieces

PROD = "https://cas.itslearning.com/cas-prod/"
SCHOOL, _ = normalise("https://0310047H.index-education.net/pronote/")
OTHER, _ = normalise("https://0690028F.index-education.net/pronote/")
DEMO, _ = normalise("https://itslearning.index-education.net/pronote/")
OWN, _ = normalise("https://pronote.lycee-exemple.fr:8443/mon%20dossier/")
GOOD, OF_PROD, OF_DEMO, OF_OWN = links(SCHOOL, BASE), links(SCHOOL, PROD), links(DEMO, PROD), links(OWN, BASE)
RAW = SCHOOL.public
SERVICE = "https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
PRINTED = "https%3F%2Fitslearning.index-education.net%2Fpronote%2F"

WRONG = [
    # the encoding of the service
    (f"{PROD}login?service={PRINTED}", "login", OF_DEMO.login, ["cas-base-other", "encoding-3f"]),
    (f"{PROD}samlValidate?TARGET={PRINTED}", "validate", OF_DEMO.validate, ["cas-base-other", "encoding-3f"]),
    (f"{BASE}login?service={SERVICE.replace('%', '%25')}", "login", GOOD.login, ["encoding-double"]),
    (
        f"{BASE}samlValidate?TARGET={SERVICE.replace('%', '%25')}",
        "validate",
        GOOD.validate,
        ["encoding-double"],
    ),
    (f"{BASE}login?service={RAW}", "login", GOOD.login, ["encoding-none"]),
    (f"{BASE}samlValidate?TARGET={RAW}", "validate", GOOD.validate, ["encoding-none"]),
    # the address in it
    (f"{BASE}login?service={SERVICE[:-3]}", "login", GOOD.login, ["no-trailing-slash"]),
    (f"{BASE}samlValidate?TARGET={SERVICE[:-3]}", "validate", GOOD.validate, ["no-trailing-slash"]),
    (f"{BASE}login?service={SERVICE.replace('https', 'http')}", "login", GOOD.login, ["http"]),
    (f"{BASE}login?service={SERVICE.replace('.net', '.com')}", "login", GOOD.login, ["host-com"]),
    (f"{BASE}login?service={SERVICE}eleve.html", "login", GOOD.login, ["page-suffix"]),
    (f"{BASE}login?service={SERVICE}mobile.eleve.html%3Ffd=1", "login", GOOD.login, ["page-suffix"]),
    (f"{BASE}login?service={SERVICE}%3Flogin%3Dtrue", "login", GOOD.login, ["login-true"]),
    (f"{BASE}login?service={SERVICE}**", "login", GOOD.login, ["asterisks"]),
    (f"{BASE}login?service={SERVICE}%2A%2A", "login", GOOD.login, ["asterisks"]),
    (f"{BASE}login?service={SERVICE}%20", "login", GOOD.login, ["spaces"]),
    (f"{BASE}login?service= {SERVICE}", "login", GOOD.login, ["spaces"]),
    (
        f"{BASE}login?service={SERVICE.replace('0310047H', '0310047K')}",
        "login",
        GOOD.login.replace("0310047H", "0310047K"),
        ["uai-letter"],
    ),
    (
        f"{BASE}login?service=https%3A%2F%2Fmarie%3Achat%40{SERVICE[14:]}",
        "login",
        GOOD.login,
        ["secret", "userinfo"],
    ),
    (f"{BASE}login?service={SERVICE.replace('education', 'educаtion')}", "login", GOOD.login, ["look-alike"]),
    (
        f"{BASE}login?service=https%3A%2F%2F127.0.0.1%2F",
        "login",
        f"{BASE}login?service=https%3A%2F%2F127.0.0.1%2F",
        ["private-host"],
    ),
    # the base
    (f"{PROD}login?service={SERVICE}", "login", OF_PROD.login, ["cas-base-other"]),
    (
        f"https://cas.itslearning.com/cas-ent02/login?service={SERVICE}",
        "login",
        GOOD.login.replace("cas-asp", "cas-ent02"),
        ["cas-base-other"],
    ),
    (
        f"https://cas.itslearning.com/cas-aps/login?service={SERVICE}",
        "login",
        GOOD.login,
        ["cas-base-unknown"],
    ),
    (
        f"https://cas.lycee-exemple.fr/cas/samlValidate?TARGET={SERVICE}",
        "validate",
        GOOD.validate,
        ["cas-base-unknown"],
    ),
    (f"http://cas.itslearning.com/cas-asp/login?service={SERVICE}", "login", GOOD.login, ["http"]),
    (f"https://cas.itslеarning.com/cas-asp/login?service={SERVICE}", "login", GOOD.login, ["look-alike"]),
    (f"https://marie@cas.itslearning.com/cas-asp/login?service={SERVICE}", "login", GOOD.login, ["userinfo"]),
    # parameter and end point
    (f"{BASE}login?TARGET={SERVICE}", "login", GOOD.login, ["wrong-parameter"]),
    (f"{BASE}samlValidate?service={SERVICE}", "validate", GOOD.validate, ["wrong-parameter"]),
    (f"{BASE}samlValidate?target={SERVICE}", "validate", GOOD.validate, ["wrong-parameter"]),
    (f"{BASE}serviceValidate?TARGET={SERVICE}", "validate", GOOD.validate, ["wrong-parameter"]),
    (f"{BASE}?service={SERVICE}", "login", GOOD.login, ["wrong-parameter"]),
    (f"{BASE}login?service=", "login", "", ["wrong-parameter"]),
    (f"{BASE}login", "login", "", ["wrong-parameter"]),
    (f"{BASE}login?service=https%3A%2F%2Fcas.itslearning.com%2Fcas-asp%2F", "login", "", ["wrong-parameter"]),
    (f"{BASE}login/?service={SERVICE}", "login", GOOD.login, ["wrong-parameter"]),
    (f"{BASE}/login?service={SERVICE}", "login", GOOD.login, ["wrong-parameter"]),
    (f"{BASE}login?service={SERVICE[14:]}", "login", GOOD.login, ["http"]),
    (f"{BASE}login?service={SERVICE}%2F", "login", GOOD.login, ["page-suffix"]),
    # secrets
    (
        f"{BASE}samlValidate?TARGET={SERVICE}&ticket=ST-1856339-aA5Yuvrxzpv8Tau1cYQ7",
        "validate",
        GOOD.validate,
        ["secret"],
    ),
    (f"{RAW}?ticket=ST-1856339-aA5Yuvrxzpv8Tau1cYQ7", "page", RAW, ["secret"]),
    (f"{RAW}eleve.html?identifiant=A1B2C3D4", "page", RAW, ["page-suffix", "secret"]),
    # addresses
    (f"{RAW}eleve.html", "page", RAW, ["page-suffix"]),
    (f"{RAW}eleve.html?login=true", "page", RAW, ["login-true", "page-suffix"]),
    (f"{RAW}**", "public", RAW, ["asterisks"]),
    (f"{RAW[:-1]}?login=true", "direct", GOOD.direct, ["login-true", "no-trailing-slash"]),
    (RAW.replace("https", "http"), "public", RAW, ["http"]),
    ("https://0310047H.index-education.net /pronote/", "public", RAW, ["spaces"]),
    (f"  {RAW} ", "public", RAW, ["spaces"]),
]

OFTEN_INNOCENT = {
    "cas-base-other",
    "login-true",
    "page-suffix",
    "private-host",
    "uai-letter",
    "spaces",
}
"""Codes that are no error by themselves: the place decides, or nobody can know."""


@pytest.mark.parametrize(("text", "kind", "corrected", "codes"), WRONG)
def test_each_defect_is_named_and_the_link_corrected(
    text: str, kind: str, corrected: str, codes: list[str], bases: Bases
) -> None:
    judged = examine(text, bases=bases)
    assert (judged.kind, judged.corrected) == (kind, corrected)
    assert sorted({one.code for one in judged.findings}) == codes
    if not set(codes) & OFTEN_INNOCENT:
        assert not judged.right


def test_every_code_is_found_by_one_of_these_links(bases: Bases) -> None:
    found = {one.code for text, *_ in WRONG for one in examine(text, bases=bases).findings}
    found |= {one.code for one in examine(RAW, bases=bases, expected=OTHER).findings}
    assert found == set(CODES) - {"other-service", "wrong-place"}  # between links alone: test_tableau


@pytest.mark.parametrize("adresse", [SCHOOL, DEMO, OWN], ids=lambda one: one.host)
@pytest.mark.parametrize("make", [links, pronote_style])
def test_a_correct_link_has_no_finding_in_either_style(
    make: Callable[[Adresse, str], Adresses], adresse: Adresse, bases: Bases
) -> None:
    made, right = make(adresse, BASE), links(adresse, BASE)
    expected: tuple[tuple[str, Kind, str], ...] = (
        (made.login, "login", right.login),
        (made.validate, "validate", right.validate),
        (made.public, "public", right.public),
    )
    for text, kind, corrected in expected:
        assert examine(text, bases=bases, expected=adresse) == Autopsie(kind, corrected, (), text, adresse)


def test_the_direct_address_is_right_and_told_what_it_is_for(bases: Bases) -> None:
    judged = examine(GOOD.direct, bases=bases)
    assert (judged.kind, judged.corrected, judged.right) == ("direct", GOOD.direct, True)
    assert [(one.code, one.severity) for one in judged.findings] == [("login-true", "info")]


def test_a_link_seen_while_connecting_is_no_error(bases: Bases) -> None:
    seen = f"{PROD}login?service=https:%2F%2F7200583W.index-education.net%2Fpronote%2Feleve.html"
    assert {one.severity for one in examine(seen, bases=bases).findings} == {"warning"}


@pytest.mark.parametrize("kind", ["login", "validate", "public", "direct"])
def test_another_schools_link_is_told_and_corrected_to_the_own(kind: str, bases: Bases) -> None:
    judged = examine(getattr(links(OTHER, BASE), kind), bases=bases, expected=SCHOOL)
    (other,) = [one for one in judged.findings if one.severity == "error"]
    assert (other.code, other.found, dict(other.values)) == ("other-school", OTHER.public, {"expected": RAW})
    assert (judged.corrected, judged.adresse) == (getattr(GOOD, kind), OTHER)


def test_letter_case_makes_no_other_school(bases: Bases) -> None:
    assert examine(GOOD.login.replace("0310047H", "0310047h"), bases=bases, expected=SCHOOL).findings == ()


def test_an_empty_link_is_filled_with_the_expected_school(bases: Bases) -> None:
    assert examine(f"{BASE}samlValidate", bases=bases, expected=SCHOOL).corrected == GOOD.validate


def test_a_cas_base_alone_is_no_school_but_is_known(bases: Bases) -> None:
    asp, prod = (examine(f"URL associée : {base}", bases=bases) for base in (BASE, PROD[:-1]))
    assert (asp.kind, asp.corrected, asp.findings) == ("unknown", BASE, ())
    assert (prod.corrected, [one.code for one in prod.findings]) == (PROD, ["cas-base-other"])


def test_words_are_no_link(bases: Bases) -> None:
    judged = examine("personne n'arrive à se connecter", bases=bases)
    assert (judged.kind, judged.corrected, judged.findings, judged.right) == ("unknown", "", (), False)
    assert judged.refused is not None
    assert judged.refused.values["reason"] == "none"


def test_several_links_of_one_paste_are_judged_in_their_order(bases: Bases) -> None:
    page = f"""Lien d'authentification : {GOOD.login}
    Lien de validation : {GOOD.validate.removesuffix("%2F")}
    URL à communiquer au socle ENT : {RAW}
    URL à communiquer aux utilisateurs de PRONOTE pour une connexion directe : {GOOD.direct}"""
    judged = examine_all(page, bases=bases)
    assert [one.kind for one in judged] == ["login", "validate", "public", "direct"]
    assert [one.right for one in judged] == [True, False, True, True]
    assert [one.corrected for one in judged] == [GOOD.login, GOOD.validate, RAW, GOOD.direct]


def test_a_secret_is_told_only_of_the_link_that_holds_it(bases: Bases) -> None:
    judged = examine_all(f"{GOOD.login} puis {RAW}eleve.html?identifiant=A1B2C3D4", bases=bases)
    assert [[one.code for one in each.findings if one.code == "secret"] for each in judged] == [
        [],
        ["secret"],
    ]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"{RAW}?ticket=ST-1856339-aA5Yuvrxzpv8Tau1cYQ7", "Yuvrxzpv"),
        (f"{RAW}eleve.html?identifiant=A1B2C3D4&fd=1", "A1B2"),
        (f"{BASE}login?service={SERVICE}%3Fidentifiant%3DA1B2C3D4", "A1B2"),
        (f"{BASE}login?service={SERVICE.replace('%', '%25')}%253Fidentifiant%253DA1B2C3D4", "A1B2"),
        (f"{BASE}login?service={PRINTED.replace('its', 'marie%3AChat99%40its')}", "Chat99"),
        (
            f"{BASE}login?service={SERVICE.replace('%2F03', '%2Fmarie%3AChat99%4003').replace('%', '%25')}",
            "Chat99",
        ),
        (f"{BASE}samlValidate?TARGET={RAW}&ticket=ST-12-abcdEFGH1234", "EFGH"),
        (f"{RAW}eleve.html;jsessionid=A1B2C3D4?fd=1", "A1B2"),
        ("https://marie:chat9@pronote.lycee-exemple.fr/", "chat9"),
        (f'{{"CAS": {{"casURL": "{BASE}", "jetonCAS": "A1B2C3D4"}}}}', "A1B2"),
        (f"{RAW}eleve.html?identi\u200bfiant=A1B2\u200bC3D4", "C3D4"),
    ],
)
def test_a_secret_stands_in_no_part_of_the_answer(text: str, secret: str, bases: Bases) -> None:
    judged = examine_all(text, bases=bases)
    assert secret not in repr(judged)
    assert "secret" in {one.code for each in judged for one in each.findings}


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_judged(text: str, bases: Bases) -> None:
    check(text, bases)
    check(f"{BASE}samlValidate?TARGET={text}", bases)
    check(f"https://{text}/login?service={SERVICE}", bases)


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_autopsy(bases: Bases, text: str) -> None:
    check(text, bases)
    check(f"{BASE}login?service={text}", bases)


@settings(deadline=None)
@given(st.lists(pieces, min_size=1, max_size=9))
def test_what_is_made_of_pieces_of_links_is_judged(bases: Bases, parts: list[str]) -> None:
    check("https://" + "".join(parts), bases)


def check(text: str, bases: Bases) -> None:
    """Whatever is judged: known codes, and a correction that is right and stays as it is."""
    for judged in examine_all(text, bases=bases):
        assert {one.code for one in judged.findings} <= set(CODES)
        if judged.corrected and judged.kind != "unknown":
            (again,) = examine_all(judged.corrected, bases=bases)
            assert again.right, again
            assert again.corrected == judged.corrected
            assert again.kind == ("public" if judged.kind == "page" else judged.kind)
