"""The host of an address: Index-Education's or the school's own, readable, public, and no look-alike."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

import idna

from knowledge.uai import meant

HOSTED_DOMAIN = "index-education.net"

HOST_MAX = 253
"""Signs of a host name (RFC 1035)."""

EDITOR_SITES = frozenset(
    ("", "www", "hebergement", "doc", "docs", "forum", "support", "assistance", "store", "blog", "actualites")
)
"""Names under Index-Education's domains that are its own sites, no school's PRONOTE."""

ENT_DOMAIN = "itslearning.com"
"""The ENT's and its CAS server's domain: no PRONOTE stands there."""

PRIVATE_SUFFIXES = (
    "local",
    "localhost",
    "lan",
    "home",
    "internal",
    "intranet",
    "corp",
    "private",
    "home.arpa",
)

_WWW = "www."
"""What people put before a name; Index-Education's schools have none with it."""

_UAI_NAME = re.compile(r"[0-9]{7}[a-z]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_VENDOR = re.compile(r"(?:(.*)\.)?index-?education\.([a-z]{2,6})")
_INSIDE = re.compile(r"(?:.*?([a-z0-9-]+)\.)?index-?education(?:\.[a-z]{2,6})?\..+")
_VENDOR_LABEL = "index-education"
_CLOSE = 0.93
"""How alike a domain is to Index-Education's where a letter was mistyped, or changed to deceive."""
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_DOTS = re.compile("[\u3002\uff0e\uff61]")

# Signs that look like a Latin letter, small or capital (Unicode TR 39 lists them), by that letter.
_LOOKS = {
    "a": "аɑα", "b": "Ьƅв", "c": "сϲᴄ", "d": "ԁ", "e": "еҽє", "g": "ɡց", "h": "һн", "i": "іıɩι",
    "j": "јϳ", "k": "κк", "l": "ӏǀ", "m": "м", "n": "ոпη", "o": "оοօσ", "p": "рρ", "q": "ԛ", "r": "г",
    "s": "ѕ", "t": "тτ", "u": "υսц", "v": "νѵ", "w": "ԝω", "x": "хχ", "y": "уγү", "z": "ᴢ",
}  # fmt: skip
_SKELETON = str.maketrans({sign: letter for letter, signs in _LOOKS.items() for sign in signs})

_EMBEDDED = tuple(
    ipaddress.IPv6Network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "2002::/16", "2001::/32")
)
"""IPv6 ranges that carry an IPv4 address inside: never an address of their own."""


@dataclass(frozen=True, slots=True)
class Hote:
    """A host in its right form (lower case, punycode; `[…]` around IPv6).

    `uai` is set for a school's name at Index-Education. `wrong_domain` and `look_alike` are the host as
    it was written, when another ending or foreign letters were put right.
    """

    name: str
    hosted: bool = False
    uai: str | None = None
    private: bool = False
    wrong_domain: str = ""
    look_alike: str = ""


class HostRefused(Exception):
    """No host can be read, or one that is no PRONOTE: `reason` is `host`, `ent` or `editor`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(text: str) -> Hote:
    """Read a host name or an IP address. Raises HostRefused."""
    name = _DOTS.sub(".", unicodedata.normalize("NFC", text)).strip().rstrip(".").lower()
    if not name or len(name) > HOST_MAX:
        raise HostRefused("host")
    if name.startswith("["):
        return _ipv6(name)
    if (address := _ipv4(name)) is not None:
        return Hote(str(address), private=is_private(address))
    ascii_name = _ascii(name)
    # Judged in the one form that every spelling comes down to, or a second reading would differ.
    shown = readable(ascii_name)
    plain = latin(shown)
    if plain == shown or not (_VENDOR.fullmatch(plain) or _deceives(shown)):
        return _named(ascii_name, "")
    return _named(_ascii(plain) if plain.isascii() else ascii_name, shown)


def _named(name: str, looks: str) -> Hote:
    vendor = _VENDOR.fullmatch(name)
    if vendor:
        school = vendor[1] or ""
        if school in EDITOR_SITES:
            raise HostRefused("editor")
        bare = school.removeprefix(_WWW)
        if bare != school and (_UAI_NAME.fullmatch(bare) or meant(bare.upper())):
            school = bare
        wrong = "" if name == f"{school}.{HOSTED_DOMAIN}" else name
        uai = school.upper() if _UAI_NAME.fullmatch(school) else meant(school.upper())
        looks = looks or ("" if uai is None or uai == school.upper() else name)
        return Hote(f"{uai or school}.{HOSTED_DOMAIN}", True, uai, wrong_domain=wrong, look_alike=looks)
    if is_ent(name):
        raise HostRefused("ent")
    if (school := _imitated(name)) is not None:
        if _UAI_NAME.fullmatch(school):
            return Hote(f"{school.upper()}.{HOSTED_DOMAIN}", True, school.upper(), look_alike=name)
        looks = looks or name
    private = "." not in name or any(name == end or name.endswith("." + end) for end in PRIVATE_SUFFIXES)
    return Hote(name, private=private, look_alike=looks)


def _imitated(name: str) -> str | None:
    """The school in a name that passes for Index-Education's: its domain in another one, or misspelt."""
    if (found := _INSIDE.fullmatch(name)) is not None:
        return found[1] or ""
    *schools, domain, _ = ["", "", *name.split(".")]
    close = SequenceMatcher(None, domain, _VENDOR_LABEL).ratio() >= _CLOSE
    return schools[-1] if close and domain != _VENDOR_LABEL else None


def is_ent(name: str) -> bool:
    """Does a host belong to the ENT?"""
    return name == ENT_DOMAIN or name.endswith("." + ENT_DOMAIN)


def readable(name: str) -> str:
    """A host as a person reads it: punycode labels decoded where they can be."""
    try:
        return idna.decode(name) if "xn--" in name else name
    except (idna.IDNAError, UnicodeError, ValueError):
        return name


def latin(name: str) -> str:
    """What a name looks like in plain Latin letters: look-alikes and accents replaced."""
    spread = unicodedata.normalize("NFKD", name.translate(_SKELETON))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Is an IP address out of reach of the Internet? The flags of `ipaddress` alone miss several ranges."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_private(address.ipv4_mapped)
        if address.is_site_local or any(address in net for net in _EMBEDDED):
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


def _ascii(name: str) -> str:
    """The name in ASCII (UTS 46, then punycode). Raises HostRefused for what no name server can know."""
    try:
        if not name.isascii():
            name = idna.encode(name, uts46=True).decode("ascii")
        elif "xn--" in name:
            idna.decode(name)
    except (idna.IDNAError, UnicodeError, ValueError) as error:
        raise HostRefused("host") from error
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise HostRefused("host")
    return name


def _deceives(name: str) -> bool:
    """Does a label mix alphabets, or imitate Latin letters with those of another alphabet?"""
    for label in name.split("."):
        scripts = {_script(sign) for sign in label if sign.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            return True
        foreign = [sign for sign in label if not sign.isascii()]
        if foreign and all(ord(sign) in _SKELETON for sign in foreign):
            return True
    return False


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0]


def _ipv4(name: str) -> ipaddress.IPv4Address | None:
    """Read an IPv4 address in every spelling that systems take: 127.1, 0x7f.1, 0177.0.0.1, 2130706433."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    *heads, last = (_number(part) for part in parts)
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise HostRefused("host")
    total = last + sum(head << (8 * (3 - place)) for place, head in enumerate(heads))
    return ipaddress.IPv4Address(total)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if len(part) > 1 and part.startswith("0"):
        if "8" in part or "9" in part:
            raise HostRefused("host")
        return int(part, 8)
    return int(part)


def _ipv6(name: str) -> Hote:
    try:
        address = ipaddress.IPv6Address(name.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError as error:
        raise HostRefused("host") from error
    return Hote(f"[{address.compressed}]", private=is_private(address))
