"""The clear export, streamed."""

from __future__ import annotations

import pytest

from knowledge.comptes import export
from knowledge.comptes.balises import XmlRefuse
from tests.maker import clear


def test_people_come_with_their_category_and_comparable_names() -> None:
    read = export.read(
        clear(
            {
                "Eleve": [
                    {
                        "Nom": "LE QUÉRÉ",
                        "Prenom": "Zoé",
                        "DateNaissance": "2012-03-04",
                        "ID_Partenaire": " e1",
                    }
                ],
                "Responsable": [
                    {"Nom": "Val", "Prenom": "Anne", "CodePostal": "09 000", "ID_Partenaire": "r1"}
                ],
                "Professeur": [{"Nom": "Pons", "Prenom": "Éloi", "ID_Partenaire": "p1"}],
                "Personnel": [{"Nom": "Viala", "Prenom": "Côme", "ID_Partenaire": "s1"}],
            }
        ),
        this_year=2026,
    )
    by_category = {person.categorie: person for person in read.personnes}
    pupil = by_category["eleves"]
    assert (pupil.nom_cle, pupil.prenom_cle, pupil.naissance, pupil.ident) == (
        "le quere",
        "zoe",
        20120304,
        " e1",
    )
    assert by_category["parents"].code_postal == "9000"
    assert set(by_category) == {"eleves", "parents", "professeurs", "personnels"}
    assert read.uais == ("9990012J",)


def test_the_link_of_a_pupil_to_a_guardian_is_nobody() -> None:
    data = clear().replace(b'ID_Partenaire="e1"/>', b'ID_Partenaire="e1"><Responsable Ident="1"/></Eleve>')
    assert len(export.read(data, this_year=2026).personnes) == 1


@pytest.mark.parametrize(
    ("pupil", "code"),
    [
        (
            {"Nom": "Val", "Prenom": "Zoé", "DateNaissance": "2005-02-31", "ID_Partenaire": "e1"},
            "date-impossible",
        ),
        ({"Nom": "Val", "Prenom": "Zoé", "ID_Partenaire": "e1"}, "eleve-sans-date"),
        (
            {"Nom": "", "Prenom": "Zoé", "DateNaissance": "2012-03-04", "ID_Partenaire": "e1"},
            "ligne-sans-nom",
        ),
        ({"Nom": "Val", "Prenom": "ZoÃ©", "DateNaissance": "2012-03-04", "ID_Partenaire": "e1"}, "mojibake"),
    ],
)
def test_a_bad_record_is_reported_and_still_counted(pupil: dict[str, str], code: str) -> None:
    read = export.read(clear({"Eleve": [pupil]}), this_year=2026)
    assert [constat.code for constat in read.constats] == [code]
    assert len(read.personnes) == 1


def test_another_version_of_the_format_is_named() -> None:
    data = clear().replace(
        export.NAMESPACE.encode(), b"http://www.index-education.com/importpartenaireindexV4.6"
    )
    with pytest.raises(XmlRefuse, match="autre-version"):
        export.read(data, this_year=2026)


def test_an_export_of_nobody_is_refused() -> None:
    with pytest.raises(XmlRefuse, match="sans-personne"):
        export.read(clear({}), this_year=2026)


def test_a_doctype_is_refused_in_an_export_too() -> None:
    with pytest.raises(XmlRefuse, match="doctype"):
        export.read(clear(head="<!DOCTYPE PARTENAIRE_INDEX>"), this_year=2026)
