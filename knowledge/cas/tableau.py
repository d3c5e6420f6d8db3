"""Several links pasted at once, judged together: for each service its address, its login, its validation.

A console shows three lines for PRONOTE.net and three for the server (Client). The three of one service
carry one address on one CAS base: a login and a validation that differ are refused by the CAS server
(INVALID_SERVICE), however right each is by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.cas import reperage
from knowledge.cas.adresse import Adresse
from knowledge.cas.autopsie import Autopsie, examine_all
from knowledge.cas.constats import Constat
from knowledge.cas.liens import Bases, links
from knowledge.cas.service import read as read_cas

Service = Literal["net", "client", ""]
"""Whose links they are; nothing where the paste does not tell."""

Part = Literal["public", "login", "validate"]
PARTS: tuple[Part, ...] = ("public", "login", "validate")

State = Literal["juste", "a_verifier", "faux", "manque"]

_NAMES = re.compile(
    r"(?P<client>\bclients?\b|\bserveur\s+pronote\b|\burl\s+du\s+serveur\s+pour\b)"
    r"|(?P<net>\bpronote\.net\b|\bespaces?\b|\bsocle\s+ent\b)",
    re.IGNORECASE,
)
"""The words of the two consoles that stand before their links."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """One link of a service: how it is, the judgement of what was pasted, and what it should be."""

    part: Part
    state: State
    expected: str
    autopsie: Autopsie | None = None


@dataclass(frozen=True, slots=True)
class Ligne:
    """The links of one service, or of one address where no service is told."""

    service: Service
    adresse: Adresse | None
    cellules: tuple[Cellule, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """All links of a paste, a service a line; `autres` are those that have no place in it."""

    lignes: tuple[Ligne, ...]
    autres: tuple[Autopsie, ...] = ()


def judge(
    text: str, *, bases: Bases, known: Sequence[tuple[Service, Adresse]] = (), only: Service = ""
) -> Tableau | None:
    """Judge the links of a paste together; None for fewer than two. Never raises.

    `known` are the addresses that the conversation has, `only` the one service that it is about.
    """
    judged = [each for each in examine_all(text, bases=bases) if each.kind != "unknown"]
    if len(judged) < 2:
        return None
    rows: dict[tuple[Service, str], dict[Part, Autopsie]] = {}
    others = []
    for service, each in zip(_services(text, judged), judged, strict=True):
        part = _part(each)
        row = rows.setdefault((service or only, ""), {}) if part else {}
        if part in row:  # a second one of its kind: of another service, that only its address tells
            row = rows.setdefault((service or only, each.adresse.public if each.adresse else each.found), {})
        if part is None or part in row:
            others.append(each)
        else:
            row[part] = each
    if sum(map(len, rows.values())) < 2:
        return None
    noted = dict(known)
    lines = [_line(service, row, noted, bases) for (service, _), row in rows.items() if row]
    return Tableau(tuple(lines), tuple(others))


def _part(judged: Autopsie) -> Part | None:
    match judged.kind:
        case "login" | "validate" as part:
            return part
        case "public" | "page":
            return "public"
    return None


def _services(text: str, judged: Sequence[Autopsie]) -> list[Service]:
    """The service that was named last before each link."""
    visible, at = reperage.find(text).text, 0
    found: list[Service] = []
    current: Service = ""
    for each in judged:
        place = visible.find(each.found, at)
        if place >= 0:
            for name in _NAMES.finditer(visible, at, place):
                current = "client" if name["client"] else "net"
            at = place + len(each.found)
        found.append(current)
    return found


def _line(service: Service, row: dict[Part, Autopsie], known: dict[Service, Adresse], bases: Bases) -> Ligne:
    """The three cells of a service, compared with its address, or else with the one most of them carry."""
    adresse = known.get(service) or _commonest(row)
    base = _base(row, bases)
    made = links(adresse, base) if adresse else None
    cells = []
    for part in PARTS:
        expected = getattr(made, part) if made else ""
        given = row.get(part)
        if given is None:
            cells.append(Cellule(part, "manque", expected))
            continue
        against = _against(given, adresse)
        cells.append(Cellule(part, _state(against), expected or against.corrected, against))
    return Ligne(service, adresse, tuple(cells))


def _commonest(row: dict[Part, Autopsie]) -> Adresse | None:
    """The address that most links of a row carry; of two, that of the link with least wrong in it."""
    found = Counter(each.adresse.public.casefold() for each in row.values() if each.adresse)
    if not found:
        return None
    wrong = {
        each.adresse.public.casefold(): sum(one.severity == "error" for one in each.findings)
        for each in reversed(row.values())
        if each.adresse
    }
    best = max(found, key=lambda public: (found[public], -wrong[public]))
    return next(e.adresse for e in row.values() if e.adresse and e.adresse.public.casefold() == best)


def _base(row: dict[Part, Autopsie], bases: Bases) -> str:
    """The CAS base of a row's corrected links: the expected one as soon as one of them has it."""
    cas = (read_cas(each.corrected) for each in row.values() if each.kind in {"login", "validate"})
    found = [each.base for each in cas if each is not None]
    return found[0] if found and bases.default.url not in found else bases.default.url


def _against(judged: Autopsie, adresse: Adresse | None) -> Autopsie:
    """The same judgement, with the address that its row has."""
    carried = judged.adresse
    if adresse is None or carried is None or carried.public.casefold() == adresse.public.casefold():
        return judged
    other = Constat("other-school", "error", carried.public, (("expected", adresse.public),))
    return replace(judged, findings=(*judged.findings, other))


def _state(judged: Autopsie) -> State:
    severities = {one.severity for one in judged.findings}
    return "faux" if "error" in severities else "a_verifier" if "warning" in severities else "juste"
