"""Links and infoMobileApp.json pasted into the conversation, wherever it stands."""

from __future__ import annotations

from datetime import date

from bot.house import read_sources
from knowledge.dialogue.echos import NOTED
from knowledge.dialogue.engine import step
from knowledge.dialogue.guide import load
from knowledge.dialogue.types import Ask, Copy, Grid, Picked, State, Told, Turn

GUIDE = load(read_sources())
TODAY = date(2026, 8, 27)
PUBLIC = "https://0310047H.index-education.net/pronote/"
LOGIN = "https://cas.itslearning.com/cas-asp/login?service=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
VALIDATE = LOGIN.replace("login?service", "samlValidate?TARGET")
INFO = (
    '{"CAS": {"actif": true, "casURL": "https://x.fr", "jetonCAS": "A1B2C3D4"}, "espaces": [], "version": 1}'
)


def play(*messages: Told | Picked) -> Turn:
    turn = Turn(State())
    for message in messages:
        turn = step(GUIDE, turn.state, message, today=TODAY)
    return turn


AT_ADDRESS = (Picked("but", "adresses"), Picked("hebergement", "heberge"), Picked("perimetre", "net"))


def test_several_links_are_drawn_as_a_table_and_touch_no_answer() -> None:
    turn = play(Told(f"{PUBLIC}\n{LOGIN.replace('%3A', '%3F').replace('%3F%2F%2F', '%3F%2F')}\n{VALIDATE}"))
    (grid,) = [reply for reply in turn.replies if isinstance(reply, Grid)]
    etats = GUIDE.words["liens"]["etats"]
    assert (grid.rows[0][1], grid.rows[0][3]) == (etats["juste"], etats["juste"])
    assert grid.rows[0][2].startswith(f"**{etats['faux']}** (")
    assert [reply.value for reply in turn.replies if isinstance(reply, Copy)] == [LOGIN]
    assert turn.state.answers == ()


def test_several_links_at_the_address_are_an_answer_and_judged_too() -> None:
    turn = play(*AT_ADDRESS, Told(f"{PUBLIC}\n{LOGIN}"))
    (grid,) = [reply for reply in turn.replies if isinstance(reply, Grid)]
    services, etats = GUIDE.words["liens"]["services"], GUIDE.words["liens"]["etats"]
    assert grid.rows == ((services["net"], etats["juste"], etats["juste"], etats["manque"]),)
    assert turn.state.answers[-1].value == PUBLIC


def test_the_address_that_was_noted_decides_of_links_pasted_later() -> None:
    other = f"{LOGIN}\n{VALIDATE}".replace("0310047H", "0690028F")
    turn = play(*AT_ADDRESS, Told(PUBLIC), Told(other))
    (grid,) = [reply for reply in turn.replies if isinstance(reply, Grid)]
    etats = GUIDE.words["liens"]["etats"]
    assert grid.rows[0][1] == etats["manque"]
    assert all(cell.startswith(f"**{etats['faux']}** (") for cell in grid.rows[0][2:])


def test_what_is_said_before_it_is_asked_for_is_proposed_then() -> None:
    for said, value in (("0310047H", PUBLIC), (f"{PUBLIC}eleve.html", PUBLIC), ("O310047H", PUBLIC)):
        turn = play(Told(said), *AT_ADDRESS)
        asked = turn.replies[-1]
        assert isinstance(asked, Ask)
        (button,) = [option for option in asked.options if option.id == NOTED]
        assert (
            step(GUIDE, turn.state, Picked(button.node, button.id), today=TODAY).state.answers[-1].value
            == value
        )
    asked = play(*AT_ADDRESS).replies[-1]
    assert isinstance(asked, Ask)
    assert NOTED not in {option.id for option in asked.options}


def test_a_code_mistyped_at_its_question_is_proposed_as_it_was_meant() -> None:
    turn = play(*AT_ADDRESS, Told("O310047H"))
    assert isinstance(turn.replies[-1], Ask)
    assert NOTED in {option.id for option in turn.replies[-1].options}


def test_a_hosting_that_the_address_contradicts_is_settled_by_a_button() -> None:
    at = (Picked("but", "adresses"), Picked("hebergement", "serveur"), Picked("perimetre", "net"))
    turn = play(*at, Told(PUBLIC))
    assert isinstance(turn.replies[-1], Ask)
    (button,) = [option for option in turn.replies[-1].options if option.node == "hebergement"]
    settled = step(GUIDE, turn.state, Picked(button.node, button.id), today=TODAY)
    assert {answer.node: answer.value for answer in settled.state.answers} == {
        "but": "adresses",
        "hebergement": "heberge",
        "perimetre": "net",
        "adresse": PUBLIC,
    }
    changed = step(GUIDE, settled.state, Picked("hebergement", "serveur"), today=TODAY)
    assert "adresse" not in {answer.node for answer in changed.state.answers}


def test_the_answer_of_infomobile_is_read_anywhere_and_its_token_is_nowhere() -> None:
    for before in ((), AT_ADDRESS):
        turn = play(*before, Told(INFO))
        assert "A1B2C3D4" not in repr(turn)
        assert "https://x.fr" in repr(turn.replies)
        assert isinstance(turn.replies[-1], Ask)
        assert len(turn.state.answers) == len(before)
