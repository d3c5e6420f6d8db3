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
from bot.cadence import FAILURES, PAUSE, SENDINGS, WITHIN
from bot.dossiers import LIFETIME, Dossiers
from knowledge.comptes.erreurs import LectureInterrompue, TropDEchecs, TropDeFichiers, TropDEnvois
from knowledge.dialogue.bilan import Bilan, Etape, Note
from knowledge.dialogue.errors import FilesForgotten
from knowledge.dialogue.types import Sent
from tests.maker import envelope

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
    return send(dossiers, Sent(name, text.encode()), who=who)


def send(dossiers: Dossiers, *sent: Sent, who: str = "web:a", deleted: date | None = None) -> Bilan:
    return dossiers.take(who, sent, uai="", deleted=deleted, today=TODAY)


def pupils(bilan: Bilan) -> tuple[int | None, ...]:
    return next((row[1:] for row in bilan.table if row[0] == "eleves"), ())


def test_a_second_list_completes_the_first(dossiers: Dossiers) -> None:
    assert take(dossiers, OURS).sides == ("pronote",)
    both = take(dossiers, THEIRS)
    assert both.sides == ("ent", "pronote")
    assert pupils(both) == (2, 2, 1, 1)
    assert (both.certain, both.to_mend) == (1, 1)


def test_the_same_file_twice_counts_once_and_is_told(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    take(dossiers, THEIRS)
    again = take(dossiers, OURS)
    assert [releve.kind for releve in again.releves] == ["liste-ent", "liste-pronote"]
    doubles = [Note("fichier-double") in releve.notes for releve in again.releves]
    assert doubles == [False, True]
    twice = send(dossiers, Sent("a", THEIRS.encode()), Sent("b", THEIRS.encode()))
    assert (len(twice.releves), twice.fresh) == (2, 1)


def test_the_files_of_one_sending_are_read_together_and_taken_back_together(dossiers: Dossiers) -> None:
    take(dossiers, OURS)
    others = (Sent("e.csv", THEIRS.encode()), Sent("x.pdf", b"%PDF-1.7"), Sent("b.csv", BARE.encode()))
    both = send(dossiers, *others)
    assert [releve.kind for releve in both.releves[-both.fresh :]] == [
        "liste-ent",
        "inconnu",
        "liste-pronote",
    ]
    assert [each.kind for each in dossiers.settle("web:a", "remplacer", today=TODAY).releves] == [
        "liste-ent",
        "liste-pronote",
    ]
    assert dossiers.settle("web:a", "retirer", today=TODAY) == Bilan()


def test_each_list_of_one_sending_can_be_told_apart(dossiers: Dossiers) -> None:
    lists = (
        "Nom;Prénom;Identifiant PRONOTE-ENT\nVAL;Zoé;p1\n",
        "Nom;Prénom;Id ENT\nBOIS;Ana;e1\nVAL;Zoé;e2\n",
    )
    asked = send(dossiers, *(Sent("liste.csv", each.encode()) for each in lists))
    assert (asked.need, asked.about) == ("categorie", 0)
    asked = dossiers.settle("web:a", "cat_parents", today=TODAY)
    assert (asked.need, [each.rows for each in asked.releves], asked.about) == ("categorie", [2, 1], 0)
    told = dossiers.settle("web:a", "cat_parents", today=TODAY)
    assert (told.need, next(row[1:3] for row in told.table if row[0] == "parents")) == ("", (1, 2))


def test_too_many_sendings_in_a_row_are_put_off_and_a_group_counts_once(
    dossiers: Dossiers, clock: Clock
) -> None:
    for rank in range(SENDINGS):
        take(dossiers, f"{BARE}BOIS;Ana{rank}\n")
    with pytest.raises(TropDEnvois) as refused:
        take(dossiers, OURS)
    assert int(refused.value.values["secondes"]) == WITHIN
    assert take(dossiers, OURS, who="web:b").releves
    clock.now = WITHIN
    assert len(take(dossiers, OURS).releves) == SENDINGS + 1


def test_one_can_ask_where_the_reading_stands(dossiers: Dossiers, ecole: Path) -> None:
    seen: list[Etape] = []
    files = [Sent(path.name, path.read_bytes()) for path in sorted(ecole.glob("*.csv"))]
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(
            lambda: send(dossiers, *files, Sent("x.xml", (ecole / "export-clair.xml").read_bytes()))
        )
        while not reading.done():
            if (stage := dossiers.stage("web:a")) is not None and stage not in seen:
                seen.append(stage)
    assert [each.nom for each in seen if each.nom not in {"attente", "lecture"}] == [
        "debut",
        "rapprochement",
        "rapport",
    ]
    assert [each.part for each in seen] == sorted(each.part for each in seen)
    assert all(1 <= each.rang <= len(files) + 1 == each.fichiers for each in seen if each.nom == "lecture")
    assert dossiers.stage("web:a") is None


EXPORT_DAY = date(2026, 8, 26)


@pytest.mark.parametrize(
    ("deleted", "when", "verdict"),
    [
        (None, "inconnu", "complet"),
        (EXPORT_DAY, "inconnu", "complet"),
        (date(2026, 8, 25), "apres", "complet"),
        (TODAY, "", "ancien"),
    ],
)
def test_an_export_is_placed_beside_the_deletion_of_identifiers(
    dossiers: Dossiers, deleted: date | None, when: str, verdict: str
) -> None:
    sealed = envelope(date=f"{EXPORT_DAY}T10:00:00+02:00")
    (told,) = send(dossiers, Sent("ExportPronote.xml", sealed), deleted=deleted).releves
    assert (told.deletion, told.verdict) == (when, verdict)


@pytest.mark.parametrize(
    ("geste", "when", "verdict"), [("export_avant", "", "ancien"), ("export_apres", "apres", "complet")]
)
def test_the_person_can_say_when_an_export_was_made(
    dossiers: Dossiers, geste: str, when: str, verdict: str
) -> None:
    send(dossiers, Sent("ExportPronote.xml", envelope(date=f"{EXPORT_DAY}T10:00:00+02:00")))
    take(dossiers, OURS)
    *_, said = dossiers.settle("web:a", geste, today=TODAY).releves
    assert (said.deletion, said.verdict) == (when, verdict)
    assert take(dossiers, THEIRS).releves[1] == said


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
    bilan = send(opened, Sent("ExportPronote.xml", sealed))
    assert bilan.sides == ("ent",)
    staff = (ecole / "pronote-personnels.csv").read_bytes()
    both = send(opened, Sent("liste", staff))
    assert next(row[1:] for row in both.table if row[0] == "personnels") == (17, 1, 0, 1)
    assert key.decode() not in repr(opened)


def test_sealed_exports_that_do_not_open_lead_to_a_pause_of_their_sender_alone(
    clock: Clock, ecole: Path
) -> None:
    opened = Dossiers(clock=clock, key=(ecole / "cle-de-test.pem").read_bytes())
    whole = (ecole / "ExportPronote.xml").read_bytes()
    foreign = [envelope(date=f"2026-08-2{day}T10:00:00+02:00") for day in range(FAILURES)]
    send(opened, *(Sent("e.xml", data) for data in foreign[:2]))
    send(opened, Sent("e.xml", whole))
    clock.now = 60.0
    send(opened, *(Sent("e.xml", data) for data in foreign[2:-1]))
    opened.settle("web:a", "retirer", today=TODAY)
    send(opened, Sent("e.xml", foreign[-1]))
    with pytest.raises(TropDEchecs) as refused:
        send(opened, Sent("e.xml", whole))
    assert refused.value.values == {"nombre": str(FAILURES), "minutes": str(PAUSE // 60 - 1)}
    assert send(opened, Sent("e.xml", whole), who="web:b").sides == ("ent",)
    clock.now = PAUSE
    assert send(opened, Sent("e.xml", whole)).sides == ("ent",)


def test_without_a_key_nothing_is_a_failure_to_open(dossiers: Dossiers) -> None:
    for day in range(FAILURES + 1):
        send(dossiers, Sent("e.xml", envelope(date=f"2026-08-2{day}T10:00:00+02:00")))
    assert take(dossiers, OURS).releves


def test_the_table_of_the_guide_comes_out_of_the_whole_school(clock: Clock, ecole: Path) -> None:
    opened = Dossiers(clock=clock, key=(ecole / "cle-de-test.pem").read_bytes())
    for path in [ecole / "ExportPronote.xml", *sorted(ecole.glob("pronote-*.csv"))]:
        bilan = send(opened, Sent(path.name, path.read_bytes()))
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
