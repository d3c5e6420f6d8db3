"""One turn at a time: what is kept, what comes next, what is said. Wording is the transcripts’ matter."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.house import read_guide
from knowledge.dialogue.engine import files, opening, step, view
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import (
    Answer,
    Ask,
    Copy,
    File,
    Forget,
    Forgotten,
    Heading,
    Link,
    Message,
    Picked,
    Reply,
    State,
    Text,
    Told,
    Turn,
)
from tests.conftest import TODAY

GUIDE = read_guide()
HOSTED = "https://0310047H.index-education.net/pronote/"


def play(*messages: Message | str, state: State | None = None) -> Turn:
    turn = Turn(state or State())
    for message in messages:
        spoken = Told(message) if isinstance(message, str) else message
        turn = step(GUIDE, turn.state, spoken, today=TODAY)
    return turn


def answered(turn: Turn) -> dict[str, str]:
    return {answer.node: answer.value for answer in turn.state.answers}


def asked(replies: tuple[Reply, ...]) -> Ask:
    last = replies[-1]
    assert isinstance(last, Ask)
    return last


def hosted_until_conserve() -> Turn:
    return play(
        Picked("but", "rentree"),
        Picked("hebergement", "heberge"),
        Picked("console", "ancienne"),
        Picked("perimetre", "les_deux"),
        "0310047H",
        Picked("adresse_client", "meme"),
    )


def test_a_conversation_opens_with_its_first_question(guide: Guide) -> None:
    assert asked(opening(guide, State(), today=TODAY)).node == "but"


@pytest.mark.parametrize("said", ["1", "Remettre le lien en route, pas à pas", "rentree", "pas a pas"])
def test_an_option_is_chosen_by_number_label_or_part_of_it(said: str) -> None:
    assert answered(play(said)) == {"but": "rentree"}


def test_words_that_fit_two_options_choose_none() -> None:
    assert answered(play("seulement")) == {}


def test_pressing_the_same_button_twice_answers_once() -> None:
    once = play(Picked("but", "rentree"))
    twice = play(Picked("but", "rentree"), state=once.state)
    assert twice.state == once.state
    assert asked(twice.replies).node == "hebergement"


def test_an_entry_is_kept_in_its_right_form() -> None:
    assert answered(hosted_until_conserve())["adresse"] == HOSTED


def test_a_refused_entry_changes_nothing_and_asks_again() -> None:
    before = play(Picked("but", "adresses"), Picked("hebergement", "heberge"), Picked("perimetre", "net"))
    after = play("pas une adresse", state=before.state)
    assert after.state == before.state
    assert asked(after.replies).node == "adresse"


def test_a_wrong_check_letter_is_kept_and_the_right_one_offered() -> None:
    turn = play(
        Picked("but", "courriel"), Picked("hebergement", "heberge"), Picked("perimetre", "net"), "0310047J"
    )
    assert answered(turn)["adresse"] == "https://0310047J.index-education.net/pronote/"
    offered = [option for option in asked(turn.replies).options if option.node == "adresse"]
    assert offered[0].id == "0310047H"
    mended = play(Picked("adresse", offered[0].id), state=turn.state)
    assert answered(mended)["adresse"] == HOSTED
    assert not [option for option in asked(mended.replies).options if option.node == "adresse"]


def test_a_uai_is_no_address_for_a_school_with_its_own_server() -> None:
    before = play(Picked("but", "adresses"), Picked("hebergement", "serveur"), Picked("perimetre", "net"))
    assert play("0310047H", state=before.state).state == before.state


def test_going_back_forgets_one_answer_at_a_time() -> None:
    turn = hosted_until_conserve()
    for node in ("adresse_client", "adresse", "perimetre"):
        turn = play("/retour", state=turn.state)
        assert asked(turn.replies).node == node
        assert node not in answered(turn)


def test_going_back_from_the_first_question_stays_there() -> None:
    turn = play("/retour")
    assert turn.state == State()
    assert asked(turn.replies).node == "but"


def test_starting_again_can_be_undone() -> None:
    before = hosted_until_conserve()
    again = play("/recommencer", state=before.state)
    assert answered(again) == {}
    assert answered(play("/retour", state=again.state)) == answered(before)


def test_an_old_button_goes_back_to_its_question_and_keeps_what_holds() -> None:
    before = hosted_until_conserve()
    after = play(Picked("console", "recente"), state=before.state)
    assert answered(after) == answered(before) | {"console": "recente"}
    assert asked(after.replies).node == "conserve"


def test_a_changed_answer_drops_what_depends_on_it() -> None:
    before = hosted_until_conserve()
    after = play(Picked("hebergement", "serveur"), state=before.state)
    assert answered(after) == {
        "but": "rentree",
        "hebergement": "serveur",
        "console": "ancienne",
        "perimetre": "les_deux",
    }
    assert asked(after.replies).node == "meme_pc"


def test_answers_beyond_a_new_question_are_found_again() -> None:
    turn = play(
        Picked("but", "courriel"),
        Picked("hebergement", "heberge"),
        Picked("perimetre", "net"),
        "0310047H",
        "Collège des Essais",
    )
    wider = play(Picked("perimetre", "les_deux"), state=turn.state)
    assert asked(wider.replies).node == "adresse_client"
    onward = play(Picked("adresse_client", "meme"), state=wider.state)
    assert answered(onward)["nom"] == "Collège des Essais"
    assert asked(onward.replies).node == "contact"


def test_the_recap_opens_an_answer_which_stands_until_another_is_given() -> None:
    before = hosted_until_conserve()
    recap = play("/recap", state=before.state)
    assert {option.id for option in asked(recap.replies).options} >= {"console", "adresse"}
    opened = play(Picked("recap", "console"), state=recap.state)
    assert asked(opened.replies).node == "console"
    assert answered(opened) == answered(before)
    left = play("/retour", state=opened.state)
    assert left.state == before.state


def test_numbers_choose_in_the_recap_while_it_is_open() -> None:
    recap = play("/recap", state=hosted_until_conserve().state)
    third = asked(recap.replies).options[2]
    opened = play("3", state=recap.state)
    assert asked(opened.replies).node == third.id


def test_a_digression_touches_no_answer() -> None:
    before = hosted_until_conserve()
    for said in (
        "/aide",
        "/humain",
        "ça ne marche pas du tout",
        "Pourquoi ?",
        Picked("conserve", "introuvable"),
    ):
        after = play(said, state=before.state)
        assert after.state.answers == before.state.answers
        assert asked(after.replies).node == "conserve"


def test_a_question_is_answered_and_the_pending_one_asked_again() -> None:
    before = hosted_until_conserve()
    after = play("où se trouve suivi synchro dans itslearning ?", state=before.state)
    assert after.state.answers == before.state.answers
    assert any(isinstance(reply, Text) and "Suivi Synchro" in reply.body for reply in after.replies)
    assert asked(after.replies).node == "conserve"


def test_what_is_not_ours_is_declined_and_offers_nothing() -> None:
    turn = play("quelle est la recette de la tarte aux pommes")
    assert turn.state == State()
    assert not [option for option in asked(turn.replies).options if option.node == "fiche"]


def test_a_question_is_no_school_name() -> None:
    before = play(
        Picked("but", "courriel"), Picked("hebergement", "heberge"), Picked("perimetre", "net"), "0310047H"
    )
    after = play("à quoi sert l’identifiant CAS ?", state=before.state)
    assert after.state.answers == before.state.answers


@pytest.mark.parametrize("said", ["fait", "oui", "/stop", "0310047H"])
def test_words_meant_for_another_question_are_no_school_name(said: str) -> None:
    before = play(
        Picked("but", "courriel"), Picked("hebergement", "heberge"), Picked("perimetre", "net"), "0310047H"
    )
    assert play(said, state=before.state).state.answers == before.state.answers


def test_the_base_of_the_console_is_kept_for_every_link() -> None:
    turn = play(Picked("conserve", "oui"), Picked("base", "prod"), state=hosted_until_conserve().state)
    links = [reply.value for reply in turn.replies if isinstance(reply, Copy) and "service=" in reply.value]
    assert links
    assert all(link.startswith("https://cas.itslearning.com/cas-prod/") for link in links)


def test_another_address_than_the_noted_one_is_not_put_right() -> None:
    turn = play(
        "https://notes.exemple.fr/pronote/",
        state=play(Picked("conserve", "oui"), state=hosted_until_conserve().state).state,
    )
    assert HOSTED not in [reply.value for reply in turn.replies if isinstance(reply, Copy)]
    assert any(isinstance(reply, Text) and HOSTED in plain(reply.body) for reply in turn.replies)


def test_a_pasted_link_is_judged_by_what_the_school_should_have() -> None:
    wrong = "https://cas.itslearning.com/cas-asp/login?service=https%3F%2F0310047H.index-education.net%2Fpronote%2F"
    turn = play(wrong, state=hosted_until_conserve().state)
    values = [reply.value for reply in turn.replies if isinstance(reply, Copy)]
    assert values == [wrong.replace("%3F%2F", "%3A%2F%2F", 1)]


def test_forgetting_is_wanted_of_the_outside_and_then_told() -> None:
    before = hosted_until_conserve()
    turn = play("/oublier", state=before.state)
    assert turn.effects == (Forget(),)
    told = play(Forgotten(3), state=turn.state)
    assert told.state == State()
    assert any(isinstance(reply, Text) and "3" in reply.body for reply in told.replies)


def test_a_secret_never_enters_the_state() -> None:
    turn = play(
        Picked("but", "courriel"),
        Picked("hebergement", "heberge"),
        Picked("perimetre", "net"),
        "https://0310047H.index-education.net/pronote/?ticket=ST-4242-abcdefghij-cas",
        "Collège, mot de passe : Soleil2026",
    )
    kept = repr(turn.state) + repr(turn.replies)
    assert "ST-4242" not in kept
    assert "Soleil2026" not in kept


def test_steps_are_counted_within_their_chapter() -> None:
    turn = play(Picked("conserve", "non"), state=hosted_until_conserve().state)
    totals = set()
    for rank in range(1, 12):
        heading = next(reply for reply in turn.replies if isinstance(reply, Heading))
        if heading.part != GUIDE.parts["net"]:
            break
        assert heading.rank == rank
        totals.add(heading.total)
        turn = play("fait", state=turn.state)
    assert totals == {rank - 1}


def test_the_email_carries_both_addresses_and_its_file_can_be_made_again() -> None:
    turn = play(
        Picked("but", "courriel"),
        Picked("hebergement", "serveur"),
        Picked("perimetre", "les_deux"),
        "https://notes.exemple.fr/pronote/",
        "https://pronote.exemple.fr/pronote/",
        "Collège des Essais",
        "0310047H",
        "passer",
    )
    body = next(reply.value for reply in turn.replies if isinstance(reply, Copy) and "\n" in reply.value)
    assert "https://notes.exemple.fr/pronote/" in body
    assert "https://pronote.exemple.fr/pronote/" in body
    link = next(reply for reply in turn.replies if isinstance(reply, Link))
    assert len(link.href) < 2000
    file = next(reply for reply in turn.replies if isinstance(reply, File))
    assert files(GUIDE, turn.state, file.node, today=TODAY) == (file,)


def test_what_is_shown_after_a_digression_still_holds_the_step() -> None:
    turn = play(Picked("conserve", "non"), state=hosted_until_conserve().state)
    aside = play("pourquoi", state=turn.state)
    seen = view(GUIDE, aside.state, today=TODAY, last=aside.replies)
    assert seen.current[: len(turn.replies) - 1] == turn.replies[:-1]
    assert seen.current[-len(aside.replies) :] == aside.replies
    assert [exchange.node for exchange in seen.past] == [answer.node for answer in aside.state.answers]


BUTTONS = st.sampled_from(
    [
        Picked(node.id, id)
        for node in GUIDE.nodes.values()
        for id in (*(choice.id for choice in node.choices), "pourquoi", "introuvable", "0310047H", "")
    ]
    + [Picked("_", word) for word in ("retour", "recap", "recommencer", "aide", "humain", "reprendre", "x")]
    + [Picked("recap", node) for node in (*GUIDE.nodes, "nulle_part")]
)
SAID = st.one_of(
    st.sampled_from(["1", "2", "3", "oui", "fait", "/retour", "/recap", "/start", "0310047H", HOSTED]),
    st.text(max_size=60),
).map(Told)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(BUTTONS, SAID), max_size=25))
def test_no_message_breaks_a_conversation_or_leaves_it_without_a_question(messages: list[Message]) -> None:
    state = State()
    for message in messages:
        turn = step(GUIDE, state, message, today=TODAY)
        if turn.effects:
            turn = step(GUIDE, turn.state, Forgotten(1), today=TODAY)
        state = turn.state
        assert asked(turn.replies).options or asked(turn.replies).expects == "text"
        assert len({answer.node for answer in state.answers}) == len(state.answers)
        assert opening(GUIDE, state, today=date(2027, 9, 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*GUIDE.nodes, "disparu"]), st.text(max_size=12)), max_size=8))
def test_answers_of_another_edition_lead_to_the_last_that_still_holds(pairs: list[tuple[str, str]]) -> None:
    state = State(tuple(Answer(*pair) for pair in pairs))
    assert asked(opening(GUIDE, state, today=TODAY))
    assert view(GUIDE, state, today=TODAY).current
