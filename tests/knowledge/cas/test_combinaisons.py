"""Links with several defects at once: each is named and none invented, secrets masked, the link put right."""

from __future__ import annotations

from random import Random
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cas.autopsie import examine_all
from knowledge.cas.liens import Bases
from tests.knowledge.cas.test_adresse import BASE

TICKET = "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7"
ENDPOINTS = {"login": ("login", "service"), "validate": ("samlValidate", "TARGET")}
PROD = BASE.replace("asp", "prod")


class Faults:
    """Makes one link after the other out of its parts, and remembers what was spoilt."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.codes: set[str] = set()
        self.secret = ""

    def maybe(self, good: str, *spoilt: tuple[str, str]) -> str:
        """The good part, or now and then a spoilt one with the code of its fault."""
        value, code = self.random.choice([(good, "")] * 3 + list(spoilt))
        self.codes |= {code} - {""}
        return value

    def public(self) -> str:
        scheme = self.maybe("https", ("http", "http"))
        user = self.maybe("", ("marie:Chat99@", "userinfo"))
        if user:
            self.secret, self.codes = "Chat99", self.codes | {"secret"}
        domain = self.maybe(
            "index-education.net",
            ("index-education.com", "host-com"),
            ("index-educаtion.net", "look-alike"),
            ("index-education.net.exemple.com", "look-alike"),
        )
        port = "" if scheme == "http" else self.maybe("", (":8443", "http"))
        path = self.maybe("/pronote/", ("/pronote", "no-trailing-slash"))
        if path.endswith("/"):
            path += self.maybe("", ("eleve.html", "page-suffix"), ("**", "asterisks"))
            if "*" not in path:
                path += self.maybe("", ("?login=true", "login-true"))
        return f"{scheme}://{user}{self.random.choice(['0310047H', '0310047h'])}.{domain}{port}{path}"

    def link(self, kind: str) -> tuple[str, str]:
        """A CAS link, and the base that its correction stands on."""
        public, (endpoint, parameter) = self.public(), ENDPOINTS[kind]
        encoded = self.maybe(
            self.random.choice([quote(public, safe=""), quote(public, safe=":=")]),
            (public, "encoding-none"),
            (quote(quote(public, safe=""), safe=""), "encoding-double"),
            (quote(public, safe="").replace("%3A%2F%2F", "%3F%2F", 1), "encoding-3f"),
        )
        base = self.maybe(
            BASE,
            (PROD, "cas-base-other"),
            ("https://cas.exemple.fr/cas/", "cas-base-unknown"),
            (BASE.replace("https", "http"), "http"),
        )
        other = "service" if parameter == "TARGET" else "TARGET"
        named = self.maybe(parameter, (other, "wrong-parameter"))
        ticket = self.maybe("", (f"&ticket={TICKET}", "secret"))
        if ticket:
            self.secret = self.secret or TICKET
        return f"{base}{endpoint}?{named}={encoded}{ticket}", PROD if base == PROD else BASE


@settings(deadline=None, max_examples=300)
@given(st.randoms(), st.sampled_from(list(ENDPOINTS)))
def test_each_of_several_faults_is_named_and_nothing_else(bases: Bases, random: Random, kind: str) -> None:
    faults = Faults(random)
    text, base = faults.link(kind)
    (judged,) = examine_all(text, bases=bases)
    endpoint, parameter = ENDPOINTS[kind]
    right = quote("https://0310047H.index-education.net/pronote/", safe="")
    assert {one.code for one in judged.findings} == faults.codes
    assert (judged.kind, judged.corrected) == (kind, f"{base}{endpoint}?{parameter}={right}")
    assert not faults.secret or faults.secret not in repr(judged)
