"""Under an answer: the next ones and a person where it was another question, and the way to the place."""

from __future__ import annotations

import pytest

from knowledge.dialogue.guide import START
from knowledge.dialogue.reponses import press
from knowledge.dialogue.savoir import FICHE_NODE, GUIDE_ME, NOT_THAT, questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Forget, NoteGap, Option, Picked, State, Text, Turn
from knowledge.recherche.fiches import Fiche
from tests.conftest import TODAY
from tests.knowledge.dialogue.test_engine import GUIDE, answered, asked, hosted_until_conserve, play

FICHES = [entry for entry in questions_of(GUIDE).moteur.entries if isinstance(entry, Fiche)]


def buttons(turn: Turn) -> list[Option]:
    return [option for option in asked(turn.replies).options if option.node == FICHE_NODE]


def titles(turn: Turn) -> list[str]:
    return [plain(reply.body).splitlines()[0] for reply in turn.replies if isinstance(reply, Text)]


def test_it_was_not_that_offers_the_next_ones_and_at_last_a_person() -> None:
    turn = play("comment supprimer les anciens identifiants CAS")
    seen = set(titles(turn))
    while Option(FICHE_NODE, NOT_THAT, GUIDE.word("dialogue.pas_ca")) in buttons(turn):
        turn = play("Non, pas ça !", state=turn.state)
        offered = {button.label for button in buttons(turn) if button.id != NOT_THAT}
        assert not offered & seen
        seen |= offered
    assert "humain" in {option.id for option in asked(turn.replies).options}
    assert len(seen) > 3


def test_one_of_the_next_ones_is_shown_and_the_rest_stay_behind_it() -> None:
    turn = play("comment supprimer les anciens identifiants CAS", Picked(FICHE_NODE, NOT_THAT))
    first, *others = (button for button in buttons(turn) if button.id != NOT_THAT)
    shown = play(Picked(FICHE_NODE, first.id), state=turn.state)
    assert first.label in titles(shown)
    again = play(Picked(FICHE_NODE, NOT_THAT), state=shown.state)
    assert {button.id for button in others} <= {button.id for button in buttons(again)}


def test_the_question_is_noted_once_and_without_its_name() -> None:
    turn = play("comment supprimer les identifiants CAS de Zoltan")
    assert turn.effects == ()
    turn = play(Picked(FICHE_NODE, NOT_THAT), state=turn.state)
    assert turn.effects == (NoteGap("comment supprimer les identifiants CAS de [nom masqué]"),)
    assert play(Picked(FICHE_NODE, NOT_THAT), state=turn.state).effects == ()


def test_a_name_that_is_also_a_word_is_masked_where_a_title_announces_it() -> None:
    turn = play("comment supprimer les identifiants CAS de Mme Petit")
    turn = play(Picked(FICHE_NODE, NOT_THAT), state=turn.state)
    assert turn.effects == (NoteGap("comment supprimer les identifiants CAS de Mme [nom masqué]"),)


def test_the_buttons_go_with_the_next_message() -> None:
    turn = play("comment supprimer les identifiants CAS", "/aide")
    assert turn.state == State()
    stale = play(Picked(FICHE_NODE, NOT_THAT), state=turn.state)
    assert titles(stale) == [GUIDE.word("dialogue.bouton_ancien")]


@pytest.mark.parametrize("fiche", [fiche for fiche in FICHES if fiche.suite], ids=lambda fiche: fiche.id)
def test_every_answer_that_leads_on_leads_there_from_the_start(fiche: Fiche) -> None:
    assert set(fiche.suite) <= set(GUIDE.nodes)
    turn = press(Scene(GUIDE, State(), TODAY), GUIDE_ME + fiche.id)
    assert turn.state.answers[:1] != () or START in fiche.suite
    assert titles(turn)[0] != GUIDE.word("dialogue.bouton_ancien")


def test_guiding_keeps_what_was_answered_and_asks_what_is_needed() -> None:
    before = play(Picked("but", "courriel"), Picked("hebergement", "heberge"))
    after = play(Picked(FICHE_NODE, GUIDE_ME + "supprimer"), state=before.state)
    assert answered(after)["but"] == "rentree"
    assert answered(after)["hebergement"] == "heberge"
    assert asked(after.replies).node == "console"


def test_guiding_to_a_question_that_was_answered_opens_it_again() -> None:
    before = hosted_until_conserve()
    after = play(Picked(FICHE_NODE, GUIDE_ME + "suis-je-heberge"), state=before.state)
    assert after.state.answers == before.state.answers
    assert asked(after.replies).node == "hebergement"


def test_guiding_to_what_comes_later_stays_on_the_way() -> None:
    before = hosted_until_conserve()
    after = play(Picked(FICHE_NODE, GUIDE_ME + "importer"), state=before.state)
    assert after.state.answers == before.state.answers
    assert asked(after.replies).node == "conserve"


def test_no_way_is_offered_to_a_step_that_does_not_concern_the_school() -> None:
    before = hosted_until_conserve()
    own_server = play(
        "régler PRONOTE.net quand le serveur est chez nous : toutes les étapes", state=before.state
    )
    assert NOT_THAT in {button.id for button in buttons(own_server)}
    assert not any(button.id.startswith(GUIDE_ME) for button in buttons(own_server))


@pytest.mark.parametrize("said", ["bonjour", "Merci beaucoup !", "bonjour, comment allez-vous ?", "t’es nul"])
def test_a_courtesy_gets_a_kind_word_wherever_it_is_said(said: str) -> None:
    for before in (
        Turn(State()),
        hosted_until_conserve(),
        play(
            Picked("but", "courriel"),
            Picked("hebergement", "heberge"),
            Picked("perimetre", "net"),
            "0310047H",
        ),
    ):
        after = play(said, state=before.state)
        assert after.state.answers == before.state.answers
        assert titles(after)[0] in {plain(word) for word in GUIDE.words["politesses"].values()}
        assert after.effects == ()


def test_a_command_with_a_typing_error_is_done_but_for_the_one_that_erases() -> None:
    before = hosted_until_conserve()
    assert answered(play("/retuor", state=before.state)) == answered(play("/retour", state=before.state))
    assert play("/recommncer", state=before.state).state.answers == ()
    assert play("recomencer", state=before.state).state.answers == ()
    erased = play("/oublie", state=before.state)
    assert erased.state.answers == before.state.answers
    assert Forget() not in erased.effects
