"""PRONOTE's counts table, typed or pasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes.comptage import Remarque, read, remark
from knowledge.comptes.dossier import Compte
from knowledge.comptes.erreurs import ComptageIllisible
from knowledge.comptes.paroles import grid, say_remark
from knowledge.comptes.personnes import CATEGORIES
from tests.maker import words

ROWS = {
    "Utilisateurs PRONOTE": "425 1 101 700 17 36",
    "Utilisateurs CAS": "424 - - 698 1 34",
    "Utilisateurs rapprochés": "424 0 0 698 0 34",
    "Utilisateurs CAS à rapprocher": "0 - - 0 1 0",
}
GUIDE = (
    Compte(425, 424, 424, 0), Compte(1, None, 0, None), Compte(101, None, 0, None),
    Compte(700, 698, 698, 0), Compte(17, 1, 0, 1), Compte(36, 34, 34, 0),
)  # fmt: skip
TITLES = "\tÉlèves\tInspecteurs\tMaîtres de stage\tParents\tPersonnels\tProfesseurs"
PASTED = "\n".join([TITLES, *("\t".join([name, *row.split()]) for name, row in ROWS.items())])


@pytest.mark.parametrize(
    "text",
    [
        PASTED,
        PASTED.replace("\n", "\r\n").replace("-", "–"),
        PASTED.upper(),
        "\n".join(ROWS.values()),
        " / ".join(ROWS.values()),
        " ".join(f"{name} {row}" for name, row in ROWS.items()),
        "PRONOTE 425/1/101/700/17/36, CAS 424/–/–/698/1/34,"
        " rapprochés 424/0/0/698/0/34, à rapprocher 0/–/–/0/1/0",
    ],
    ids=["pasted", "dashes", "capitals", "numbers", "one line of numbers", "one line", "typed"],
)
def test_the_guide_s_screen_is_read_however_it_comes(text: str) -> None:
    assert tuple(read(text, words())[name] for name in CATEGORIES) == GUIDE


def test_the_columns_may_be_some_and_in_another_order() -> None:
    text = "Professeurs\tÉlèves\nUtilisateurs PRONOTE\t36\t425\nUtilisateurs CAS\t34\t424"
    table = read(text, words())
    assert table["eleves"] == Compte(425, 424, None, None)
    assert table["professeurs"] == Compte(36, 34, None, None)
    assert table["parents"] == Compte()


def test_a_category_a_line_is_read_too() -> None:
    table = read("Élèves 425 424 424 0\nMaîtres de stage 101 - 0 -\nParents 700 698 698 0", words())
    assert table["maitres_de_stage"] == Compte(101, None, 0, None)
    assert table["parents"] == Compte(700, 698, 698, 0)


def test_thousands_may_be_set_apart_by_a_hard_space() -> None:
    text = "Élèves\tParents\nUtilisateurs PRONOTE\t1\u202f425\t2\u00a0700\nUtilisateurs CAS\t1425\t2700"
    assert read(text, words())["eleves"].pronote == 1425


@pytest.mark.parametrize(
    "text", ["", "bonjour", "1 2 3", "Utilisateurs PRONOTE 1 2\nUtilisateurs CAS 1 2", "9" * 12_000]
)
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(ComptageIllisible):
        read(text, words())


def found(**columns: Compte) -> list[Remarque]:
    return remark(dict.fromkeys(CATEGORIES, Compte()) | columns)


def test_the_guide_s_screen_is_read_aloud() -> None:
    said = [
        (r.categorie, r.code, r.expected, r.owner) for r in remark(dict(zip(CATEGORIES, GUIDE, strict=True)))
    ]
    assert said == [
        ("eleves", "absents-de-ent", False, "etablissement"),
        ("inspecteurs", "jamais-envoyes", True, None),
        ("maitres_de_stage", "jamais-envoyes", True, None),
        ("parents", "parents-absents", False, "etablissement"),
        ("personnels", "absents-de-ent", False, "etablissement"),
        ("personnels", "a-rapprocher", False, "etablissement"),
        ("professeurs", "absents-de-ent", False, "etablissement"),
    ]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (Compte(10, 10, 10, 0), "complet"),
        (Compte(10, 12, 10, 2), "plus-dans-ent"),
        (Compte(10, 10, 5, 4), "somme-fausse"),
        (Compte(10, 10, 11, 0), "trop-de-rapproches"),
        (Compte(20, 20, 0, 20), "aucun-rapproche"),
        (Compte(20, None, 0, None), "non-envoyes"),
    ],
)
def test_each_gap_has_its_word(column: Compte, code: str) -> None:
    remarks = found(eleves=column)
    assert code in [remarque.code for remarque in remarks]
    assert all("Élèves" in say_remark(remarque, words()) for remarque in remarks)


numbers = st.one_of(st.none(), st.integers(0, 9999))
columns = st.builds(Compte, numbers, numbers, numbers, numbers)


@given(st.lists(columns, min_size=6, max_size=6))
def test_a_table_that_is_shown_reads_back_the_same(values: list[Compte]) -> None:
    table = dict(zip(CATEGORIES, values, strict=True))
    assert read("\n".join(grid(table, words())), words()) == table


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        remark(read(text, words()))
    except ComptageIllisible:
        return
