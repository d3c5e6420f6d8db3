from hypothesis import given
from hypothesis import strategies as st

from knowledge.ecriture import fold, words


def test_accents_ligatures_and_apostrophes_are_gone() -> None:
    assert fold("Cœur d’Été À L'ENT") == "coeur d'ete a l'ent"


def test_elisions_stand_apart_and_signs_that_are_asked_about_stay() -> None:
    assert words("L’URL https%3A%2F%2F… /pronote/**") == (
        "l",
        "url",
        "https",
        "%3a",
        "%2f",
        "%2f",
        "pronote",
        "**",
    )


def test_a_letter_and_its_accent_may_come_apart() -> None:
    assert fold("e\u0301te\u0301") == "ete" == fold("été")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert words(fold(text)) == words(text)
