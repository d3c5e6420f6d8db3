"""The way to the deposit page, offered where a file or a list is wanted, or was sent.

The link stands in the text; the same as a picture goes before all, for another screen to open.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno

from bot.telegram.reading import Origin
from knowledge.dialogue.dires import source_of
from knowledge.dialogue.errors import FilesElsewhere
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import DOSSIER_NODE, Ask, File, Reply, Text

QR_SCALE = 8
"""Pixels of a module: about 600 for the whole picture, sharp on any screen."""

Link = Callable[[str], str]
"""Makes a link for a conversation."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A link, and the names of the sentences before and after it."""

    url: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A link as a picture."""

    url: str


def offering(
    guide: Guide, replies: Sequence[Reply], origin: Origin, link: Link, *, reads: bool
) -> Iterator[Reply | Offer | Picture]:
    """The replies, with the link before the question where one is wanted.

    Documents with names are no messages: they are taken away from the page.
    """
    offer = _offer(guide, replies, origin, link, reads=reads)
    if offer is not None and _is_pictured(guide, replies, origin):
        yield Picture(offer.url)
    told = False
    for reply in replies:
        if _is_document(reply):
            if not origin.who and not told:
                told = True  # they were deposited on the page, which is open there
                yield Text(guide.word("telegram.depot.sur_la_page"))
            continue
        if isinstance(reply, Ask) and offer is not None:
            yield offer
            offer = None
        yield reply
    if offer is not None:
        yield offer


def picture(url: str) -> bytes:
    """The link as a QR picture (PNG)."""
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="png", scale=QR_SCALE, border=4)
    return drawn.getvalue()


def _is_document(reply: Reply) -> bool:
    return isinstance(reply, File) and reply.node == DOSSIER_NODE


def _offer(
    guide: Guide, replies: Sequence[Reply], origin: Origin, link: Link, *, reads: bool
) -> Offer | None:
    if not origin.who:
        return None
    if any(_is_document(reply) for reply in replies):
        return Offer(link(origin.who), "documents", "apres_documents")
    if not _is_sent(guide, replies, origin) and _asked(replies) is None:
        return None
    url = link(origin.who)
    return Offer(url, "depot_ou_ici" if reads else "depot", "apres_ici" if _is_here(url) else "apres")


def _is_pictured(guide: Guide, replies: Sequence[Reply], origin: Origin) -> bool:
    """Where a file was sent or is asked for, and not each time that the question comes again."""
    if _is_sent(guide, replies, origin):
        return True
    asked = _asked(replies)
    source = source_of(guide, guide.nodes[asked.node]) if asked else ""
    return bool(source) and any(isinstance(reply, Text) and reply.source == source for reply in replies)


def _is_sent(guide: Guide, replies: Sequence[Reply], origin: Origin) -> bool:
    """Was a file sent, or a list pasted, that is not read here?"""
    elsewhere = literal(guide.sentence(FilesElsewhere()))
    return origin.offer or any(isinstance(reply, Text) and reply.body == elsewhere for reply in replies)


def _asked(replies: Sequence[Reply]) -> Ask | None:
    return next((reply for reply in replies if isinstance(reply, Ask) and reply.expects == "file"), None)


def _is_here(url: str) -> bool:
    """Does the link lead to the computer alone on which it is opened?"""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
