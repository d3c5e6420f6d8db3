"""The labels of the two consoles before pasted links: whose each link is said to be, and which one it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from knowledge.cas import reperage
from knowledge.cas.autopsie import Autopsie

Service = Literal["net", "client", ""]
"""Whose links they are; nothing where the paste does not tell."""

Part = Literal["public", "login", "validate"]
PARTS: tuple[Part, ...] = ("public", "login", "validate")

_SERVICES = re.compile(
    r"(?P<client>\bclients?\b|\bserveur\s+pronote\b|\burl\s+du\s+serveur\s+pour\b)"
    r"|(?P<net>\bpronote\.net\b|\bespaces?\b|\bsocle\s+ent\b)",
    re.IGNORECASE,
)
"""The words of the two consoles that stand before their links."""

_PARTS = re.compile(
    r"(?P<validate>\bliens?\s+de\s+validation\b|\bvalidation\s*[:=]?\s*$)"
    r"|(?P<login>\bliens?\s+d\s?['’]\s?authentification\b|\b(?:authentification|login)\s*[:=]?\s*$)"
    r"|(?P<public>\burl\s+[àa]\s+communiquer\b|\burl\s+du\s+serveur\s+pour\b|\b(?:adresse|url)\s+publique\b)",
    re.IGNORECASE,
)


def read(text: str, judged: Sequence[Autopsie]) -> Iterator[tuple[Service, Part | None]]:
    """The service that was named last before each link, and the part that its own label names.

    A line that names several parts labels none of them: it is a sentence, or the console's tick box.
    """
    visible, at = reperage.find(text).text, 0
    service: Service = ""
    for each in judged:
        part: Part | None = None
        place = visible.find(each.found, at)
        if place >= 0:
            before = visible[at:place]
            for name in _SERVICES.finditer(before):
                service = "client" if name["client"] else "net"
            named = list(_PARTS.finditer(before.rstrip().rpartition("\n")[2]))
            if len(named) == 1:
                part = next(each for each in PARTS if named[0][each])
            at = place + len(each.found)
        yield service, part
