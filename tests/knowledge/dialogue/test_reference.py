"""A reference can be said, heard and written wrongly, and a wrong one is never another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dialogue.errors import ReferenceRefused
from knowledge.dialogue.reference import DIGITS, EXAMPLE, LETTERS, SPACE, heard, make, read

NUMBERS = st.integers(0, SPACE - 1)


@given(NUMBERS)
def test_it_is_read_again_however_it_is_cut(number: int) -> None:
    code = make(number)
    bare = code.replace("-", "")
    for written in (code, code.lower(), bare, f" {code[:4]} {code[5:]} ", ".".join(bare)):
        assert read(written) == code


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_references(one: int, other: int) -> None:
    assert (make(one) == make(other)) == (one == other)


@given(NUMBERS)
def test_one_wrong_sign_or_two_that_are_swapped_are_always_noticed(number: int) -> None:
    code = make(number).replace("-", "")
    wrong = {code[:at] + sign + code[at + 1 :] for at in range(8) for sign in LETTERS + DIGITS}
    wrong |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(7)}
    for each in wrong - {code}:
        with pytest.raises(ReferenceRefused):
            read(each)


def test_a_sign_that_looks_like_another_is_read_as_that_one() -> None:
    code = next(code for code in map(make, range(SPACE)) if "8" in code and "5" in code)
    assert read(code.replace("8", "B").replace("5", "s")) == code


@pytest.mark.parametrize(
    "said", [EXAMPLE, "ma référence est k7m4 r2pd.", "réf : K7M4R2PD", "K 7 M 4 R 2 P D"]
)
def test_it_is_heard_in_a_few_words(said: str) -> None:
    assert heard(said) == EXAMPLE


@pytest.mark.parametrize(
    "said",
    [
        "0310047H",
        "PRONOTE 2026 - 1.3",
        "Application non autorisée à utiliser CAS",
        "elle fait quoi",
        "https://0310047H.index-education.net/pronote/",
        "6eA 4eB",
        "le 24/08/2026",
        f"on m’a dit au téléphone que le dossier {EXAMPLE} attend",
    ],
)
def test_other_words_are_no_reference(said: str) -> None:
    assert heard(said) is None


def test_a_mistyped_one_is_told() -> None:
    with pytest.raises(ReferenceRefused):
        heard("K7M4-R2PC")
