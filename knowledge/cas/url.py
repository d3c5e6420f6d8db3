"""An address taken apart, however often it was percent-encoded. Nothing here raises on odd input.

`urllib.parse.urlsplit` is not used: it drops tabs and line ends silently, raises on brackets, and reads
a backslash otherwise than browsers do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_GUIDE = re.compile(r"(https?)(?::?%3F|\?)(?:%2F|/)(?:%2F|/)?", re.IGNORECASE)
_READABLE = re.compile(r"https?[:;]?[/\\]+", re.IGNORECASE)
_HIDDEN = re.compile(r"%(?:25)*(?:2F|3A|3F)", re.IGNORECASE)
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3986, appendix B, without the scheme, which is known by then.
_PARTS = re.compile(
    r"(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?", re.DOTALL
)
_AUTHORITY = re.compile(r"(?:(?P<userinfo>.*)@)?(?P<host>\[[^\]]*\]|[^:@]*)(?::(?P<port>[^:@]*))?", re.DOTALL)

ROUNDS_MAX = 6
"""How often an address is decoded at most; mail filters and portals stack two or three."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded address; `rounds` of percent-decoding, and whether it had the guide's `%3F%2F`."""

    url: str
    rounds: int
    guide_style: bool


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of an address; `scheme` is empty where none was written, `port` where it is not given."""

    scheme: str
    userinfo: str | None
    host: str
    port: str
    path: str
    query: str
    fragment: str


def decode(text: str) -> Decoded:
    """Decode until `http(s)://host/…` can be read, and no further.

    The guide's `https%3F%2F` decodes to `https?/`: it is read as the `https://` that was meant.
    """
    url, rounds, guide_style = text, 0, False
    for _ in range(ROUNDS_MAX):
        found = _GUIDE.match(url)
        if found:
            guide_style = True
            url = f"{found[1]}://{url[found.end() :]}"
            if found[0].count("%") or _hidden_slash(url):
                rounds, url = rounds + 1, unquote(url)
        elif _hidden_slash(url):
            rounds, url = rounds + 1, unquote(url)
        else:
            break
    return Decoded(url, rounds, guide_style)


def split(url: str) -> Url:
    """Take a decoded address apart as a browser does: a backslash before the query is a slash."""
    scheme = _READABLE.match(url)
    rest = url[scheme.end() :] if scheme else url
    head, mark, tail = re.match(r"([^?#]*)(.?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    parts = _PARTS.fullmatch(head.replace("\\", "/") + mark + tail)
    authority = _AUTHORITY.fullmatch(parts["authority"]) if parts else None
    if parts is None or authority is None:
        return Url("", None, "", "", "", "", "")
    return Url(
        scheme=re.sub(r"[^a-z]", "", scheme[0].lower()) if scheme else "",
        userinfo=authority["userinfo"],
        host=authority["host"],
        port=authority["port"] or "",
        path=parts["path"],
        query=parts["query"] or "",
        fragment=parts["fragment"] or "",
    )


def encode_path(path: str) -> str:
    """Write a path as RFC 3986 wants it: what is encoded stays, a stray `%` and foreign letters become so."""
    return quote(_STRAY.sub("%25", path), safe="/%:@!$&'()*+,;=-._~")


def _hidden_slash(url: str) -> bool:
    """Is the end of the scheme or of the host still encoded (`https:%2F%2Fx.fr%2Fpronote%2F`)?"""
    scheme = _READABLE.match(url)
    authority = re.split(r"[/?#\\]", url[scheme.end() if scheme else 0 :], maxsplit=1)[0]
    return bool(_HIDDEN.search(authority))
