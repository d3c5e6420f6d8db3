"""A school's public address: read out of whatever was pasted, put right, and what was wrong told.

The right form is what PRONOTE's console calls the « URL à communiquer au socle ENT »: a CAS server
compares it as a string, so that scheme, host, port, path and last slash all count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import uai
from knowledge.cas import hote, reperage, service, url
from knowledge.cas.constats import FOUND_MAX, Constat, Releve, Severity
from knowledge.dialogue.errors import AddressRefused
from knowledge.dialogue.secrets import MASK

ADDRESS_MAX = 500
"""Signs of a public address: encoded in a CAS link (three times as long) it must still be a link."""

HOSTED_PATH = "/pronote/"

_PAGE = re.compile(r"[^/]*\.html?(?:;[^/]*)?", re.IGNORECASE)
# Read backwards, so that a long run of asterisks costs no more than its length.
_STARS_BACK = re.compile(r"(?:/|F2%)*(?:(?:\*|A2%)+\.?(?:/|F2%)*)*", re.IGNORECASE)
_ESCAPED_STAR = re.compile(r"\\+(?=\*)")
_SPACES = re.compile(r"\s+|(?:(?:%C2%A0|%20)+)(?=/*(?:$|[?#]))", re.IGNORECASE)
_SLASHES = re.compile(r"(?:%2F)+$", re.IGNORECASE)
_PORT_MAX = 65_535
_DEFAULT_PORTS = {"https": 443, "http": 80, "": 443}


@dataclass(frozen=True, slots=True)
class Adresse:
    """A public address in its right form, which ends with a slash.

    Hosted by Index-Education: `https://<UAI>.index-education.net/pronote/`; `uai` is None where the
    host is another name (a demonstration base). Own server: the host in lower case (punycode), the
    path as it is, and no `uai`.
    """

    public: str
    host: str
    uai: str | None
    hosted: bool


@dataclass(frozen=True, slots=True)
class Lecture:
    """What one link says: its address, what is wrong in it, and whether it names a page or `?login=true`."""

    adresse: Adresse
    constats: tuple[Constat, ...]
    page: bool
    direct: bool


def normalise(text: str) -> tuple[Adresse, tuple[Constat, ...]]:
    """Read the public address out of a paste and put it right; of several, the one with least wrong.

    A whole CAS link stands for its service. Raises AddressRefused (`found`, and `reason`: `none`, `host`,
    `port`, `long`, `ent`, `editor`). Normalising the result again changes nothing and finds no error.
    """
    collage = reperage.find(text)
    readings: list[Lecture] = []
    refused: AddressRefused | None = None
    for extrait in collage.extraits:
        try:
            readings.append(_reading(extrait))
        except AddressRefused as error:
            refused = refused or error
    if not readings:
        raise refused or AddressRefused(found=" ".join(collage.text.split())[:FOUND_MAX], reason="none")
    best = min(readings, key=lambda reading: sum(c.severity == "error" for c in reading.constats))
    return best.adresse, secrets(collage.secrets) + best.constats


def _reading(extrait: reperage.Extrait) -> Lecture:
    link = service.unwrap(extrait.link)
    cas = service.read(link)
    if cas is None:
        return read(link, spaced=extrait.spaced)
    if cas.service is None:
        raise AddressRefused(found=link[:FOUND_MAX], reason="ent")
    return read(cas.service, in_cas_link=True, spaced=extrait.spaced)


def secrets(kinds: tuple[str, ...]) -> tuple[Constat, ...]:
    """The findings for secrets that were masked; the secrets themselves are nowhere."""
    return tuple(Constat("secret", "error", MASK, (("kind", kind),)) for kind in kinds)


def read(link: str, *, in_cas_link: bool = False, spaced: str = "") -> Lecture:
    """Read one public address, or the value of a CAS link's parameter. Raises AddressRefused."""
    releve = Releve()
    bare = _bare(link, releve, in_cas_link=in_cas_link, spaced=spaced)
    parts = url.split(bare)
    try:
        host = hote.read(parts.host)
    except hote.HostRefused as error:
        raise AddressRefused(found=link[:FOUND_MAX], reason=error.reason) from error
    port = _port(parts, link)
    if parts.userinfo is not None:
        releve.note("userinfo", "error", f"{MASK}@{host.name}")
    _note_host(host, parts.scheme, releve)
    if in_cas_link and not parts.scheme:
        releve.note("http", "error", host.name, where="absent")
    path, page, query = _ending(parts, releve)
    direct = _note_suffix(page, query, parts.fragment, releve, in_cas_link=in_cas_link)
    path = _hosted_path(path, port, releve) if host.hosted else _own_path(path, releve)
    if host.uai and not (typed := uai.read(host.uai)).valid:
        releve.note("uai-letter", "warning", typed.code, expected=typed.expected)
    public = f"https://{host.name}{'' if host.hosted else port}{path}"
    if len(public) > ADDRESS_MAX:
        raise AddressRefused(found=link[:FOUND_MAX], reason="long")
    on_page = bool(page) or MASK in query
    return Lecture(Adresse(public, host.name, host.uai, host.hosted), releve.constats, on_page, direct)


def _bare(link: str, releve: Releve, *, in_cas_link: bool, spaced: str) -> str:
    """Decode a link as far as it needs and take its spaces out."""
    if len(link) > reperage.LINK_MAX:
        raise AddressRefused(found=link[:FOUND_MAX], reason="long")
    decoded = url.decode(link)
    if decoded.guide_style:
        releve.note("encoding-3f", "error", "%3F%2F" if "%" in link else "?/")
    if decoded.rounds > 1:
        releve.note("encoding-double", "error", link)
    if in_cas_link and "/" in link and not decoded.guide_style:
        releve.note("encoding-none", "error", link)
    bare = _ESCAPED_STAR.sub("*", _SPACES.sub("", decoded.url))
    if spaced or _SPACES.search(decoded.url):
        releve.note("spaces", "error", spaced or " ".join(decoded.url.split()))
    if "\\" in bare and "@" in bare:
        # Programs disagree about which of the two is the host: nothing sure can be said of it.
        raise AddressRefused(found=link[:FOUND_MAX], reason="host")
    return bare


def _port(parts: url.Url, link: str) -> str:
    """The port with its colon, or nothing for the usual one. Raises AddressRefused."""
    if not parts.port:
        return ""
    if not (parts.port.isascii() and parts.port.isdigit() and len(parts.port) <= 6):
        raise AddressRefused(found=link[:FOUND_MAX], reason="port")
    port = int(parts.port)
    if not 0 < port <= _PORT_MAX:
        raise AddressRefused(found=link[:FOUND_MAX], reason="port")
    # The corrected scheme is https: its usual port is dropped too, or the next reading would.
    return "" if port in {443, _DEFAULT_PORTS[parts.scheme]} else f":{port}"


def _note_host(host: hote.Hote, scheme: str, releve: Releve) -> None:
    if host.look_alike:
        # Put right, or only told when there is no plain spelling.
        severity: Severity = "warning" if "xn--" in host.name or host.name == host.look_alike else "error"
        written, what = host.look_alike, "letters"
        if written.isascii() and "xn--" not in written:
            what = "digits" if written.lower().endswith(hote.HOSTED_DOMAIN) or host.wrong_domain else "name"
        releve.note("look-alike", severity, host.look_alike, host=host.name, what=what)
    if host.wrong_domain:
        releve.note("host-com", "error", host.wrong_domain, expected=host.name)
    if scheme == "http":
        where = "hosted" if host.hosted else "own"
        releve.note("http", "error" if host.hosted else "warning", "http://", where=where)
    if host.private:
        releve.note("private-host", "warning", host.name)


def _ending(parts: url.Url, releve: Releve) -> tuple[str, str, str]:
    """Part the path from the page behind it, and path and query from the guide's asterisks (E-asterisks).

    A piece with a secret in it counts as a page.
    """
    path, query = _SLASHES.sub("/", parts.path), parts.query
    query, stars = _unstarred(query)
    secret = path.find(MASK)
    folder = path[: path.rfind("/", 0, secret) + 1] if secret >= 0 else path
    pages = [path[len(folder) :]] if secret >= 0 else []
    while True:
        folder, more = _unstarred(folder)
        stars = more + stars
        last = folder.rstrip("/").rpartition("/")[2]
        if not _PAGE.fullmatch(last):
            break
        pages.insert(0, last)
        folder = folder.rstrip("/").removesuffix(last)
    if stars:
        releve.note("asterisks", "error", stars)
    return folder, "/".join(pages), query


def _unstarred(piece: str) -> tuple[str, str]:
    """A piece of an address without the asterisks at its end, and these; a slash among them stays."""
    found = _STARS_BACK.match(piece[::-1])
    tail = piece[len(piece) - (found.end() if found else 0) :]
    stars = re.sub(r"[^*]|%2F", "", tail.upper().replace("%2A", "*"))
    if not stars:
        return piece, ""
    bare = piece[: len(piece) - len(tail)]
    return bare + ("/" if tail[-1] == "/" or tail[0] == "/" else ""), stars


def _note_suffix(page: str, query: str, fragment: str, releve: Releve, *, in_cas_link: bool) -> bool:
    """Note what stands behind the address; does it ask for direct connection?"""
    parameters = [one for one in re.split(r"[&;?]", query) if one]
    direct = any(one.lower() == "login=true" for one in parameters)
    others = [one for one in parameters if one.lower() != "login=true" and MASK not in one]
    suffix = page + ("?" + "&".join(others) if others else "") + ("#" + fragment if fragment else "")
    if suffix:
        releve.note("page-suffix", "warning", suffix)
    if direct:
        severity: Severity = "error" if in_cas_link else "warning" if page else "info"
        releve.note("login-true", severity, "?login=true")
    return direct


def _hosted_path(path: str, port: str, releve: Releve) -> str:
    """Index-Education serves every school at `/pronote/`, on the usual port."""
    given = re.sub(r"/+", "/", path.lower())
    if given != path.lower():
        releve.note("page-suffix", "error", "//")
    if given in {"", "/", "/pronote"}:
        releve.note("no-trailing-slash", "error", path, missing=HOSTED_PATH.removeprefix(given or "/"))
    elif given != HOSTED_PATH:
        releve.note("page-suffix", "warning", path)
    if port:
        releve.note("http", "error", port, where="port")
    return HOSTED_PATH


def _own_path(path: str, releve: Releve) -> str:
    """A school's own server: the path as it is, ended by a slash."""
    if not path.endswith("/"):
        releve.note("no-trailing-slash", "error", path, missing="/")
        path += "/"
    return url.encode_path(path)
