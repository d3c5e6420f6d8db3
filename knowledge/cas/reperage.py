"""Spotting links in whatever was pasted: console lines with labels, mails, several lines, odd signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dialogue.secrets import MASK, mask

TEXT_MAX = 20_000
"""Signs of a paste that are looked at; a console page has two thousand."""

LINK_MAX = 2_000
"""Signs of one link; browsers and mail programs take no longer ones. A longer one is refused."""

_SPREAD_SCHEME = re.compile(r"\b(https?)\s*:\s*/\s*/\s*", re.IGNORECASE)
_SCHEME = re.compile(r"https?(?=[:;]?[/\\]|:|[:?]?%|\?/)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(
    r"(?!https?:)[a-z][a-z0-9+.-]*:[/\\]{2}|(?:javascript|data|mailto|file):", re.IGNORECASE
)
_GAP = "\ufffc"
"""Stands for a space that was taken out of `https : //`; no address holds this sign."""

_CUT = re.compile(r"[<>\"«»“”„`|{}]|\](?=\()|''")
_BARE = re.compile(
    r"(?:(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]|\d{1,3}(?:\.\d{1,3}){3}|localhost)\.?"
    r"(?::\d+)?(?P<rest>[/?#%*\\].*)?",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:html?|xml|csv|txt|pdf|docx?|xlsx?|eml|json|pem|zip|exe)$|^pronote\.net$", re.IGNORECASE
)
_WRAP_START, _WRAP_END = "'’‘([{*-–—=>:,;.", "'’‘)]},;.!…"
_HOST_GOES_ON = re.compile(r"[^\W_][\w-]*\.[\w.-]+(?:[:/?%].*)?$")
_BEGUN = re.compile(r"https?://\d{1,7}", re.IGNORECASE)
_SCHOOL_GOES_ON = re.compile(r"\d{0,6}[a-z]\.index-?education\.", re.IGNORECASE)
_PAGE_GOES_ON = re.compile(r"(?:pronote(?:/.*)?|(?:mobile\.)?[a-z]+\.html.*)$", re.IGNORECASE)
_OPENS = re.compile(r"https?://[^/]+/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extrait:
    """A link that stands in a text; `spaced` is how it stood there when signs had to be taken out of it."""

    link: str
    spaced: str = ""


@dataclass(frozen=True, slots=True)
class Collage:
    """What was pasted: its visible text with the secrets masked, their kinds, and its links in order."""

    text: str
    secrets: tuple[str, ...]
    extraits: tuple[Extrait, ...]


def find(text: str) -> Collage:
    """Mask the secrets of a paste, then find its links.

    A bare host counts as one when it stands alone or has a path behind it.
    """
    read = text if len(text) <= TEXT_MAX else text[:TEXT_MAX].rsplit(maxsplit=1)[0]
    visible = _visible(read)
    masked, secrets = mask(visible)
    hidden = len(visible.strip()) != len(read.strip())
    return Collage(masked, secrets, tuple(_links(masked, read if hidden else "")))


def _links(text: str, raw_text: str) -> Iterator[Extrait]:
    """The links of a cleaned text; `raw_text` is the paste where signs were taken out of it."""
    tokens = _SPREAD_SCHEME.sub(_close_up, text).split()
    at = 0
    while at < len(tokens):
        token = tokens[at].replace(_GAP, "")
        raw = tokens[at].replace(_GAP, " ")
        at += 1
        scheme = _SCHEME.search(token)
        if scheme:
            start = scheme.start()
            link = _cut(token[start:])
            while (
                at < len(tokens)
                and token[start:] in {link, link + "."}
                and _goes_on(token[start:], tokens[at])
            ):
                token, raw = token + tokens[at], f"{raw} {tokens[at]}"
                link, at = _cut(token[start:]), at + 1
            hidden = bool(raw_text) and link not in raw_text
            yield Extrait(link, raw[start:] if hidden or " " in raw else "")
        elif not _OTHER_SCHEME.match(token):
            bare = _cut(token.lstrip('«»“”"<`' + _WRAP_START))
            if _is_address(bare, alone=len(tokens) == 1):
                yield Extrait(bare, bare if raw_text and bare not in raw_text else "")


def _close_up(found: re.Match[str]) -> str:
    """Close `https : //` up, leaving a mark where there was a space."""
    return f"{found[1]}://" + (_GAP if re.search(r"\s", found[0]) else "")


def _is_address(bare: str, *, alone: bool) -> bool:
    """Is a word without `https` an address? « PRONOTE.net » and « eleve.html » are none."""
    found = _BARE.fullmatch(bare)
    if not found or "index-education" in bare.lower():
        return bool(found)
    return bool(found["rest"]) or (alone and not _FILE.search(bare))


def _visible(text: str) -> str:
    """Drop what nobody sees: zero-width, bidi and control signs, lone surrogates; every space is plain."""
    return "".join(
        " " if sign.isspace() and sign != "\n" else sign
        for sign in text
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _cut(token: str) -> str:
    """End a link where something begins that no address holds, and drop punctuation around it."""
    link = _CUT.split(token[: LINK_MAX + 1], maxsplit=1)[0]
    while link and link[-1] in _WRAP_END and not link.endswith(MASK):
        opener = {")": "(", "]": "[", "}": "{"}.get(link[-1])
        if opener and link.count(opener) >= link.count(link[-1]):
            break
        link = link[:-1]
    return link


def _goes_on(link: str, following: str) -> bool:
    """Was the link broken by a space before `following`?"""
    school = _BEGUN.fullmatch(link) and _SCHOOL_GOES_ON.match(following)
    if school or (link.endswith("=") and _SCHEME.match(following)):
        return True
    if _SCHEME.match(following) or "@" in following:
        return False
    if re.match(r"[/?&%]\w", following) or (following == "/" and link[-1] != "/"):
        return True
    if link[-1] in "%=&-" or link.lower().endswith("://"):
        return bool(re.match(r"[\w.%-]+", following))
    if link[-1] == "." and not _OPENS.match(link):
        return bool(_HOST_GOES_ON.match(following))
    return link[-1] == "/" and bool(_OPENS.match(link)) and bool(_PAGE_GOES_ON.match(following))
