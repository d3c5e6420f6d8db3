"""The UAI: its letter, how it is typed, and what is proposed when the letter is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import uai
from knowledge.dialogue.errors import UaiRefused

# Codes that stand in public addresses, of the mainland and of Corsica (620, 720).
REAL = [
    *("0310047H", "6200001G", "7200583W", "0060013G", "0820917B", "0690028F", "0840853W", "0840044S"),
    *("0922397F", "0400017B", "0340061G", "0912109Y", "0781105C", "0410017W", "0290009C", "0291595B"),
    *("0952236P", "0380089R"),
]

digits = st.text("0123456789", min_size=7, max_size=7)


@pytest.mark.parametrize("code", REAL)
def test_the_letter_of_a_real_code_is_computed(code: str) -> None:
    assert uai.letter(code[:7]) == code[7]
    assert uai.read(code) == uai.Uai(code, code[7])
    assert uai.read(code).valid


@pytest.mark.parametrize(("made_up", "expected"), [("0152054E", "B"), ("0780015H", "T")])
def test_a_made_up_code_is_told_and_not_refused(made_up: str, expected: str) -> None:
    read = uai.read(made_up)
    assert (read.code, read.expected, read.valid) == (made_up, expected, False)
    assert read.suggestions[0] == made_up[:7] + expected


@pytest.mark.parametrize(
    "typed",
    [
        "0310047h",
        " 0310047 H ",
        "031 00 47-H",
        "031.0047.h",
        "UAI : 0310047H",
        "rne 0310047h",
        "Code UAI=0310047H",
        "code RNE : 0310047H",
        "\u200b0310047H\u00a0",
        "０３１００４７Ｈ",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert uai.read(typed).code == "0310047H"


@pytest.mark.parametrize(
    "typed", ["", "bonjour", "031004H", "03100471H", "H0310047", "0310047HH", "٠٣١٠٠٤٧H"]
)
def test_anything_else_is_refused_with_what_was_found(typed: str) -> None:
    with pytest.raises(UaiRefused) as refused:
        uai.read(typed)
    assert refused.value.values == {"found": typed}


def test_a_code_without_its_letter_is_refused_with_the_letter() -> None:
    with pytest.raises(UaiRefused) as refused:
        uai.read("031 0047")
    assert refused.value.values == {"found": "031 0047", "meant": "0310047H"}


@pytest.mark.parametrize("typed", ["O310047H", "o31oo47h", "03I0047H", "0310O47H", "031OO47H"])
def test_a_letter_typed_for_a_digit_is_refused_with_the_code_that_was_meant(typed: str) -> None:
    with pytest.raises(UaiRefused) as refused:
        uai.read(typed)
    assert refused.value.values == {"found": typed, "meant": "0310047H"}


@pytest.mark.parametrize("real", REAL)
def test_one_mistyped_digit_leads_back_to_the_code(real: str) -> None:
    for place in range(7):
        wrong = real[:place] + str((int(real[place]) + 1) % 10) + real[place + 1 :]
        elsewhere = place < 3 and wrong[:3] in uai.DEPARTMENTS
        assert (real in uai.read(wrong).suggestions) is not elsewhere


def test_no_correction_moves_a_school_to_another_department_or_to_none() -> None:
    assert uai.read("0310047X").suggestions == ("0310047H", "0310037X")
    assert {code[:3] for code in uai.read("6310047H").suggestions} == {"031"}
    assert {code[:3] for code in uai.read("6200001A").suggestions} == {"620"}


@pytest.mark.parametrize("real", REAL)
def test_two_swapped_digits_lead_back_to_the_code(real: str) -> None:
    for place in range(6):
        if real[place] != real[place + 1]:
            wrong = real[:place] + real[place + 1] + real[place] + real[place + 2 :]
            elsewhere = wrong[:3] != real[:3] and wrong[:3] in uai.DEPARTMENTS
            assert (real in uai.read(wrong).suggestions) is not elsewhere


@settings(deadline=None)
@given(digits, st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_every_suggestion_is_valid_and_near(figures: str, sign: str) -> None:
    read = uai.read(figures + sign)
    assert not (read.valid and read.suggestions)
    assert len(set(read.suggestions)) == len(read.suggestions)
    for code in read.suggestions:
        assert uai.read(code).valid
        changed = [place for place in range(8) if code[place] != read.code[place]]
        swapped = len(changed) == 2 and changed[1] == changed[0] + 1
        assert len(changed) == 1 or swapped
    sound = figures + uai.letter(figures)
    assert read.valid or figures[:3] not in uai.DEPARTMENTS or read.suggestions[0] == sound


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        assert uai.read(text).code[:7].isdigit()
    except UaiRefused as refused:
        assert len(refused.values["found"]) <= uai.FOUND_MAX


def test_a_code_is_sound_with_its_own_letter_only() -> None:
    assert uai.is_sound("0310047h")
    assert not uai.is_sound("0310047I")
    assert not uai.is_sound(" 0310047H")
