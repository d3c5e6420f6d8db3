"""The e-mail to itslearning (guide 2.4): its parts to copy, a `mailto:` link and an `.eml` file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Copy, File, Link, Reply

EML_TYPE = "message/rfc822"

MAILTO_MAX = 2000
"""Characters of a `mailto:` link that every mail program takes."""

TYPED = ("ecole", "contact", "uai")
"""The names that a person typed."""

_ENCODED_WORD = re.compile(r"=(?=\?)")
_LINE_SIGNS = {"Cc", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Courriel:
    """An e-mail ready to send: `to` and `subject` are one line, `body` has `\\n` line ends."""

    to: str
    subject: str
    body: str
    mailto: str
    eml: bytes


def write(guide: Guide, known: Mapping[str, object]) -> Courriel:
    """Write the e-mail with what is known (names of `Connu.names`); each typed value is made one line."""
    known = dict(known) | {name: _line(str(known[name])) for name in TYPED if name in known}
    to = header(str(guide.data["adresses.toml"]["itslearning"]["courriel"]))
    subject = header(guide.page("courriels/itslearning.objet.j2", known))
    body = guide.page("courriels/itslearning.corps.j2", known).strip() + "\n"
    short = guide.page("courriels/itslearning.court.j2", known).strip() + "\n"
    return compose(to, subject, body, short)


def compose(to: str, subject: str, body: str, short: str) -> Courriel:
    """The e-mail in every form; `short` stands for `body` in a link that has no room. `to` may be empty."""
    return Courriel(to, subject, body, _mailto(to, subject, (body, short)), _eml(to, subject, body))


def show(guide: Guide, written: Courriel, *, node: str, name: str) -> Iterator[Reply]:
    """The replies that give an e-mail: its parts to copy, the link, and the file `name`, found at `node`."""
    if written.to:
        yield Copy(guide.word("courriel.a"), written.to)
    yield Copy(guide.word("courriel.objet"), written.subject)
    yield Copy(guide.word("courriel.texte"), written.body)
    yield Link(guide.word("courriel.ouvrir"), written.mailto)
    yield File(node, name, EML_TYPE, written.eml)


def header(text: str) -> str:
    """One line that can stand in a header and adds none.

    Line ends of any kind become spaces; an encoded word (RFC 2047) typed by a person is broken up,
    for Python before 3.13 decodes `=?utf-8?q?=0d=0aBcc=3a…?=` into a header of its own (CVE-2024-6923).
    """
    return _ENCODED_WORD.sub("= ", _line(text))


def _line(text: str) -> str:
    kept = "".join(" " if unicodedata.category(sign) in _LINE_SIGNS else sign for sign in text)
    return " ".join(kept.split())


def _mailto(to: str, subject: str, bodies: tuple[str, ...]) -> str:
    """The link with the fullest body that fits (RFC 6068: CR LF as %0D%0A), or without one."""
    start = f"mailto:{to}?subject={quote(subject, safe='')}"
    for body in bodies:
        link = f"{start}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
        if len(link) < MAILTO_MAX:
            return link
    return start if len(start) < MAILTO_MAX else f"mailto:{to}"


def _eml(to: str, subject: str, body: str) -> bytes:
    """The message as a file; `X-Unsent` makes mail programs open it as a draft to be sent."""
    message = EmailMessage(policy=SMTP)
    if to:
        message["To"] = to
    message["Subject"] = subject
    message["X-Unsent"] = "1"
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    return message.as_bytes()
