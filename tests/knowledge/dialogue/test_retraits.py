"""Lines of the escalation file: each is taken out and put back, by its button or its number."""

from __future__ import annotations

import pytest

from bot.house import read_guide
from knowledge.dialogue.engine import step, view
from knowledge.dialogue.envoi import REMAINS_NODE
from knowledge.dialogue.types import LINE_NODE, Answer, Ask, Lines, Message, Picked, State, Told, Turn
from tests.conftest import TODAY
from tests.knowledge.dialogue.test_escalade import ASKED

GUIDE = read_guide()
AT_REVIEW = State(tuple(Answer(*pair) for pair in ASKED.items()))
TAKE_OUT, PUT_BACK = Picked(LINE_NODE, "retirer.ecole"), Picked(LINE_NODE, "remettre.ecole")


def say(*messages: Message, state: State = AT_REVIEW) -> Turn:
    turn = Turn(state)
    for message in messages:
        turn = step(GUIDE, turn.state, message, today=TODAY)
    return turn


def rows(turn: Turn) -> Lines:
    (lines,) = (reply for reply in turn.replies if isinstance(reply, Lines))
    return lines


def out(turn: Turn) -> list[int]:
    return [rank for rank, row in enumerate(rows(turn).rows, start=1) if row.out]


def test_a_button_takes_a_line_out_and_the_next_one_puts_it_back() -> None:
    gone = say(TAKE_OUT)
    assert [row.toggle.id for row in rows(gone).rows if row.out] == ["remettre.ecole"]
    assert say(PUT_BACK, state=gone.state).state == AT_REVIEW


def test_the_same_button_twice_is_once() -> None:
    assert say(TAKE_OUT, TAKE_OUT).state == say(TAKE_OUT).state


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2", [2]),
        ("2, 5", [2, 5]),
        ("2 et 5", [2, 5]),
        ("retirer les lignes 2 et 5", [2, 5]),
        ("2 à 4", [2, 3, 4]),
        ("2-4", [2, 3, 4]),
        ("n° 3 puis 1", [1, 3]),
        ("c’est bon sauf la ligne 3", [3]),
        ("oui mais pas la 2", [2]),
        ("oui mais enlevez le nom du collège", [1]),
        ("d’accord mais sans le code RNE", [2]),
    ],
)
def test_numbers_are_typed_in_any_writing(typed: str, expected: list[int]) -> None:
    assert out(say(Told(typed))) == expected


def test_a_typed_number_does_what_its_button_does_and_a_word_says_which() -> None:
    gone = say(Told("2, 5"))
    assert out(say(Told("2, 3"), state=gone.state)) == [3, 5]
    assert out(say(Told("retirer 2 et 3"), state=gone.state)) == [2, 3, 5]
    assert out(say(Told("remettre 2, 3"), state=gone.state)) == [5]


@pytest.mark.parametrize("typed", ["0, 2", "2, 40", "retirer 2 remettre 3"])
def test_what_is_no_line_changes_nothing(typed: str) -> None:
    assert say(Told(typed)).state.pieces == AT_REVIEW.pieces


def test_the_answer_comes_after_the_lines_and_keeps_its_own_number() -> None:
    turn = say(TAKE_OUT)
    (ask,) = (reply for reply in turn.replies if isinstance(reply, Ask))
    number = len(rows(turn).rows) + 1
    assert ask.options[number - 1].id == "oui"
    assert say(Told(str(number)), state=turn.state).state.answers[-1] == Answer("dossier_relecture", "oui")


def test_a_page_shows_the_lines_once_in_their_place() -> None:
    turn = say(TAKE_OUT)
    shown = view(GUIDE, turn.state, today=TODAY, last=turn.replies).current
    assert sum(isinstance(reply, Lines) for reply in shown) == 1
    assert shown[-len(turn.replies) :] == turn.replies
    assert len(shown) > len(turn.replies)


def test_what_was_taken_out_stays_out_whatever_is_changed_begun_again_or_gone_back_to() -> None:
    gone = say(TAKE_OUT)
    for messages in (
        (Picked("dossier_nom", "Lycée Autre"),),
        (Picked("dossier_relecture", "oui"), Told("/retour")),
        (Told("/recommencer"), Told("/retour")),
    ):
        assert say(*messages, state=gone.state).state.pieces.retirees == ("ecole",)


def test_a_button_of_an_older_file_is_told_and_changes_nothing() -> None:
    for option in ("retirer.inconnue", "retirer", "effacer.ecole", "retirer.message"):
        assert say(Picked(LINE_NODE, option)).state.pieces == AT_REVIEW.pieces


def test_elsewhere_a_button_says_the_whole_file_again_without_the_line() -> None:
    turn = say(Picked("dossier_relecture", "oui"), TAKE_OUT)
    assert [row.label for row in rows(turn).rows if row.out] == [
        GUIDE.data["dossier.toml"]["lignes"]["ecole"]
    ]
    assert isinstance(turn.replies[-1], Ask)
    assert turn.replies[-1].node == "dossier_envoi"


def struck(turn: Turn) -> set[str]:
    return set(turn.state.pieces.retirees)


def test_a_struck_code_that_the_addresses_still_tell_is_said_and_they_go_by_one_button() -> None:
    gone = say(Picked(LINE_NODE, "retirer.uai"))
    assert "se lit encore dans" in str(gone.replies)
    clean = say(Picked(REMAINS_NODE, "retirer"), state=gone.state)
    assert struck(clean) == {"uai", "adresse", "lien", "validation"}
    assert "se lit encore dans" not in str(clean.replies)
    leaving = [row.value for row in rows(clean).rows if not row.out]
    assert not any("0310047" in value for value in leaving)
    assert REMAINS_NODE not in {option.node for option in asked(clean).options}


def test_the_links_still_tell_a_struck_address() -> None:
    clean = say(Picked(LINE_NODE, "retirer.adresse"), Picked(REMAINS_NODE, "retirer"))
    assert struck(clean) == {"adresse", "lien", "validation"}


def test_what_nothing_else_tells_is_struck_alone() -> None:
    gone = say(Picked(LINE_NODE, "retirer.contact"))
    assert REMAINS_NODE not in {option.node for option in asked(gone).options}
    assert struck(say(Picked(REMAINS_NODE, "retirer"), state=gone.state)) == {"contact"}


def test_wherever_the_file_is_shown_its_lines_can_be_typed() -> None:
    elsewhere = State(AT_REVIEW.answers[:5])
    shown = say(Told("/dossier"), state=elsewhere)
    gone = say(Told("1"), state=shown.state)
    assert out(gone) == [1]
    assert out(say(Told("remettre 1, 2"), state=gone.state)) == []
    # Once something else was said, a number is an answer again.
    assert not struck(say(Told("/aide"), Told("1"), state=shown.state))


def test_the_recap_has_no_numbers_of_lines_but_those_that_were_shown() -> None:
    assert asked(say(Told("/recap"))).options[0].node == "recap"
    assert asked(say(Told("/recap"), Told("/dossier"))).options[0].node == LINE_NODE


def asked(turn: Turn) -> Ask:
    last = turn.replies[-1]
    assert isinstance(last, Ask)
    return last


@pytest.mark.parametrize(
    "typed", ["rayer une ligne", "ne retirez pas la 2", "enlevez le titre", "oui mais pas encore"]
)
def test_what_names_no_line_takes_none_out(typed: str) -> None:
    assert struck(say(Told(typed))) == set()
