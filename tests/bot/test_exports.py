"""Fault 52 in what is exported: the same text in each sheet and on the page, run by nothing."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from bot.commandes import program
from knowledge.comptes.feuilles import harmless, write_csv, write_xlsx
from knowledge.comptes.travail import Tache
from knowledge.dialogue import imprime
from tests.chaines import INJECTED, INVISIBLE, LONG, SIGNS, STRINGS
from tests.maker import person, words

TASKS = [
    Tache("eleves", "eleve-absent-ent", "ent", pronote=person(text, f"{text}é", 20120304)) for text in STRINGS
]
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
PAGE = re.compile(rb"/Type\s*/Page\b")


def shown(text: str) -> str:
    """What of a text can be seen in a cell."""
    return CONTROLS.sub("", text)


def test_a_sheet_holds_each_name_as_it_was_typed_in_a_row_of_its_own() -> None:
    text = write_csv(TASKS, words(), ["x"]).decode("utf-8-sig")
    _, _, _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert len(rows) == len(TASKS)
    for row, typed in zip(rows, STRINGS, strict=True):
        assert row[3].removeprefix("'") == shown(person(typed, "x").nom).removeprefix("'")
        assert not row[3].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_workbook_holds_them_too_and_nothing_that_runs() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(TASKS, words(), ["x"]))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    names = [row[3].value or "" for row in sheet.iter_rows(min_row=4)]
    assert len(names) == len(TASKS)
    for found, typed in zip(names, STRINGS, strict=True):
        assert "".join(str(found).split()) == "".join(harmless(person(typed, "x").nom).split())


@pytest.mark.parametrize("text", [*SIGNS[:4], *INVISIBLE, *INJECTED, *LONG])
def test_a_page_is_made_of_whatever_is_said_and_stays_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "d.pdf"
    typed = text.encode("utf-8", "replace").decode().replace("\x00", "")[:500]
    said = CliRunner().invoke(
        program, ["dossier", "--uai", "0310047H", "--message", typed, "--pdf", str(file)]
    )
    if any(sign.isprintable() and not sign.isspace() for sign in typed):
        assert said.exit_code == 0, said.output
        assert len(PAGE.findall(file.read_bytes())) == 1
    else:
        assert said.exit_code == bool(typed)  # nothing was said that a file could be made of
    assert "\x1b" not in said.output


def test_what_is_printed_has_no_sign_that_nobody_sees() -> None:
    for text in STRINGS:
        printed = imprime.printable(text, mark="[?]")
        assert all(sign.isprintable() or sign in "\n\u00a0\u202f" or sign.isspace() for sign in printed)
        assert imprime.printable(printed, mark="[?]") == printed
