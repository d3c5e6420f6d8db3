from hypothesis import given
from hypothesis import strategies as st

from knowledge.recherche.fautes import build

KNOWN = build({"identifiant": 9, "publication": 5, "brancher": 2, "installation": 3, "onglet": 4, "saml": 1})


def test_one_error_in_a_word_and_two_in_a_long_one_are_read_over() -> None:
    assert KNOWN.correct("onglett")[0] == "onglet"
    assert KNOWN.correct("idnetifant")[0] == "identifiant"


def test_each_error_makes_it_less_sure() -> None:
    assert KNOWN.correct("publication")[1] > KNOWN.correct("publicaton")[1] > KNOWN.correct("publcaton")[1]


def test_a_short_word_is_never_corrected() -> None:
    assert KNOWN.correct("samu") == ("samu", 1.0)


def test_an_elision_without_its_apostrophe_is_read_over() -> None:
    assert KNOWN.correct("lidentifiant") == ("identifiant", 1.0)
    assert KNOWN.correct("lidentifant")[0] == "identifiant"


def test_one_letter_of_a_short_word_may_be_missing() -> None:
    assert KNOWN.correct("oglet")[0] == KNOWN.correct("nglet")[0] == "onglet"
    assert build({"guide": 1}).correct("guie")[0] == "guide"
    assert build({"onze": 1}).correct("onz") == ("onz", 1.0)


def test_a_short_word_that_begins_otherwise_is_another_word() -> None:
    assert build({"fiche": 1}).correct("riche") == ("riche", 1.0)
    assert build({"fiche": 1}).correct("fiehe")[0] == "fiche"


def test_a_word_of_the_same_family_is_understood() -> None:
    assert KNOWN.correct("rebrancher")[0] == "brancher"
    assert KNOWN.correct("installateur")[0] == "installation"


def test_an_unknown_word_stays_as_it_is() -> None:
    assert KNOWN.correct("netflix") == ("netflix", 1.0)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=20))
def test_whatever_is_typed_gives_itself_or_a_known_word(word: str) -> None:
    meant, sure = KNOWN.correct(word)
    assert meant == word or meant in KNOWN.counts
    assert 0 < sure <= 1
