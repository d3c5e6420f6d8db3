"""Lists: any order of columns, separators, encodings, dates; bad rows are told and still counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes.encodages import EncodingRefused, decode
from knowledge.comptes.lignes import ListeRefusee
from knowledge.comptes.liste import Liste, read
from tests.maker import liste, words

TITLES = ("Nom", "Prénom", "Date de naissance", "Classe")
ROW = ("VAL", "Zoé", "04/03/2012", "6A")


def listed(text: str) -> Liste:
    return read(text, words(), this_year=2026)


def codes(text: str) -> list[str]:
    return [constat.code for constat in listed(text).constats]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
@pytest.mark.parametrize(
    "titles",
    [TITLES, ("NOM", "PRENOM", "date de naissance ", "classe"), ("nom", "Prenoms", "Né(e) le", "CLASSES")],
)
def test_columns_are_found_whatever_their_writing(separator: str, titles: tuple[str, ...]) -> None:
    (person,) = listed(liste(titles, [ROW], separator=separator)).personnes
    assert (person.nom, person.prenom, person.naissance, person.classe) == ("VAL", "Zoé", 20120304, "6A")
    assert (person.ligne, person.categorie) == (2, "eleves")


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_columns_come_in_any_order(order: tuple[int, ...]) -> None:
    (person,) = listed(liste([TITLES[n] for n in order], [[ROW[n] for n in order]])).personnes
    assert (person.nom, person.prenom, person.naissance) == ("VAL", "Zoé", 20120304)


@pytest.mark.parametrize(
    "day", ["04/03/2012", "2012-03-04", "04/03/12", "4/3/2012", "20120304", "04.03.2012"]
)
def test_dates_come_in_any_writing(day: str) -> None:
    assert listed(liste(TITLES, [("VAL", "Zoé", day, "6A")])).personnes[0].naissance == 20120304


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised(encoding: str) -> None:
    text, _ = decode(liste(TITLES, [ROW]).encode(encoding))
    assert listed(text).personnes[0].prenom == "Zoé"


@pytest.mark.parametrize("data", ["Nom".encode("utf-32"), "Nom;Prénom".encode("utf-16-le"), b"\xff\xfeN"])
def test_other_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(EncodingRefused):
        decode(data)


def test_a_password_column_is_dropped_unread() -> None:
    found = listed(liste(("Nom", "Prénom", "Mot de passe"), [("VAL", "Zoé", "canari-7391")]))
    assert [constat.code for constat in found.constats] == ["mot-de-passe"]
    assert "canari" not in repr(found)


def test_a_title_line_says_the_category_and_the_lines_stay_those_of_the_file() -> None:
    found = listed("• Liste des Maîtres de stage présents dans PRONOTE\n\nNom\tPrénom\nVAL\tZoé\n")
    assert (found.personnes[0].categorie, found.personnes[0].ligne) == ("maitres_de_stage", 4)


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("Élève", "eleves"),
        ("National_3", "professeurs"),
        ("National_TUT;National_ENS", "parents"),
        ("CPE", "personnels"),
    ],
)
def test_a_category_column_is_understood(cell: str, category: str) -> None:
    found = listed(liste(("Nom", "Prénom", "Catégorie"), [("VAL", "Zoé", cell)], separator="\t"))
    assert found.personnes[0].categorie == category


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("VAL", "Zoé", "31/02/2005", "6A"), "date-impossible"),
        (("VAL", "Zoé", "hier", "6A"), "date-impossible"),
        (("VAL", "Zoé", "04/03/2012", "6A", "de trop"), "ligne-decalee"),
        (("", "", "04/03/2012", "6A"), "ligne-sans-nom"),
        (("VAL", "ZoÃ©", "04/03/2012", "6A"), "mojibake"),
        (("VAL", "Zo\x00é", "04/03/2012", "6A"), "mojibake"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_still_counted(row: tuple[str, ...], code: str) -> None:
    found = listed(liste(TITLES, [ROW, row]))
    assert [(constat.code, constat.ligne) for constat in found.constats] == [(code, 3)]
    assert len(found.personnes) == 2


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break() -> None:
    found = listed('Nom;Prénom\n"VAL;DORÉ";"Zoé\nAnne"\nPONS;Éloi\n')
    assert [(p.nom, p.ligne) for p in found.personnes] == [("VAL;DORÉ", 2), ("PONS", 4)]


def test_a_lost_quotation_mark_does_not_swallow_the_list() -> None:
    rows = "".join(f"NOM{n};Zoé\n" for n in range(20))
    found = listed(f'Nom;Prénom\n"VAL;Zoé\n{rows}')
    assert len(found.personnes) == 21
    assert "guillemets" in [constat.code for constat in found.constats]


@pytest.mark.parametrize("nom", ["DUPRÉ née VAL", "DUPRÉ (VAL)", "Dupré ép. Val", "DUPRÉ NÉE VAL"])
def test_a_cell_may_hold_two_surnames(nom: str) -> None:
    (person,) = listed(liste(("Nom", "Prénom"), [(nom, "Zoé")])).personnes
    assert (person.nom, person.nom_cle, person.autre_nom) == (nom, "dupre", "val")


@pytest.mark.parametrize("nom", ["RENÉE", "NÉE", "EPARD", "(VAL)", "NÉGRE"])
def test_a_surname_that_only_looks_like_two_is_one(nom: str) -> None:
    assert listed(liste(("Nom", "Prénom"), [(nom, "Zoé")])).personnes[0].autre_nom == ""


def test_the_footer_and_empty_lines_are_nobody() -> None:
    assert len(listed("Nom;Prénom;Classe\nVAL;Zoé;6A\n\n425 élèves;;\n;;\n").personnes) == 1


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("VAL Zoé", ("VAL", "Zoé")),
        ("LE GALL Anne Lou", ("LE GALL", "Anne Lou")),
        ("de la TOUR Jean-Pierre", ("de la TOUR", "Jean-Pierre")),
        ("D’ORNAC Inès", ("D’ORNAC", "Inès")),
        ("PONS T.", ("PONS", "T.")),
        ("Mme PONS-DORÉ Éloi", ("PONS-DORÉ", "Éloi")),
        ("Zoé VAL", ("VAL", "Zoé")),
        ("PONS DORÉ, ÉLOI", ("PONS DORÉ", "ÉLOI")),
        ("LE GALL ZOÉ", ("LE GALL", "ZOÉ")),
        ("Val Zoé Anne", ("Val", "Zoé Anne")),
        ("VAL", ("VAL", "")),
    ],
)
def test_a_column_may_hold_surname_and_first_name(cell: str, expected: tuple[str, str]) -> None:
    (person,) = listed(f"Nom et prénom\tClasse\n{cell}\t6A\n").personnes
    assert (person.nom, person.prenom, person.classe) == (*expected, "6A")


@pytest.mark.parametrize(
    ("title", "category"), [("Élève", "eleves"), ("Professeurs", "professeurs"), ("Nom prénom", "")]
)
def test_a_list_may_be_a_single_column_under_its_title(title: str, category: str) -> None:
    people = listed(f"{title}\nVAL Zoé\nPONS Éloi\n").personnes
    assert [(p.nom, p.prenom, p.ligne, p.categorie) for p in people] == [
        ("VAL", "Zoé", 2, category),
        ("PONS", "Éloi", 3, category),
    ]


def test_a_column_in_the_other_order_is_told_by_its_title() -> None:
    (person,) = listed("Prénom Nom;Classe\nzoé val;6A\n").personnes
    assert (person.nom, person.prenom) == ("val", "zoé")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("VAL;Zoé;04/03/2012;6A\nPONS;Éloi;;6B\nCAZAL;Anne;2012-03-04;TS1\n",
         "Nom, Prénom, Date de naissance, Classe"),
        ("1,Zoé,VAL,31000\n2,Éloi,PONS,31000\n3,Anne,CAZAL,9000\n", "–, Prénom, Nom, Code postal"),
        ('"VAL"\t"Zoé"\t"CPE"\n"PONS"\t"Éloi"\t"AED"\n"CAZAL"\t"Anne"\t"AED"\n', "Nom, Prénom, Catégorie"),
        ("Professeurs\n\nVAL;Zoé\nPONS;Éloi\nCAZAL;Anne\nIZARD;Luc\nDARAN;Léa\n", "Nom, Prénom"),
        ("VAL Zoé\nPONS Éloi\nCAZAL Anne\n", "Nom Prénom"),
    ],
)  # fmt: skip
def test_a_list_without_titles_is_read_by_its_cells_and_says_so(text: str, said: str) -> None:
    found = listed(text)
    assert {constat.code: constat.valeurs for constat in found.constats} == {
        "sans-titres": {"colonnes": said}
    }
    assert [(p.nom, p.prenom) for p in found.personnes][:3] == [
        ("VAL", "Zoé"),
        ("PONS", "Éloi"),
        ("CAZAL", "Anne"),
    ]


@pytest.mark.parametrize("text", ["Bonjour madame\nJe vous écris\nMerci bien\n", "a;b\n1;2\n3;4\n5;6\n"])
def test_sentences_and_numbers_are_no_list_without_titles(text: str) -> None:
    with pytest.raises(ListeRefusee):
        listed(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Nom          Prénom       Classe\nVAL          Zoé          6A\nPONS         Éloi         6B\n",
            "largeur-fixe",
        ),
        ("bonjour, je ne sais pas", "sans-colonnes"),
        ("Nom;Classe\nVAL;6A\n", "sans-colonnes"),
        ("a;b\n1;2\n", "sans-colonnes"),
    ],
)
def test_what_is_no_list_is_refused_by_its_reason(text: str, code: str) -> None:
    with pytest.raises(ListeRefusee) as refused:
        listed(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("titles", "cote", "sure"),
    [
        (("Nom", "Prénom", "Id ENT"), "ent", True),
        (("Nom", "Prénom", "Identifiant PRONOTE-ENT"), "pronote", True),
        (("Nom", "Prénom", "Régime demi-pension"), "pronote", True),
        (("Nom", "Prénom", "Identifiant fournisseur identités"), "pronote", True),
        (("Nom", "Prénom"), "pronote", False),
        (("Nom", "Prénom", "Id ENT", "Identifiant PRONOTE-ENT"), "pronote", False),
    ],
)
def test_the_columns_tell_whose_list_it_is(titles: tuple[str, ...], cote: str, sure: bool) -> None:
    found = listed(liste(titles, [("VAL", "Zoé", "x", "y")[: len(titles)]]))
    assert (found.cote, found.sur) == (cote, sure)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for head in ("", "Nom;Prénom;Date de naissance\n"):
        try:
            listed(head + text)
        except ListeRefusee:
            continue
