"""From free words into the search of the cause: what is kept, and what a forged button can do."""

from __future__ import annotations

from datetime import date

from knowledge.dialogue.engine import step
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.types import Answer, Ask, Message, Option, Picked, State, Told, Turn


def options_of(turn: Turn) -> tuple[Option, ...]:
    last = turn.replies[-1]
    assert isinstance(last, Ask)
    return last.options


def play(guide: Guide, today: date, *said: Message, state: State | None = None) -> Turn:
    turn = Turn(state or State())
    for message in said:
        turn = step(guide, turn.state, message, today=today)
    return turn


def test_the_button_carries_answers_and_none_of_the_words(guide: Guide, today: date) -> None:
    turn = play(guide, today, Told("personne n’arrive à se connecter depuis la rentrée, dit Zoé Martin"))
    (button,) = [option for option in options_of(turn) if option.node == "cause"]
    assert button.id == "tous,rentree"
    there = play(guide, today, Picked(button.node, button.id), state=turn.state)
    assert there.state.answers[:2] == (Answer("but", "probleme"), Answer("probleme", "tous"))
    assert walk(guide, there.state.answers, today=today).node.id == "tri_ou"


def test_what_was_answered_of_the_school_is_kept(guide: Guide, today: date) -> None:
    before = play(
        guide,
        today,
        Picked("but", "adresses"),
        Picked("hebergement", "heberge"),
        Picked("perimetre", "net"),
        Told("0310047H"),
    )
    after = play(guide, today, Picked("cause", "tous"), state=before.state)
    given = {answer.node: answer.value for answer in after.state.answers}
    assert given["hebergement"] == "heberge"
    assert given["adresse"] == "https://0310047H.index-education.net/pronote/"


def test_a_second_search_forgets_the_causes_of_the_first(guide: Guide, today: date) -> None:
    first = play(guide, today, Picked("cause", "tous,M01"), Picked("cause_publication", "ecarte"))
    again = play(guide, today, Picked("cause", "personne,M10"), state=first.state)
    place = walk(guide, again.state.answers, today=today)
    assert place.node.id == "cause_fiche"
    assert place.connu.essais == ()


def test_where_one_person_fails_the_search_of_the_cause_comes_before_what_was_found(
    guide: Guide, today: date
) -> None:
    for said in ("un seul parent n’arrive pas à se connecter", "Un élève ne peut plus se connecter."):
        first, second, *_ = options_of(play(guide, today, Told(said)))
        assert (first.node, first.id, second.node) == ("cause", "personne", "fiche")


def test_an_answer_that_tells_what_happens_is_given_and_the_cause_can_be_looked_for(
    guide: Guide, today: date
) -> None:
    turn = play(
        guide, today, Told("les élèves ne peuvent pas se connecter, ils n’ont pas encore leurs codes")
    )
    first, second, *_ = options_of(turn)
    assert (first.node, second.id) == ("cause", "guider:direct-net")


def test_a_forged_button_begins_a_triage_that_knows_nothing(guide: Guide, today: date) -> None:
    turn = play(guide, today, Picked("cause", "M999,../etc,humain"))
    assert turn.state.answers == (Answer("but", "probleme"),)


def test_no_button_stands_under_a_question_of_the_guide_or_while_a_cause_is_looked_for(
    guide: Guide, today: date
) -> None:
    question = play(guide, today, Told("Comment exporter les identifiants ?"))
    busy = play(guide, today, Picked("but", "probleme"), Picked("probleme", "tous"), Told("ça ne marche pas"))
    assert not [option for turn in (question, busy) for option in options_of(turn) if option.node == "cause"]


def test_steps_taken_for_a_cause_lead_back_to_it_and_their_outcome_to_the_verdict(
    guide: Guide, today: date
) -> None:
    answers = {
        "but": "probleme",
        "probleme": "tous",
        "tri_ou": "client",
        "tri_message": "aucun",
        "tri_depuis": "rien",
        "cause_client_separe": "etapes",
        "hebergement": "serveur",
    }
    steps = ("pc_s", "secours", "prevenir", "arreter", "onglet_s", "activer_s", "modele_s", "direct_s")
    answers |= {f"client_{step}": "fait" for step in (*steps, "liens", "demarrer")}
    state = State(tuple(Answer(*pair) for pair in answers.items()))
    place = walk(guide, state.answers, today=today)
    assert place.node.id == "regle_client"
    after = play(guide, today, Picked("regle_client", "non"), state=state)
    place = walk(guide, after.state.answers, today=today)
    assert place.node.id == "cause_client_direct"
    assert [essai.resultat for essai in place.connu.essais] == ["essaye"]
    assert place.connu.verdict is not None
    assert place.connu.verdict.qui == "index-education"
