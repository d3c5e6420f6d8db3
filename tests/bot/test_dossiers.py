"""Files of the last minutes: they add up, they are taken back, and they are gone in time."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import dossiers as room
from bot import examen
from bot.bac import Limits
from bot.dossiers import LIFETIME, Dossiers
from knowledge.comptes.erreurs import LectureInterrompue, TropDeFichiers
from knowledge.dialogue.bilan import Bilan
from knowledge.dialogue.errors import FilesForgotten

TODAY = date(2026, 8, 27)
OURS = "Nom;Prénom;Date de naissance;Identifiant PRONOTE-ENT\nVAL;Zoé;04/03/2012;p1\nMONT;Léa;05/03/2012;p2\n"
THEIRS = "Nom;Prénom;Date de naissance;Id ENT\nVAL;Zoé;04/03/2012;e1\nMONTT;Léa;05/03/2012;e2\n"
BARE = "Nom;Prénom\nVAL;Zoé\nMONT;Léa\n"


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dossiers(clock: Clock) -> Dossiers:
    return Dossiers(clock=clock)


def take(dossiers: Dossiers, text: str, *, who: str = "web:a", name: str = "liste.csv") -> Bilan:
    return dossiers.take(who, name, text.encode(), uai="", today=TODAY)


def pupils(bilan: Bilan) -> tuple[int | None, ...]:
    return next((row[1:] for row in bilan.table if row[0] == "eleves"), ())


def test_a_second_list_completes_the_first(dossiers: Dossiers) -> None:
    assert take(dossiers, OURS).sides == ("pronote",)
    both = take(dossiers, THEIRS)
    assert both.sides == ("ent", "pronote")
    assert pupils(both) == (2, 2, 1, 1)
    assert (both.certain, both.to_mend) == (1, 1)


def test_the_same_file_twice_counts_once(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    assert len(take(dossiers, OURS).releves) == 1


def test_each_person_has_their_own_files(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    assert take(dossiers, THEIRS, who="web:b").sides == ("ent",)


def test_the_documents_hold_the_names_and_the_numbers_do_not(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    bilan = take(dossiers, THEIRS, name="liste de Zoé.csv")
    page, sheet, workbook = dossiers.documents("web:a")
    assert "MONT" in page.decode()
    assert "MONT" in sheet.decode("utf-8-sig")
    cells = [cell.value for row in load_workbook(io.BytesIO(workbook)).worksheets[0].rows for cell in row]
    assert "MONT" in cells
    assert not any(name in repr(bilan) for name in ("MONT", "VAL", "Zoé", "Léa", "2012", "liste de"))


def test_the_page_lists_who_is_to_be_looked_at(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    assert dossiers.lists("web:a") == []
    take(dossiers, THEIRS)
    (pupils_list,) = dossiers.lists("web:a")
    assert pupils_list["nombre"] == len(pupils_list["taches"]) == 1


def test_what_is_not_recognised_is_said_and_not_held(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    refused = take(dossiers, "%PDF-1.7 rien")
    assert [releve.kind for releve in refused.releves] == ["liste-pronote", "inconnu"]
    assert len(take(dossiers, THEIRS).releves) == 2


@pytest.mark.parametrize(
    ("geste", "sides"), [("retirer", ("pronote",)), ("remplacer", ("ent",)), ("vider", ())]
)
def test_the_person_says_what_stays(dossiers: Dossiers, geste: str, sides: tuple[str, ...]) -> None:
    take(dossiers, OURS)
    take(dossiers, THEIRS)
    assert dossiers.settle("web:a", geste, today=TODAY).sides == sides


def test_whose_a_list_is_can_be_said(dossiers: Dossiers) -> None:
    guessed = take(dossiers, BARE)
    assert (guessed.sides, guessed.unsure) == (("pronote",), True)
    said = dossiers.settle("web:a", "cote_ent", today=TODAY)
    assert (said.sides, said.unsure) == (("ent",), False)


def test_who_is_in_a_list_can_be_said(dossiers: Dossiers) -> None:
    assert take(dossiers, BARE).need == "categorie"
    said = dossiers.settle("web:a", "cat_parents", today=TODAY)
    assert said.need == ""
    assert next(row[1] for row in said.table if row[0] == "parents") == 2


def test_two_lists_that_nothing_tells_apart_are_asked_about(dossiers: Dossiers) -> None:
    take(dossiers, BARE)
    assert take(dossiers, BARE + "BOIS;Ana\n").need == "cote"
    assert dossiers.settle("web:a", "cote_ent", today=TODAY).sides == ("ent", "pronote")


def test_files_are_dropped_in_time(dossiers: Dossiers, clock: Clock) -> None:
    take(dossiers, OURS)
    clock.now = LIFETIME - 1
    assert dossiers.documents("web:a")
    clock.now = LIFETIME + 1
    assert dossiers.documents("web:a") == ()
    with pytest.raises(FilesForgotten):
        dossiers.settle("web:a", "retirer", today=TODAY)


def test_files_are_dropped_at_once_when_the_person_says_so(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    dossiers.forget("web:a")
    assert dossiers.documents("web:a") == ()


def test_too_many_files_are_refused_and_those_here_stay(
    dossiers: Dossiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PIECES_MAX", 1)
    take(dossiers, OURS)
    with pytest.raises(TropDeFichiers):
        take(dossiers, THEIRS)
    assert dossiers.documents("web:a")


def test_the_oldest_go_where_all_together_are_too_large(
    dossiers: Dossiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ALL_BYTES", 1)
    take(dossiers, OURS)
    take(dossiers, OURS, who="web:b")
    assert not dossiers.documents("web:a")
    assert dossiers.documents("web:b")


def test_a_key_of_the_operator_opens_a_sealed_export(clock: Clock, ecole: Path) -> None:
    key = (ecole / "cle-de-test.pem").read_bytes()
    opened = Dossiers(clock=clock, key=key)
    sealed = (ecole / "ExportPronote.xml").read_bytes()
    bilan = opened.take("web:a", "ExportPronote.xml", sealed, uai="", today=TODAY)
    assert bilan.sides == ("ent",)
    staff = (ecole / "pronote-personnels.csv").read_bytes()
    both = opened.take("web:a", "liste", staff, uai="", today=TODAY)
    assert next(row[1:] for row in both.table if row[0] == "personnels") == (17, 1, 0, 1)
    assert key.decode() not in repr(opened)


def test_the_table_of_the_guide_comes_out_of_the_whole_school(clock: Clock, ecole: Path) -> None:
    opened = Dossiers(clock=clock, key=(ecole / "cle-de-test.pem").read_bytes())
    for path in [ecole / "ExportPronote.xml", *sorted(ecole.glob("pronote-*.csv"))]:
        bilan = opened.take("web:a", path.name, path.read_bytes(), uai="", today=TODAY)
    assert bilan.table == (
        ("eleves", 425, 424, 424, 0),
        ("inspecteurs", 1, None, 0, None),
        ("maitres_de_stage", 101, None, 0, None),
        ("parents", 700, 698, 698, 0),
        ("personnels", 17, 1, 0, 1),
        ("professeurs", 36, 34, 34, 0),
    )


def test_a_file_that_asks_too_much_is_stopped_and_those_here_stay(
    dossiers: Dossiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(dossiers, OURS)
    monkeypatch.setattr(examen, "LIMITS", Limits(memory=1, seconds=60))
    with pytest.raises(LectureInterrompue):
        take(dossiers, THEIRS)
    assert len(dossiers.documents("web:a")) == 3


def test_two_files_sent_at_the_same_time_are_both_held(dossiers: Dossiers) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda text: take(dossiers, text), (OURS, THEIRS)))
    assert take(dossiers, OURS).sides == ("ent", "pronote")
