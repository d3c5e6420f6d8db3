"""Several links pasted at once, judged together: for each service its address, its login, its validation.

A console shows three lines for PRONOTE.net and three for the server (Client). The three of one service
carry one address on one CAS base: a login and a validation that differ are refused by the CAS server
(INVALID_SERVICE), however right each is by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.cas import etiquettes
from knowledge.cas.adresse import Adresse
from knowledge.cas.autopsie import Autopsie, examine_all
from knowledge.cas.constats import Constat
from knowledge.cas.etiquettes import PARTS, Part, Service
from knowledge.cas.liens import Bases, links
from knowledge.cas.placement import Placed, Row, part_of, part_pages, public, rows, same
from knowledge.cas.service import read as read_cas

State = Literal["juste", "a_verifier", "faux", "manque", "pas_colle"]
"""`pas_colle` is what nobody can miss: no link of CAS was pasted at all, or another line has it already."""


@dataclass(frozen=True, slots=True)
class Cellule:
    """One link of a service: how it is, the judgement of what was pasted, and what it should be."""

    part: Part
    state: State
    expected: str
    autopsie: Autopsie | None = None

    @property
    def why(self) -> tuple[Constat, ...]:
        """The findings that make its state; none for a link that is right or missing."""
        severity = {"faux": "error", "a_verifier": "warning"}.get(self.state, "")
        found = self.autopsie.findings if self.autopsie else ()
        return tuple(one for one in found if one.severity == severity)


@dataclass(frozen=True, slots=True)
class Ligne:
    """The links of one service, or of one address where no service is told."""

    service: Service
    adresse: Adresse | None
    cellules: tuple[Cellule, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """All links of a paste, a service a line.

    `doubles` are the links that stood there once more, `pages` those that lead to a page of a PRONOTE that
    stands there, `autres` those that have no place in it.
    """

    lignes: tuple[Ligne, ...]
    autres: tuple[Autopsie, ...] = ()
    doubles: tuple[Autopsie, ...] = ()
    pages: tuple[Autopsie, ...] = ()

    @property
    def cellules(self) -> tuple[tuple[Ligne, Cellule], ...]:
        """Every cell with its line, in order."""
        return tuple((line, cell) for line in self.lignes for cell in line.cellules)


Collee = tuple[Service, Part | None, Autopsie]
"""A pasted link: whose it is said to be, which part its label names, and its judgement."""


def judge(
    text: str, *, bases: Bases, known: Sequence[tuple[Service, Adresse]] = (), only: Service = ""
) -> Tableau | None:
    """Judge the links of a paste together; None for fewer than two. Never raises.

    `known` are the addresses that the conversation has, `only` the one service that it is about.
    """
    table = line_up(told(text, bases=bases), bases=bases, known=known, only=only)
    judged = sum(cell.autopsie is not None for _, cell in table.cellules)
    beside = len(table.pages) + len(table.autres) if table.pages else 0
    return table if judged + beside > 1 else None


def told(text: str, *, bases: Bases) -> tuple[Collee, ...]:
    """The links of a paste, each judged by itself, with what its labels say. Never raises."""
    judged = [each for each in examine_all(text, bases=bases) if each.kind != "unknown"]
    labels = etiquettes.read(text, judged)
    return tuple((*label, each) for label, each in zip(labels, judged, strict=True))


def line_up(
    found: Sequence[Collee],
    *,
    bases: Bases,
    known: Sequence[tuple[Service, Adresse]] = (),
    only: Service = "",
) -> Tableau:
    """Judge links together, however many there are."""
    placed: dict[Service, list[Placed]] = {}
    others, doubles, pages = [], [], []
    for service, label, each in found:
        part, own = label or part_of(each), placed.setdefault(service or only, [])
        one = Placed(part, each, label is not None) if part else None
        if one is None:
            others.append(each)
        elif any(same(one, other) for other in own):
            doubles.append(each)
        else:
            own.append(one)
    lines: list[tuple[Service, Row]] = []
    known_public = {adresse.public.casefold() for _, adresse in known}
    for service, own in placed.items():
        kept, more = part_pages(own, known_public)
        pages += more
        lines += ((service, row) for row in rows(kept))
    noted = dict(known)
    addresses = [(service, noted.get(service) or _commonest(row)) for service, row in lines]
    complete = any(part != "public" for _, row in lines for part in row)
    told: set[tuple[Service, Adresse | None]] = set()
    made = []
    for (service, row), owner in zip(lines, addresses, strict=True):
        line = _line(service, row, owner[1], addresses, bases)
        made.append(line if complete and owner not in told else _given(line))
        told.add(owner)
    return Tableau(tuple(made), tuple(others), tuple(doubles), tuple(pages))


def _line(
    service: Service,
    row: Row,
    adresse: Adresse | None,
    addresses: Sequence[tuple[Service, Adresse | None]],
    bases: Bases,
) -> Ligne:
    """The three cells of a service, compared with its address, or else with the one most of them carry."""
    made = links(adresse, _base(row, bases)) if adresse else None
    cells = []
    for part in PARTS:
        expected = getattr(made, part) if made else ""
        given = row.get(part)
        if given is None:
            cells.append(Cellule(part, "manque", expected))
            continue
        against = _against(_placed(given, part), service, adresse, addresses)
        cells.append(Cellule(part, _state(against), expected or against.corrected, against))
    return Ligne(service, adresse, tuple(cells))


def _given(line: Ligne) -> Ligne:
    """The same line where what is not there is not missing either."""
    cells = (replace(each, state="pas_colle") if each.state == "manque" else each for each in line.cellules)
    return replace(line, cellules=tuple(cells))


def _commonest(row: Row) -> Adresse | None:
    """The address that most links of a row carry; of two, that of the link with least wrong in it."""
    found = Counter(public(each) for each in row.values() if each.adresse)
    if not found:
        return None
    wrong = {
        public(each): sum(one.severity == "error" for one in each.findings)
        for each in reversed(tuple(row.values()))
        if each.adresse
    }
    best = max(found, key=lambda each: (found[each], -wrong[each]))
    return next(each.adresse for each in row.values() if public(each) == best)


def _base(row: Row, bases: Bases) -> str:
    """The CAS base of a row's corrected links: the expected one as soon as one of them has it."""
    cas = (read_cas(each.corrected) for each in row.values() if each.kind in {"login", "validate"})
    found = [each.base for each in cas if each is not None]
    return found[0] if found and bases.default.url not in found else bases.default.url


def _placed(judged: Autopsie, part: Part) -> Autopsie:
    """The same judgement, with what it is to stand under the label of another link."""
    if part_of(judged) == part:
        return judged
    return _noting(judged, Constat("wrong-place", "error", judged.kind, (("expected", part),)))


def _against(
    judged: Autopsie,
    service: Service,
    adresse: Adresse | None,
    addresses: Sequence[tuple[Service, Adresse | None]],
) -> Autopsie:
    """The same judgement, with the address that its row has: is it the other service's, or nobody's here?"""
    carried = judged.adresse
    if adresse is None or carried is None or carried.public.casefold() == adresse.public.casefold():
        return judged
    values = (("expected", adresse.public),)
    for other, theirs in addresses:
        if "" != other != service != "" and theirs and theirs.public.casefold() == carried.public.casefold():
            of = Constat("other-service", "error", carried.public, (*values, ("service", other)))
            return _noting(judged, of)
    return _noting(judged, Constat("other-school", "error", carried.public, values))


def _noting(judged: Autopsie, constat: Constat) -> Autopsie:
    return replace(judged, findings=(*judged.findings, constat))


def _state(judged: Autopsie) -> State:
    severities = {one.severity for one in judged.findings}
    return "faux" if "error" in severities else "a_verifier" if "warning" in severities else "juste"
