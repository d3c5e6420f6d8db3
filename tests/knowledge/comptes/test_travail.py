"""The work that is left, and its sheets where nothing runs as a formula (fault 54)."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes.dossier import Compte, Dossier
from knowledge.comptes.feuilles import harmless, rows, write_csv, write_xlsx
from knowledge.comptes.personnes import Personne
from knowledge.comptes.rapprochement import match
from knowledge.comptes.travail import Tache, mark, plan
from tests.maker import person, words

CROWD = [
    person(nom, prenom, 20100101 + 100 * n)
    for n, nom in enumerate(("Cazal", "Daran", "Izard", "Maurel"))
    for prenom in ("Zoé", "Côme", "Éloi", "Anne")
]


def tasks(ours: list[Personne], theirs: list[Personne], category: str = "eleves") -> list[Tache]:
    group = match([*CROWD, *ours], [*CROWD, *theirs], diminutifs=words().diminutifs)
    count = Compte(len(CROWD) + len(ours), len(CROWD) + len(theirs), 0, 0)
    return plan(Dossier([], {category: count}, {category: group}))


@pytest.mark.parametrize(
    ("one", "other", "side"),
    [
        (person("Vidal", "Zoé", 20120304), person("Vidal", "Zoé"), "ent"),
        (person("Vidal", "Zoé"), person("Vidal", "Zoé", 20120304), "pronote"),
        (person("Vidal", "Zoé", 20120304), person("Zoé", "Vidal", 20120304), "ent"),
        (person("Cazall", "Nora", 20120304), person("Cazal", "Nora", 20120304), "pronote"),
        (person("Vidal", "Nora", 20120304), person("Vidal", "N.", 20120304), "ent"),
        (person("Vidal", "Nora", 20120304), person("Vidal", "Nora", 20120403), "verifier"),
    ],
)
def test_the_record_that_looks_wrong_is_the_one_to_mend(one: Personne, other: Personne, side: str) -> None:
    (task,) = tasks([one], [other])
    assert (task.pronote, task.ent, task.ou) == (one, other, side)


def test_who_is_alone_has_a_probable_cause() -> None:
    found = tasks([person("Vidal", "Zoé", 20120304)], [person("Puech", "Nora", 20110607)])
    assert [(task.code, task.ou) for task in found] == [
        ("eleve-absent-ent", "ent"),
        ("eleve-absent-pronote", "pronote"),
    ]


def test_whom_the_ent_never_sends_is_expected() -> None:
    group = match([person("Vidal", "Zoé")], [])
    (task,) = plan(Dossier([], {"inspecteurs": Compte(1, None, 0, None)}, {"inspecteurs": group}))
    assert task.attendu


def test_the_letters_that_differ_are_marked() -> None:
    assert mark("VIDAL", "Vidall")[1][-1] == (True, "l") or mark("VIDAL", "Vidall")[1][-2] == (True, "l")
    assert mark("Zoé", "ZOE") == ([(False, "Zoé")], [(False, "ZOE")])


@given(st.text(max_size=20), st.text(max_size=20))
def test_marked_pieces_make_up_the_whole(one: str, other: str) -> None:
    left, right = mark(one, other)
    assert ("".join(text for _, text in left), "".join(text for _, text in right)) == (one, other)


PAYLOADS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://192.0.2.1")',
    "＝1",
    "\x00=1",
    "\n=1",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_opens_as_a_formula(payload: str) -> None:
    found = [Tache("eleves", "eleve-absent-ent", "ent", pronote=person(payload, payload, 20120304))]
    cells = [
        cell
        for row in csv.reader(
            io.StringIO(write_csv(found, words(), ["x"]).decode("utf-8-sig")), delimiter=";"
        )
        for cell in row
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(found, words(), ["x"]))).worksheets[0]
    values = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in values)
    for text in (*cells, *(str(cell.value) for cell in values)):
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@given(st.text(max_size=30))
def test_a_harmless_cell_never_starts_with_a_sign(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))


def test_a_row_says_what_and_where() -> None:
    one, other = person("Vidal", "Zoé", 20120304, line=7), person("Vidal", "Zoé", 20120403, line=9)
    _, row = rows(
        [Tache("eleves", "jour-mois-inverses", "verifier", one, other, ("jour-mois-inverses",))], words()
    )
    assert row[:2] == ["Élèves", "Jour et mois de naissance inversés"]
    assert row[3:] == ["Vidal", "Zoé", "04/03/2012", "", "7", "Vidal", "Zoé", "03/04/2012", "", "9"]
