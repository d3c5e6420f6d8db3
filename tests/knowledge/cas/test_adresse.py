"""The public address: what people paste, what it becomes, what is told about it."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.constats import CODES
from knowledge.cas.liens import links, pronote_style
from knowledge.dialogue.errors import AddressRefused

SCHOOL = "https://0310047H.index-education.net/pronote/"
DEMO = "https://itslearning.index-education.net/pronote/"
OWN = "https://pronote.lycee-exemple.fr/pronote/"
BASE = "https://cas.itslearning.com/cas-asp/"

PRINTED = "https://monserveurwebetablissement.fr/pronote/"
ENCODED = "https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
GUIDE = (
    "https://cas.itslearning.com/cas-prod/login?service="
    "https%3F%2Fitslearning.index-education.net%2Fpronote%2F"
)

ACCEPTED = [
    # as it should be, with what the console and mails put around it
    (SCHOOL, SCHOOL, []),
    ("https://0310047h.index-education.net/pronote/", SCHOOL, []),
    ("HTTPS://0310047H.INDEX-EDUCATION.NET/PRONOTE/", SCHOOL, []),
    (f"URL à communiquer au socle ENT : {SCHOOL}", SCHOOL, []),
    (f"URL à communiquer au socle ENT :{SCHOOL}", SCHOOL, []),
    (f"URL du serveur pour le serveur CAS : <{DEMO}>", DEMO, []),
    (f"« {SCHOOL} »", SCHOOL, []),
    (f"“{SCHOOL}”", SCHOOL, []),
    (f"'{SCHOOL}',", SCHOOL, []),
    (f"({SCHOOL}).", SCHOOL, []),
    (f"Notre adresse est {SCHOOL}, merci.", SCHOOL, []),
    (f"  {SCHOOL}\r\n", SCHOOL, []),
    ("https://demo.index-education.net/pronote/", "https://demo.index-education.net/pronote/", []),
    ("https://0310047H.index-education.net:443/pronote/", SCHOOL, []),
    ("https://0310047H.index-education.net./pronote/", SCHOOL, []),
    ("https//0310047H.index-education.net/pronote/", SCHOOL, []),
    ("https:/0310047H.index-education.net/pronote/", SCHOOL, []),
    (r"https:\\0310047H.index-education.net\pronote" "\\", SCHOOL, []),
    ("0310047H.index-education.net/pronote/", SCHOOL, []),
    # shortened, lengthened
    ("0310047H.index-education.net", SCHOOL, ["no-trailing-slash"]),
    ("https://0310047H.index-education.net/", SCHOOL, ["no-trailing-slash"]),
    ("https://0310047H.index-education.net/pronote", SCHOOL, ["no-trailing-slash"]),
    ("https://0310047H.index-education.net/pronote/eleve.html", SCHOOL, ["page-suffix"]),
    (f"{SCHOOL}eleve.html?login=true", SCHOOL, ["login-true", "page-suffix"]),
    ("https://0310047H.index-education.net/pronote/mobile.parent.html?fd=1", SCHOOL, ["page-suffix"]),
    (f"{SCHOOL}mobile.eleve.html?&login=true", SCHOOL, ["login-true", "page-suffix"]),
    ("https://0310047H.index-education.net/pronote/?login=true", SCHOOL, ["login-true"]),
    ("https://0310047H.index-education.net/pronote?login=true", SCHOOL, ["login-true", "no-trailing-slash"]),
    ("https://0310047H.index-education.net/pronote/#accueil", SCHOOL, ["page-suffix"]),
    ("https://0310047H.index-education.net/notes/", SCHOOL, ["page-suffix"]),
    ("https://0310047H.index-education.net:8443/pronote/", SCHOOL, ["http"]),
    (f"{SCHOOL}eleve.html?identifiant=A1B2C3", SCHOOL, ["page-suffix", "secret"]),
    # the guide's asterisks
    (f"{PRINTED}**", PRINTED, ["asterisks"]),
    (f"{PRINTED}\\*\\*", PRINTED, ["asterisks"]),
    (f"{SCHOOL}*", SCHOOL, ["asterisks"]),
    (f"{SCHOOL}.*", SCHOOL, ["asterisks"]),
    (f"{SCHOOL}%2A%2A", SCHOOL, ["asterisks"]),
    ("https://0310047H.index-education.net/pronote**", SCHOOL, ["asterisks", "no-trailing-slash"]),
    (f"**{SCHOOL}**", SCHOOL, ["asterisks"]),
    # scheme and domain
    ("http://0310047H.index-education.net/pronote/", SCHOOL, ["http"]),
    ("https://0310047H.index-education.com/pronote/", SCHOOL, ["host-com"]),
    ("https://0310047h.index-education.fr/pronote/", SCHOOL, ["host-com"]),
    ("https://www.0310047h.index-education.net/pronote/", SCHOOL, ["host-com"]),
    ("http://0310047h.index-education.com", SCHOOL, ["host-com", "http", "no-trailing-slash"]),
    (
        "https://0152054E.index-education.net/pronote/",
        "https://0152054E.index-education.net/pronote/",
        ["uai-letter"],
    ),
    # percent-encoding
    ("https:%2F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, []),
    ("https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, []),
    ("https%3a%2f%2f0310047h.index-education.net%2fpronote%2f", SCHOOL, []),
    ("https://0310047H.index-education.net%2Fpronote%2F", SCHOOL, []),
    ("https%3F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, ["encoding-3f"]),
    ("https%3F%2F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, ["encoding-3f"]),
    ("https?/0310047H.index-education.net/pronote/", SCHOOL, ["encoding-3f"]),
    ("https%253A%252F%252F0310047H.index-education.net%252Fpronote%252F", SCHOOL, ["encoding-double"]),
    (
        "https%25253A%25252F%25252F0310047H.index-education.net%25252Fpronote%25252F",
        SCHOOL,
        ["encoding-double"],
    ),
    (
        "https%253F%252F0310047H.index-education.net%252Fpronote%252F",
        SCHOOL,
        ["encoding-3f", "encoding-double"],
    ),
    # whole CAS links stand for their service
    (f"{BASE}login?service=https:%2F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, []),
    (f"{BASE}samlValidate?TARGET=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F", SCHOOL, []),
    (f"Lien d'authentification : <{GUIDE}>", DEMO, ["encoding-3f"]),
    (f"{BASE}login?service={SCHOOL}", SCHOOL, ["encoding-none"]),
    (f"{BASE}login?service={ENCODED[:-3]}", SCHOOL, ["no-trailing-slash"]),
    (f"https://eur01.safelinks.protection.outlook.com/?url={ENCODED}&data=5", SCHOOL, []),
    # spaces and signs that nobody sees
    ("https://0310047H.index-education.net /pronote/", SCHOOL, ["spaces"]),
    ("https: //0310047H.index-education.net/pronote/", SCHOOL, ["spaces"]),
    ("https : // 0310047H.index-education.net/pronote/", SCHOOL, ["spaces"]),
    ("https://0310047H. index-education.net/pronote/", SCHOOL, ["spaces"]),
    ("https://0310047H.index-\neducation.net/pronote/", SCHOOL, ["spaces"]),
    ("https://0310047H.index-education.net/pronote/ eleve.html", SCHOOL, ["page-suffix", "spaces"]),
    (f"{SCHOOL}%20", SCHOOL, ["spaces"]),
    ("https://0310047H\u200b.index-education.net/pro\u00adnote/", SCHOOL, ["spaces"]),
    ("\u202ahttps://0310047H.index-education.net/pronote/\u202c", SCHOOL, []),
    (f"\ufeffURL : {SCHOOL}", SCHOOL, []),
    # look-alikes
    ("https://0310047Н.index-educаtion.net/pronote/", SCHOOL, ["look-alike"]),
    ("https://0310047h.index-éducation.net/pronote/", SCHOOL, ["look-alike"]),
    ("https://prоnote.net/pronote/", "https://pronote.net/pronote/", ["look-alike"]),
    ("https://xn--prnote-xqf.net/pronote/", "https://pronote.net/pronote/", ["look-alike"]),
    ("https://0310047h.index-education.net.exemple.com/pronote/", SCHOOL, ["look-alike"]),
    ("https://0310047h.index-educaton.net/pronote/", SCHOOL, ["look-alike"]),
    ("https://O310047H.index-education.net/pronote/", SCHOOL, ["look-alike"]),
    ("https://O310047H.index-education.com/pronote/", SCHOOL, ["host-com", "look-alike"]),
    ("https://031 0047H.index-education.net/pronote/", SCHOOL, ["spaces"]),
    ("https://0310047H.index-education.net//pronote/", SCHOOL, ["page-suffix"]),
    ("https://index-educatif.fr/pronote/", "https://index-educatif.fr/pronote/", []),
    ("https://0310047h.indexx-education.net/pronote/", SCHOOL, ["look-alike"]),
    (
        "https://pronote.index-education.net.exemple.com/pronote/",
        "https://pronote.index-education.net.exemple.com/pronote/",
        ["look-alike"],
    ),
    ("https://pronote.education-exemple.net/pronote/", "https://pronote.education-exemple.net/pronote/", []),
    # the school's own server
    (OWN, OWN, []),
    ("https://Pronote.Lycee-Exemple.FR/pronote/", OWN, []),
    ("https://pronote.lycee-exemple.fr/Pronote/", "https://pronote.lycee-exemple.fr/Pronote/", []),
    ("http://pronote.lycee-exemple.fr/pronote/", OWN, ["http"]),
    ("http://pronote.lycee-exemple.fr:80/pronote", OWN, ["http", "no-trailing-slash"]),
    (
        "https://pronote.lycee-exemple.fr:8443/mon/chemin/parent.html",
        "https://pronote.lycee-exemple.fr:8443/mon/chemin/",
        ["page-suffix"],
    ),
    ("https://pronote.lycee-exemple.fr", "https://pronote.lycee-exemple.fr/", ["no-trailing-slash"]),
    ("pronote.lycee-exemple.fr/pronote/", OWN, []),
    ("https://pronote.lycee-exemple.fr/pronote//", "https://pronote.lycee-exemple.fr/pronote//", []),
    ("https://pronote.lycee-exemple.fr/d%C3%A9part/", "https://pronote.lycee-exemple.fr/d%C3%A9part/", []),
    (
        "https://pronote.lycee-exemple.fr/départ/100%/",
        "https://pronote.lycee-exemple.fr/d%C3%A9part/100%25/",
        [],
    ),
    ("https://École-Élan.fr/pronote/", "https://xn--cole-lan-90af.fr/pronote/", []),
    ("https://xn--cole-lan-90af.fr/pronote/", "https://xn--cole-lan-90af.fr/pronote/", []),
    ("http://194.254.25.157/pronote/", "https://194.254.25.157/pronote/", ["http"]),
    ("https://marie:chat@pronote.lycee-exemple.fr/pronote/", OWN, ["secret", "userinfo"]),
    ("https://marie@pronote.lycee-exemple.fr/pronote/", OWN, ["userinfo"]),
]

PRIVATE = [
    ("https://127.0.0.1/", "https://127.0.0.1/"),
    ("https://127.1/", "https://127.0.0.1/"),
    ("https://0x7f.1/", "https://127.0.0.1/"),
    ("https://0177.0.0.1/", "https://127.0.0.1/"),
    ("https://2130706433/", "https://127.0.0.1/"),
    ("https://10.1.2.3:8443/pronote/", "https://10.1.2.3:8443/pronote/"),
    ("https://192.168.1.10/pronote/", "https://192.168.1.10/pronote/"),
    ("https://172.16.0.4/pronote/", "https://172.16.0.4/pronote/"),
    ("https://169.254.1.1/pronote/", "https://169.254.1.1/pronote/"),
    ("https://100.64.0.1/pronote/", "https://100.64.0.1/pronote/"),
    ("https://224.0.0.1/pronote/", "https://224.0.0.1/pronote/"),
    ("https://[::1]/pronote/", "https://[::1]/pronote/"),
    ("https://[::ffff:127.0.0.1]/pronote/", "https://[::ffff:7f00:1]/pronote/"),
    ("https://[fe80::1]/pronote/", "https://[fe80::1]/pronote/"),
    ("https://[fc00::1]/pronote/", "https://[fc00::1]/pronote/"),
    ("https://[64:ff9b::7f00:1]/pronote/", "https://[64:ff9b::7f00:1]/pronote/"),
    ("https://[2002:7f00:1::]/pronote/", "https://[2002:7f00:1::]/pronote/"),
    ("https://localhost/pronote/", "https://localhost/pronote/"),
    ("localhost:8000/pronote/", "https://localhost:8000/pronote/"),
    ("https://srv-pedago/pronote/", "https://srv-pedago/pronote/"),
    ("https://pronote.local/pronote/", "https://pronote.local/pronote/"),
    ("https://pronote.lycee.lan/pronote/", "https://pronote.lycee.lan/pronote/"),
]

REFUSED = [
    ("", "none"),
    ("   ", "none"),
    ("bonjour", "none"),
    ("0310047H", "none"),
    ("PRONOTE.net", "none"),
    ("support.fr@itslearning.com", "none"),
    ("ExportPronote.xml", "none"),
    ("ftp://pronote.lycee-exemple.fr/", "none"),
    ("javascript:alert(1)", "none"),
    ("https://", "host"),
    ("https:///", "host"),
    ("https://[::1", "host"),
    ("https://[::1::2]/", "host"),
    ("https://-a-.fr/", "host"),
    ("https://exemple..fr/", "host"),
    ("https://xn--zz--zzz.fr/", "host"),
    ("https://1.2.3.4.5/", "host"),
    ("https://999.1.1.1/", "host"),
    ("https://" + "a" * 300 + ".fr/", "host"),
    (r"https://exemple.fr\@autre.fr/", "host"),
    ("https://pronote.lycee-exemple.fr:99999/", "port"),
    ("https://pronote.lycee-exemple.fr:0/", "port"),
    ("https://pronote.lycee-exemple.fr:https/", "port"),
    ("https://pronote.lycee-exemple.fr/" + "a" * 500, "long"),
    ("https://cas.itslearning.com/cas-asp/", "ent"),
    ("https://cas.itslearning.com/cas-asp/login", "ent"),
    ("https://lycee-exemple.itslearning.com/", "ent"),
    ("https://www.index-education.com/fr/assistance-pronote.php", "editor"),
    ("https://hebergement.index-education.net", "editor"),
    ("https://index-education.net/pronote/", "editor"),
]

# A few of the strings that break programs: encodings, markup, formats, shells, right-to-left.
NAUGHTY = [
    "\x00", "\ud800", "\ufeff", "\ufffe", "\u202ehttps://x.fr", "ﷺ", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7 * 7 }}", "{% raw %}", "%s%s%n", "$(reboot)",
    "https://%00/", "https://%/", "https://%%%/", "https://x.fr:٣/", "https://x.fr:+1/", "https://[", "https://]",
    "https://x.fr/%", "https://x.fr/%%2", "https://:@/", "https://@", "https://?", "https://#", "https://\\",
    "https://xn--", "https://xn--a", "https://xn--a-é.fr/", "https://。/", "https://\u00ad/", "https://a\u0338.fr/",
    "https%3A", "https%3F%2F", "https%25253A", "login?service=", "https://cas.x.fr/login?service=%",
    f"{BASE}login?service={BASE}login?service={SCHOOL}", "https://" * 50, "[masqué]", "https://[masqué]/",
]  # fmt: skip


@pytest.mark.parametrize(("text", "public", "codes"), ACCEPTED)
def test_what_people_paste_becomes_the_right_address(text: str, public: str, codes: list[str]) -> None:
    adresse, constats = normalise(text)
    assert adresse.public == public
    assert sorted(one.code for one in constats) == codes


def test_a_hosted_address_tells_the_school() -> None:
    assert normalise("http://0310047h.index-education.net")[0] == Adresse(
        SCHOOL, "0310047H.index-education.net", "0310047H", hosted=True
    )
    assert normalise(DEMO)[0] == Adresse(DEMO, "itslearning.index-education.net", None, hosted=True)


def test_an_own_server_has_no_uai_even_when_its_name_holds_one() -> None:
    adresse, _ = normalise("https://0310047h.lycee-exemple.fr/pronote/")
    assert (adresse.host, adresse.uai, adresse.hosted) == ("0310047h.lycee-exemple.fr", None, False)


@pytest.mark.parametrize(("text", "public"), PRIVATE)
def test_a_host_of_the_inner_network_is_told_and_kept(text: str, public: str) -> None:
    adresse, constats = normalise(text)
    assert adresse.public == public
    assert [(one.code, one.severity) for one in constats] == [("private-host", "warning")]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_address_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        normalise(text)
    assert refused.value.values["reason"] == reason
    assert set(refused.value.values) == {"found", "reason"}


def test_of_several_lines_the_one_with_least_wrong_is_read() -> None:
    page = f"""
    Lien d'authentification : {BASE}login?service=https%3F%2F0310047H.index-education.net%2Fpronote
    Lien de validation : {BASE}samlValidate?TARGET=https%3F%2F0310047H.index-education.net%2Fpronote%2F
    URL à communiquer au socle ENT : {SCHOOL}
    """
    assert normalise(page) == (normalise(SCHOOL)[0], ())


def test_a_refused_line_does_not_hide_a_good_one() -> None:
    assert normalise(f"URL associée : {BASE}\nURL : {SCHOOL}")[0].public == SCHOOL


def test_http_is_an_error_at_index_education_and_to_be_checked_on_an_own_server() -> None:
    hosted = normalise("http://0310047H.index-education.net/pronote/")[1]
    own = normalise("http://pronote.lycee-exemple.fr/pronote/")[1]
    assert [one.severity for one in hosted + own] == ["error", "warning"]
    assert [dict(one.values)["where"] for one in hosted + own] == ["hosted", "own"]


def test_a_wrong_letter_is_told_with_the_right_one_and_kept() -> None:
    (constat,) = normalise("https://0152054e.index-education.net/pronote/")[1]
    assert (constat.code, constat.severity, constat.found) == ("uai-letter", "warning", "0152054E")
    assert dict(constat.values) == {"expected": "B"}


def test_a_password_in_an_address_is_shown_nowhere() -> None:
    for link in (
        "https://marie:chat@x.fr/",
        "https%3A%2F%2Fmarie%3Achat%40x.fr%2F",
        "https://marie:chat@x.fr:0/",
    ):
        with suppress(AddressRefused):
            assert "chat" not in repr(normalise(link))
        try:
            normalise(link)
        except AddressRefused as refused:
            assert "chat" not in repr(refused.values)


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_read_or_refused(text: str) -> None:
    check(text)
    check(f"https://x.fr/{text}")
    check(f"https://{text}.fr/pronote/")
    check(f"{BASE}login?service={text}")


@settings(deadline=None)
@given(st.text())
@example("https://İ/")
def test_no_text_breaks_the_reader(text: str) -> None:
    check(text)
    check(f"https://{text}")


@settings(deadline=None)
@given(st.binary())
def test_no_bytes_break_the_reader(data: bytes) -> None:
    check("https://" + data.decode("latin-1"))
    check("https://x.fr/" + data.decode("utf-8", "surrogateescape"))


@settings(deadline=None)
@given(
    st.integers(2_000, 30_000), st.sampled_from(["a", "é", "/", "*", "%2F", "%25", "a.", " ", "@", "[", ":"])
)
def test_long_texts_are_read_or_refused(length: int, sign: str) -> None:
    check("https://x.fr/" + sign * (length // len(sign)))


pieces = st.sampled_from(
    [
        *(
            "https://",
            "http://",
            "https:%2F%2F",
            "https%3F%2F",
            "0310047H",
            ".index-education",
            ".net",
            ".com",
        ),
        *("/pronote/", "pronote", "eleve.html", "?login=true", "&fd=1", "**", "\\", "@", ":", "443", "8080"),
        *(
            " ",
            "\n",
            "\u200b",
            "[",
            "]",
            "::1",
            "127.1",
            "localhost",
            ".",
            "é",
            "о",
            "x.fr",
            "#",
            "«",
            "»",
            "%20",
        ),
        *(
            f"{BASE}login?service=",
            f"{BASE}samlValidate?TARGET=",
            "ticket=ST-1-abcDEF123",
            "%",
            "%25",
            "[masqué]",
        ),
    ]
)


@settings(deadline=None)
@example(["https://", "%20", "?login=true"])
@given(st.lists(pieces, min_size=1, max_size=9))
def test_what_is_made_of_pieces_of_addresses_is_read_or_refused(parts: list[str]) -> None:
    check("".join(parts))
    check("https://" + "".join(parts))


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda one: one[2:4] != "--"
)
own_hosts = st.lists(labels, min_size=1, max_size=3).map(lambda names: ".".join([*names, "exemple", "fr"]))
paths = st.text(st.characters(codec="utf-8", exclude_characters="?#\\"), max_size=20)


@settings(deadline=None)
@given(own_hosts, st.integers(1, 65_535), paths)
def test_every_own_server_is_read_and_its_links_carry_it_byte_for_byte(
    host: str, port: int, path: str
) -> None:
    check(f"https://{host}:{port}/{path}")
    adresse, _ = normalise(f"https://{host}:{port}/")
    assert adresse.public == (f"https://{host}/" if port == 443 else f"https://{host}:{port}/")


def check(text: str) -> None:
    """Whatever is read holds: a right form, told findings, a second reading without change, exact links."""
    try:
        adresse, constats = normalise(text)
    except AddressRefused as refused:
        assert refused.values["reason"] in {"none", "host", "port", "long", "ent", "editor"}
        return
    parts = urlsplit(adresse.public)
    assert adresse.public.isascii()
    assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
    assert adresse.public.endswith("/")
    assert adresse.host in adresse.public
    assert {one.code for one in constats} <= set(CODES)

    again, told = normalise(adresse.public)
    assert again == adresse
    assert not [one for one in told if one.severity == "error"]

    for made in (links(adresse, BASE), pronote_style(adresse, BASE)):
        assert parse_qs(urlsplit(made.login).query, strict_parsing=True) == {"service": [adresse.public]}
        assert parse_qs(urlsplit(made.validate).query, strict_parsing=True) == {"TARGET": [adresse.public]}
