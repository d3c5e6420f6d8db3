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
