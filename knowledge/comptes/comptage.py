"""PRONOTE's counts table, typed or pasted: the four lines of the matching screen, and what they mean.

For each column, CAS = rapprochés + à rapprocher, and nobody is matched who is not on both sides (guide 3.4).
A dash is a population that the ENT does not send; inspectors and internship supervisors have no account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.comptes.dossier import Compte, Table
from knowledge.comptes.erreurs import ComptageIllisible
from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import CATEGORIES
from knowledge.comptes.vocabulaire import Vocabulaire

Owner = Literal["etablissement", "itslearning", "index-education"]

ROWS = ("pronote", "cas", "matched", "left")
NEVER_SENT = ("inspecteurs", "maitres_de_stage")

_LABELS = (
    ("left", r"(?:utilisateurs?\s+)?cas\s+[àa]\s+rapprocher|[àa]\s+rapprocher|left|restants?"),
    ("matched", r"(?:utilisateurs?\s+)?rapproch[ée]e?s?|matched"),
    ("pronote", r"(?:utilisateurs?\s+)?pronote"),
    ("cas", r"(?:utilisateurs?\s+)?cas\b"),
)
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS), re.IGNORECASE)
_CELL = re.compile(r"\d{1,3}(?:[\u00a0\u202f]\d{3})+|\d+|[-–—−]+")
_MAX_CELL = 7
_MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Remarque:
    """What one number of the table means; `expected` says that nothing needs doing."""

    categorie: str
    code: str
    expected: bool
    owner: Owner | None
    valeurs: Mapping[str, str] = field(default_factory=dict)


def read(text: str, vocabulaire: Vocabulaire) -> Table:
    """Read the table. Raises ComptageIllisible."""
    if len(text) > _MAX_TEXT:
        raise ComptageIllisible
    if (turned := _turned(text, vocabulaire)) is not None:
        return turned
    columns, body = _columns(text, vocabulaire)
    rows = dict(_rows(body))
    if not {"pronote", "cas"} <= rows.keys() or any(len(cells) != len(columns) for cells in rows.values()):
        raise ComptageIllisible
    empty: list[int | None] = [None] * len(columns)
    table = dict.fromkeys(CATEGORIES, Compte())
    for place, name in enumerate(columns):
        table[name] = Compte(*(rows.get(row, empty)[place] for row in ROWS))
    return table


def _columns(text: str, vocabulaire: Vocabulaire) -> tuple[Sequence[str], str]:
    """The categories of the header line, or PRONOTE's six in its order; and the text without that line."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _CELL.search(line):
            break
        words = fold(line).split()
        found: list[str] = []
        place = 0
        while place < len(words):
            for size in (3, 2, 1):
                name = vocabulaire.categories.get(" ".join(words[place : place + size]))
                if name is not None:
                    found.append(name)
                    place += size - 1
                    break
            place += 1
        if found and len(set(found)) == len(found):
            return found, "\n".join(lines[number + 1 :])
    return CATEGORIES, text


def _turned(text: str, vocabulaire: Vocabulaire) -> Table | None:
    """The table with a category a line, its four numbers in PRONOTE's order; None where it is not so."""
    table = dict.fromkeys(CATEGORIES, Compte())
    found = 0
    for line in text.splitlines():
        first = _CELL.search(line)
        if first is None:
            continue
        name = vocabulaire.categories.get(fold(line[: first.start()]))
        cells = _cells(line[first.start() :])
        if name is None or not 2 <= len(cells) <= len(ROWS):
            return None
        table[name] = Compte(*cells)
        found += 1
    return table if found else None


def _rows(text: str) -> Iterator[tuple[str, list[int | None]]]:
    """The rows by their labels; without any label, four lines in PRONOTE's order."""
    labels = list(_LABEL.finditer(text))
    if not labels:
        lines = [
            cells for line in re.split(r"[\n/|;](?!\s*[-–—\d]+\s*[/|;])", text) if (cells := _cells(line))
        ]
        if len(lines) not in (2, 3, 4):
            raise ComptageIllisible
        yield from zip(ROWS, lines, strict=False)
        return
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(text)
        cells = _cells(text[label.end() : end])
        if cells and label.lastgroup:
            yield label.lastgroup, cells


def _cells(text: str) -> list[int | None]:
    cells: list[int | None] = []
    for cell in _CELL.findall(text):
        digits = re.sub(r"\D", "", cell)
        if len(digits) > _MAX_CELL:
            raise ComptageIllisible
        cells.append(int(digits) if digits else None)
    return cells


def remark(table: Table) -> list[Remarque]:
    """Read each column aloud, in PRONOTE's order: what is expected, to look at, or wrong."""
    return [remarque for name in CATEGORIES for remarque in _column(name, table[name])]


def _column(name: str, compte: Compte) -> Iterator[Remarque]:
    pronote, cas, matched, left = compte.pronote, compte.cas, compte.matched, compte.left
    if cas is None:
        if not pronote:
            return
        values = {"nombre": str(pronote)}
        if name in NEVER_SENT:
            yield Remarque(name, "jamais-envoyes", True, None, values)
        else:
            yield Remarque(name, "non-envoyes", False, "itslearning", values)
        return
    wrong = list(_wrong(name, pronote, cas, matched, left))
    yield from wrong
    if pronote is not None and pronote > cas:
        code = "parents-absents" if name == "parents" else "absents-de-ent"
        yield Remarque(name, code, False, "etablissement", {"nombre": str(pronote - cas)})
    if left:
        nobody = not matched and cas >= 10
        yield Remarque(
            name,
            "aucun-rapproche" if nobody else "a-rapprocher",
            False,
            "itslearning" if nobody else "etablissement",
            {"nombre": str(left)},
        )
    if not wrong and pronote == cas and not left:
        yield Remarque(name, "complet", True, None, {"nombre": str(cas)})


def _wrong(
    name: str, pronote: int | None, cas: int, matched: int | None, left: int | None
) -> Iterator[Remarque]:
    if matched is not None and left is not None and matched + left != cas:
        values = {"cas": str(cas), "matched": str(matched), "left": str(left)}
        yield Remarque(name, "somme-fausse", False, None, values)
    if matched is not None and matched > min(cas, pronote if pronote is not None else cas):
        yield Remarque(name, "trop-de-rapproches", False, None, {"nombre": str(matched)})
    if pronote is not None and cas > pronote:
        yield Remarque(name, "plus-dans-ent", False, "etablissement", {"nombre": str(cas - pronote)})
