"""Lists in a spreadsheet (`.xlsx`): the first sheet that has the titles of a list."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator

from knowledge.comptes import colonnes
from knowledge.comptes.lignes import ListeRefusee
from knowledge.comptes.limites import MAX_COLUMNS, MAX_INFLATED
from knowledge.comptes.liste import Liste, build, untitled
from knowledge.comptes.vocabulaire import Vocabulaire

_PARTS = 500
_FIRST_BYTES = 4096


def read(data: bytes, vocabulaire: Vocabulaire, *, this_year: int) -> Liste:
    """Read a workbook. Raises ListeRefusee (also `classeur-illisible`, `demesure`, `doctype`)."""
    _check(data)
    import openpyxl  # noqa: PLC0415 - it takes as long to load as a school to match

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [[*_rows(sheet)] for sheet in book.worksheets[:10]]
    except Exception as broken:
        raise ListeRefusee("classeur-illisible") from broken
    for rows in sheets:
        for place, (_, cells) in enumerate(rows[: colonnes.HEADER_WITHIN]):
            if colonnes.named(cells, vocabulaire):
                before = " ".join(" ".join(row) for _, row in rows[:place])
                return build(cells, rows[place + 1 :], vocabulaire, this_year=this_year, title=before)
    for rows in sheets:
        if titles := colonnes.guess([row for _, row in rows[: colonnes.LOOKED_AT] if row], vocabulaire):
            return untitled(titles, rows, vocabulaire, this_year=this_year)
    raise ListeRefusee("sans-colonnes")


def _check(data: bytes) -> None:
    """Refuse a bomb before anything is inflated, and a DOCTYPE before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > MAX_INFLATED:
                raise ListeRefusee("demesure")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(_FIRST_BYTES).upper():
                            raise ListeRefusee("doctype")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise ListeRefusee("classeur-illisible") from broken


def _rows(sheet: object) -> Iterator[tuple[int, list[str]]]:
    values = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)  # type: ignore[attr-defined]
    for line, cells in enumerate(values, 1):
        row = [_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield line, row


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime.datetime() | datetime.date():
            return f"{cell:%d/%m/%Y}"
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)
