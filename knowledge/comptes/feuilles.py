"""The work list as a sheet: rows of text, in CSV or in a workbook, where nothing can run as a formula.

A spreadsheet runs what starts with one of a few signs (OWASP ASVS 5.0, 1.2.10): an apostrophe goes before.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from knowledge.comptes.travail import Tache, fields
from knowledge.comptes.vocabulaire import Vocabulaire

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000


def harmless(cell: str) -> str:
    """A cell that opens as text.

    >>> harmless("=1+1"), harmless("Jean-Luc")
    ("'=1+1", 'Jean-Luc')
    """
    text = _UNSAFE.sub("", cell)[:_LONGEST]
    return f"'{text}" if text.startswith(_RUNS) else text


def rows(taches: Sequence[Tache], vocabulaire: Vocabulaire) -> Iterator[list[str]]:
    """The titles, then a row a task."""
    words = vocabulaire.phrases
    yield list(vocabulaire.phrases["mots"]["titres_travail"].split("|"))
    for tache in taches:
        known = words["niveaux"] if tache.code in words["niveaux"] else words["causes"]
        reasons = [words["niveaux"].get(code, code) for code in tache.ecarts if code != tache.code]
        yield [
            words["mots"].get(tache.categorie, words["mots"]["sans_categorie"]),
            "\u00a0; ".join([known[tache.code], *reasons]),
            words["cotes"].get(tache.ou, ""),
            *fields(tache.pronote),
            str(tache.pronote.ligne) if tache.pronote else "",
            *fields(tache.ent),
            str(tache.ent.ligne) if tache.ent else "",
        ]


def write_csv(taches: Sequence[Tache], vocabulaire: Vocabulaire, heading: Sequence[str]) -> bytes:
    """A CSV that a French spreadsheet opens by itself: `;`, UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in ([*heading], [], *rows(taches, vocabulaire)):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(taches: Sequence[Tache], vocabulaire: Vocabulaire, heading: Sequence[str]) -> bytes:
    """A workbook of one sheet, every cell a text."""
    import openpyxl  # noqa: PLC0415 - it takes as long to load as a school to match
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(vocabulaire.phrases["mots"]["feuille"])
    sheet.freeze_panes = "A4"
    for row in ([*heading], [], *rows(taches, vocabulaire)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=harmless(text))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
