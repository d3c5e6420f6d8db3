"""Files put together: sides, categories, the table, identifiers, the JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from knowledge.comptes import lecture
from knowledge.comptes.dossier import Dossier, assemble
from knowledge.comptes.erreurs import CoteInconnu
from knowledge.comptes.personnes import CATEGORIES, Cote
from knowledge.comptes.resultat import document, pairs
from tests.maker import clear, envelope, key, liste, words

OURS = ("Nom", "Prénom", "Date de naissance", "Identifiant PRONOTE-ENT")
THEIRS = ("Nom", "Prénom", "Date de naissance", "Id ENT")
PUPILS = [
    ("VAL", "Zoé", "04/03/2012", "1"),
    ("PONS", "Éloi", "05/06/2011", "2"),
    ("VIALA", "Côme", "07/08/2010", "3"),
]


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return liste(titles, rows).encode()


def dossier(*files: bytes, sides: Sequence[Cote | None] = (), opened: bool = False) -> Dossier:
    said = [*sides, *[None] * (len(files) - len(sides))]
    return assemble(
        [
            lecture.read(
                f"{n}.csv",
                data,
                words(),
                today=date(2026, 8, 27),
                cote=side,
                source=n,
                keys=[key()] if opened else [],
            )
            for n, (data, side) in enumerate(zip(files, said, strict=True))
        ],
        words(),
    )


def codes(found: Dossier) -> list[str]:
    return [constat.code for _, constat in found.constats]


def test_two_lists_make_the_table_and_the_rest_is_unknown() -> None:
    found = dossier(table(OURS, PUPILS), table(THEIRS, PUPILS[:2]))
    answer = document(found, words())
    assert answer["table"]["eleves"] == {"pronote": 3, "cas": 2, "matched": 2, "left": 0}
    assert answer["table"]["parents"] == {"pronote": None, "cas": None, "matched": None, "left": None}
    assert list(answer["table"]) == list(CATEGORIES)
    assert (answer["levels"], answer["unmatched_pronote"], answer["unmatched_cas"]) == ({"exact": 2}, 1, 0)
    assert [each["kind"] for each in answer["files"]] == ["liste-pronote", "liste-ent"]


def test_a_probable_pair_is_left_to_match_in_the_table() -> None:
    found = dossier(table(OURS, PUPILS), table(THEIRS, [*PUPILS[:2], ("VIALA", "Come", "08/07/2010", "3")]))
    assert found.table["eleves"].left == 1
    assert [row[4:] for row in pairs(found)][-1] == ("jour-mois-inverses", 0)


def test_a_sealed_file_alone_tells_no_number() -> None:
    answer = document(dossier(envelope()), words())
    assert all(value is None for column in answer["table"].values() for value in column.values())


def test_an_opened_file_stands_for_the_ent_and_shows_a_dash_for_whom_it_never_sends() -> None:
    ours = [("VAL", "Zoé", "04/03/2012", "1")]
    inspectors = table(("Nom", "Prénom", "Catégorie"), [("PUECH", "Anne", "Inspecteur")])
    found = dossier(envelope(), table(OURS, ours), inspectors, opened=True)
    assert (found.table["eleves"].cas, found.table["eleves"].matched) == (1, 1)
    column = found.table["inspecteurs"]
    assert (column.pronote, column.cas, column.matched, column.left) == (1, None, 0, None)


def test_the_same_file_twice_and_a_second_export_count_once() -> None:
    data = table(OURS, PUPILS)
    found = dossier(data, data, clear(), envelope(), opened=True)
    assert found.table["eleves"].pronote == 3
    assert found.table["eleves"].cas == 1
    assert [[c.code for c in f.constats] for f in found.fichiers][1::2] == [
        ["fichier-double"],
        ["export-double"],
    ]


def test_a_list_that_nothing_places_takes_the_side_that_is_missing() -> None:
    found = dossier(table(OURS, PUPILS), table(THEIRS[:3], [row[:3] for row in PUPILS]))
    assert found.fichiers[1].kind == "liste-ent"
    assert found.table["eleves"].matched == 3


def test_two_lists_that_nothing_places_need_a_word() -> None:
    rows = [row[:3] for row in PUPILS]
    both = table(THEIRS[:3], rows), table(THEIRS[:3], rows[::-1])
    with pytest.raises(CoteInconnu):
        dossier(*both)
    assert dossier(*both, sides=("pronote", "ent")).table["eleves"].matched == 3


def test_lists_of_several_categories_add_up() -> None:
    parents = table(("Nom", "Prénom", "Catégorie"), [("VAL", "Anne", "Parent")])
    found = dossier(table(OURS, PUPILS), parents)
    assert (found.table["eleves"].pronote, found.table["parents"].pronote) == (3, 1)


def test_a_list_without_category_takes_that_of_the_names_it_shares() -> None:
    rows = [("VAL", "Anne"), ("PONS", "Luce"), ("VIALA", "Rose"), ("PUECH", "Nora")]
    ours = table(("Nom", "Prénom", "Identifiant PRONOTE-ENT"), [(*row, "1") for row in rows])
    theirs = table(
        ("Nom", "Prénom", "Profil", "Id ENT"), [(*row, "National_3", str(n)) for n, row in enumerate(rows)]
    )
    assert dossier(ours, theirs).table["professeurs"].matched == 4


def test_the_plain_identifier_of_a_pronote_list_is_no_cas_identifier() -> None:
    ours = table(("Nom", "Prénom", "Identifiant", "Régime demi-pension"), [("VAL", "Zoé", "7", "EXTERNE")])
    theirs = table(("Nom", "Prénom", "Id ENT", "Catégorie"), [("PONS", "Éloi", "7", "Élève")])
    found = dossier(ours, theirs)
    assert not list(pairs(found))
    assert codes(found) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("VAL", "Zoé", "04/03/2012", "a "), ("PONS", "Éloi", "05/06/2011", "b")], "identifiant-espaces"),
        ([("VAL", "Zoé", "04/03/2012", "a"), ("PONS", "Éloi", "05/06/2011", "a")], "identifiant-partage"),
        ([("VAL", "Zoé", "04/03/2012", "a"), ("Val", "Zoe", "04/03/2012", "a")], "meme-personne"),
    ],
)
def test_identifiers_are_looked_at(rows: list[tuple[str, ...]], code: str) -> None:
    assert codes(dossier(table(THEIRS, rows), sides=("ent",))) == [code]


def test_an_identifier_that_the_ent_no_longer_knows_is_left_over() -> None:
    ours = table((*OURS[:3], "Identifiant CAS"), [(*PUPILS[0][:3], "vieux"), (*PUPILS[1][:3], "2")])
    found = dossier(ours, table(THEIRS, PUPILS), sides=("pronote",))
    assert codes(found) == ["identifiant-perime"]


def test_every_sum_holds_with_bad_rows() -> None:
    bad = [
        ("", "", "", "9"),
        ("ZoÃ©", "Ã‰loi", "31/02/2005", "8"),
        ("VAL", "Zoé", "04/03/2012", "7", "en trop"),
    ]
    found = dossier(table(OURS, [*PUPILS, *bad]), table(THEIRS, [*PUPILS, *bad]))
    answer = document(found, words())
    paired = sum(answer["levels"].values())
    assert paired + answer["unmatched_pronote"] == answer["files"][0]["rows"] == 6
    assert paired + answer["unmatched_cas"] == answer["files"][1]["rows"]
    column = answer["table"]["eleves"]
    assert column["matched"] + column["left"] == column["cas"]
