"""What was struck out of an escalation file and can still be read in its other lines.

The school's code is part of a hosted address, and an address of the links that are made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from knowledge.dialogue.dossier import Dossier, Ligne

WORDS = ("uai", "ecole")
ADDRESSES = ("adresse", "net", "client")
"""The lines whose whole value is looked for, and those whose host is."""


def remains(dossier: Dossier) -> Iterator[tuple[Ligne, tuple[Ligne, ...]]]:
    """Each line that was struck out, with those that still tell what it said."""
    for struck in dossier.retirees:
        told = _told(struck).casefold()
        lines = tuple(line for line in dossier.lignes if told and told in line.value.casefold())
        if lines:
            yield struck, lines


def _told(line: Ligne) -> str:
    if line.id in ADDRESSES:
        return urlsplit(line.value).hostname or ""
    return line.value if line.id in WORDS else ""
