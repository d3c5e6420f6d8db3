"""The follow-up of an escalation file: open until it is settled, it remembers who was asked what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.house import read_guide
from knowledge.dialogue.engine import step
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.journal import MOST, history, recipient, waiting
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.reference import make
from knowledge.dialogue.types import Answer, Ask, Copy, File, Lines, Picked, State, Told, Turn
from storage.codec import decode_state, encode_state
from tests.conftest import TODAY
from tests.knowledge.dialogue.test_escalade import ASKED

GUIDE = read_guide()
SENT = ("dossier_relecture.oui", "dossier_envoi.oui")
TO_THE_OTHER = ("dossier_reponse.non", "dossier_dit.passer", "dossier_relais.oui", "dossier_envoi.oui")


def after(*pressed: str, state: State | None = None, today: date = TODAY) -> Turn:
    turn = Turn(state or State(tuple(Answer(*pair) for pair in ASKED.items())))
    for each in pressed:
        message = Told(each) if each.startswith("/") else Picked(*each.split("."))
        turn = step(GUIDE, turn.state, message, today=today, fresh=make(7))
    return Turn(decode_state(encode_state(turn.state)), turn.replies)


def asked(turn: Turn) -> str:
    last = turn.replies[-1]
    assert isinstance(last, Ask)
    return last.node


def whose(turn: Turn, today: date = TODAY) -> str:
    place = walk(GUIDE, turn.state.answers, today=today, pieces=turn.state.pieces)
    return recipient(place.connu)


def told(turn: Turn, today: date = TODAY) -> list[str]:
    place = walk(GUIDE, turn.state.answers, today=today, pieces=turn.state.pieces)
    return list(history(GUIDE, place.connu))


@pytest.mark.parametrize(
    "way",
    [
        ("dossier_reponse.attente", "dossier_attente.arrivee"),
        ("dossier_reponse.attente", "dossier_attente.relance", "dossier_relance.oui"),
        ("dossier_reponse.attente", "dossier_attente.autre", "dossier_relais.oui", "dossier_envoi.oui"),
        ("dossier_reponse.precision", "dossier_precision.oui"),
        ("dossier_reponse.agir", "dossier_agir.attente"),
    ],
)
def test_every_way_comes_back_to_whether_an_answer_came_as_often_as_it_is_taken(way: tuple[str, ...]) -> None:
    turn = after(*SENT, *way * 3)
    assert asked(turn) == "dossier_reponse"
    assert asked(after("dossier_reponse.regle", state=turn.state)) == "tri_fin"


@pytest.mark.parametrize("no", [("dossier_reponse.non",), ("dossier_reponse.agir", "dossier_agir.non")])
def test_where_each_says_that_it_is_the_other_they_are_written_to_together(no: tuple[str, ...]) -> None:
    first = after(*SENT, *no, "dossier_dit.passer", "dossier_relais.oui", "dossier_envoi.oui")
    second = after(*no, "dossier_dit.passer", state=first.state)
    assert asked(second) == "dossier_ensemble"
    assert whose(second) == "ensemble"
    again = after("dossier_ensemble.oui", "dossier_envoi.oui", *no, "dossier_dit.passer", state=second.state)
    assert asked(again) == "dossier_ensemble"
    assert asked(after("dossier_ensemble.direction", state=again.state)) == "contacts"


def test_silence_is_no_refusal() -> None:
    silent = ("dossier_reponse.attente", "dossier_attente.autre", "dossier_relais.oui", "dossier_envoi.oui")
    assert whose(after(*SENT, *silent * 2)) == "index-education"
    assert whose(after(*SENT, *silent, "dossier_reponse.non", "dossier_dit.passer")) == "index-education"


def test_whose_turn_it_is_goes_from_one_to_the_other_and_back() -> None:
    assert whose(after(*SENT)) == "index-education"
    assert whose(after(*SENT, "dossier_reponse.non")) == "index-education"
    assert whose(after(*SENT, "dossier_reponse.non", "dossier_dit.passer")) == "itslearning"
    assert whose(after(*SENT, "dossier_reponse.attente", "dossier_attente.autre")) == "itslearning"
    assert whose(after(*SENT, *TO_THE_OTHER)) == "itslearning"


def test_the_next_file_says_what_was_asked_of_whom_and_when() -> None:
    later = TODAY + timedelta(days=5)
    first = after(*SENT)
    turn = after("dossier_reponse.non", state=first.state, today=later)
    turn = step(GUIDE, turn.state, Told("Voyez avec Madame Exemplaire, ticket ST-12-azertyuiop"), today=later)
    place = walk(GUIDE, turn.state.answers, today=later, pieces=turn.state.pieces)
    lines = {line.id: line for line in gather(GUIDE, place).lignes}
    assert f"{TODAY:%d/%m/%Y}, Index-Education" in lines["suivi"].value
    assert f"{later:%d/%m/%Y}, Index-Education" in lines["suivi"].value
    assert lines["reponse1"].label == f"Réponse reçue (Index-Education, {later:%d/%m/%Y})"
    assert lines["reponse1"].value == "Voyez avec Madame [nom masqué], ticket [masqué]"


def test_what_they_answered_is_read_over_and_can_be_struck_out_before_it_goes_to_the_other() -> None:
    turn = after(*SENT, "dossier_reponse.non")
    turn = step(GUIDE, turn.state, Told("Demandez à Zoé Val"), today=TODAY)
    assert asked(turn) == "dossier_relais"
    row = next(
        row
        for reply in turn.replies
        if isinstance(reply, Lines)
        for row in reply.rows
        if row.toggle.id == "retirer.reponse1"
    )
    assert row.value == "Demandez à [nom masqué]"
    assert not any(isinstance(reply, File | Copy) for reply in turn.replies)
    struck = step(GUIDE, turn.state, Picked("ligne", "retirer.reponse1"), today=TODAY)
    sent = step(GUIDE, struck.state, Picked("dossier_relais", "oui"), today=TODAY)
    assert asked(sent) == "dossier_envoi"
    assert "Demandez" not in repr(sent.replies)
    assert "itslearning" in repr(sent.replies)


def test_it_is_told_how_long_one_waits_since_the_last_sending() -> None:
    later = TODAY + timedelta(days=4)
    turn = after(*SENT)
    place = walk(GUIDE, turn.state.answers, today=later, pieces=turn.state.pieces)
    assert waiting(GUIDE, place.connu) == 4
    way = ("dossier_reponse.attente", "dossier_attente.relance", "dossier_relance.oui")
    again = after(*way, state=turn.state, today=later)
    place = walk(GUIDE, again.state.answers, today=later, pieces=again.state.pieces)
    assert waiting(GUIDE, place.connu) == 0


def test_going_back_undoes_the_follow_up_answer_by_answer() -> None:
    way = (*SENT, *TO_THE_OTHER, "dossier_reponse.agir", "dossier_agir.attente")
    for count in range(len(way) - 1, 0, -1):
        back = after(*way, *("/retour",) * (len(way) - count))
        straight = after(*way[:count])
        assert asked(back) == asked(straight)
        assert (whose(back), told(back)) == (whose(straight), told(straight))


def test_a_new_case_begins_without_the_journal_and_taking_up_the_old_one_keeps_it() -> None:
    sent = after(*SENT, *TO_THE_OTHER).state
    assert told(after("/recommencer", "/retour", state=sent)) == told(Turn(sent))
    assert after("/recommencer", "but.humain", state=sent).state.pieces.journal == ()


def test_a_journal_has_an_end() -> None:
    turn = after(*SENT, *("dossier_reponse.attente", "dossier_attente.arrivee") * MOST)
    assert len(turn.state.pieces.journal) == MOST
    assert asked(turn) == "dossier_reponse"


def test_the_mail_that_waits_for_an_answer_asks_again_too() -> None:
    waits = State(
        tuple(
            Answer(*pair)
            for pair in (
                ("but", "probleme"),
                ("probleme", "tous"),
                ("tri_ou", "sur"),
                ("tri_message", "Application non autorisée à utiliser CAS"),
            )
        )
    )
    turn = Turn(waits)
    for _ in range(30):
        turn = step(GUIDE, turn.state, Told("/reprendre"), today=TODAY)
        last = turn.replies[-1]
        assert isinstance(last, Ask)
        if last.node == "regle_courriel":
            break
        option = next((each for each in last.options if each.id == "etapes"), last.options[0])
        told_or_picked = Told(last.hint) if last.expects == "text" else Picked(option.node, option.id)
        turn = step(GUIDE, turn.state, told_or_picked, today=TODAY)
    for each in ("regle_courriel.attente", "tri_attente.arrivee") * 2:
        turn = step(GUIDE, turn.state, Picked(*each.split(".")), today=TODAY)
    assert asked(turn) == "regle_courriel"
