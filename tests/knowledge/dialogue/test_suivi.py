"""A case: opened where its file is first shown, kept up with what is said, found again by its reference."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.house import read_guide
from knowledge.dialogue.dossier import OpenTicket, Statut
from knowledge.dialogue.engine import step, view
from knowledge.dialogue.reference import make
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Answer, Message, Picked, State, Text, Told, Turn
from tests.conftest import TODAY

GUIDE = read_guide()
TO_REVIEW = (
    Picked("but", "humain"),
    Picked("humain", "dossier"),
    Picked("dossier_pour", "itslearning"),
    Told("Plus personne n’entre"),
    Picked("dossier_adresse", "tel_quel"),
)


def play(*messages: Message, state: State | None = None, first: int = 1) -> list[Turn]:
    turns = [Turn(state or State())]
    for number, message in enumerate(messages, start=first):
        turns.append(step(GUIDE, turns[-1].state, message, today=TODAY, fresh=make(number)))
    return turns[1:]


def cases(turns: list[Turn]) -> list[OpenTicket]:
    return [effect for turn in turns for effect in turn.effects if isinstance(effect, OpenTicket)]


def said(turn: Turn) -> str:
    return "\n".join(plain(reply.body) for reply in turn.replies if isinstance(reply, Text))


def test_it_is_opened_as_its_file_is_shown_and_not_before() -> None:
    turns = play(*TO_REVIEW)
    assert [turn.state.reference for turn in turns] == ["", "", "", "", make(5)]
    (case,) = cases(turns)
    assert (case.new, case.statut, case.dossier.pour) == (True, "ouvert", "itslearning")
    assert [line.value for line in case.dossier.lignes] == ["Plus personne n’entre"]


def test_the_command_opens_it_at_any_time() -> None:
    turn = play(Picked("but", "probleme"), Picked("probleme", "tous"), Told("/dossier"))[-1]
    assert turn.state.reference == make(3)
    assert said(turn).count(make(3)) == 1


def test_its_reference_stays_while_answers_change_and_is_the_same_everywhere() -> None:
    ready = (*TO_REVIEW, Picked("dossier_relecture", "oui"))
    changed = play(*ready, Told("/recap"), Picked("recap", "dossier_probleme"), Told("Autre panne"))
    assert {turn.state.reference for turn in changed[4:]} == {make(5)}
    assert [case.new for case in cases(changed)] == [True, *[False] * (len(cases(changed)) - 1)]
    assert cases(changed)[-1].dossier.lignes[0].value == "Autre panne"
    shown = str(view(GUIDE, changed[-1].state, today=TODAY)) + str(
        play(Told("/dossier"), state=changed[-1].state)
    )
    assert make(5) in shown
    assert not any(make(other) in shown for other in range(1, 12) if other != 5)


def test_what_was_struck_out_is_not_in_it() -> None:
    turns = play(*TO_REVIEW, Told("retirer 1"))
    assert "Plus personne" not in str(cases(turns)[-1])


@pytest.mark.parametrize(
    ("answer", "statut"),
    [("attente", "envoye"), ("precision", "repondu"), ("non", "repondu"), ("regle", "clos")],
)
def test_it_is_followed_to_its_end(answer: str, statut: str) -> None:
    ready = (*TO_REVIEW, Picked("dossier_relecture", "oui"), Picked("dossier_envoi", "oui"))
    turns = play(*ready, Picked("dossier_reponse", answer))
    assert [case.statut for case in cases(turns)] == ["ouvert", "ouvert", "envoye", statut]


@pytest.mark.parametrize(
    ("way", "followed"),
    [
        (
            ("reponse.non", "dit.passer", "relais.oui", "envoi.oui"),
            [("repondu", "itslearning"), *[("ouvert", "index-education")] * 2, ("envoye", "index-education")],
        ),
        (
            ("reponse.attente", "attente.autre", "relais.oui", "envoi.telephone", "telephone.non"),
            [("envoye", "itslearning"), *[("ouvert", "index-education")] * 4],
        ),
    ],
)
def test_each_recipient_has_a_status_of_its_own(
    way: tuple[str, ...], followed: list[tuple[str, str]]
) -> None:
    ready = (*TO_REVIEW, Picked("dossier_relecture", "oui"), Picked("dossier_envoi", "oui"))
    turns = play(*ready, *(Picked(*f"dossier_{each}".split(".")) for each in way))
    assert [(case.statut, case.dossier.pour) for case in cases(turns[len(ready) :])] == followed


def test_a_breakdown_that_is_mended_closes_it() -> None:
    told = (Picked("but", "probleme"), Picked("probleme", "tous"), Picked("tri_ou", "sur"), Told("/dossier"))
    turns = play(*told, Picked("tri_message", "aucun"))
    cause = str(turns[-1].state)
    node = turns[-1].replies[-1].node  # type: ignore[union-attr]  # the question of a cause
    closed = play(Picked(node, "regle"), state=turns[-1].state)
    assert cases(closed)[-1].statut == "clos", cause


def test_a_new_start_is_a_new_case_and_going_back_is_the_old_one() -> None:
    turns = play(*TO_REVIEW, Told("/recommencer"), Told("/retour"))
    assert [turn.state.reference for turn in turns[-2:]] == ["", make(5)]
    anew = play(Told("/recommencer"), *TO_REVIEW, state=turns[-1].state, first=20)
    assert anew[-1].state.reference == make(25)


def test_its_reference_leads_back_to_it_from_another_case() -> None:
    two = play(*TO_REVIEW, Told("/recommencer"), *TO_REVIEW)
    back = play(Told(make(5)), state=two[-1].state)[-1].state
    assert (back.reference, back.answers) == (make(5), two[4].state.answers)
    assert play(Told(make(11)), state=back)[-1].state.answers == two[-1].state.answers


def test_what_was_begun_since_is_not_lost_for_it() -> None:
    begun = play(*TO_REVIEW, Told("/recommencer"), Picked("but", "adresses"))[-1].state
    assert play(Told(make(5)), state=begun)[-1].state.answers == begun.answers
    assert play(Told("/recommencer"), Told(make(5)), state=begun)[-1].state.reference == make(5)


def test_the_reference_of_somebody_else_tells_nothing() -> None:
    mine, unknown = (play(Told(make(number)), first=40)[-1] for number in (5, 999))
    assert mine.state == unknown.state == State()
    assert said(mine).replace(make(5), make(999)) == said(unknown)


def test_without_a_reference_no_case_is_opened() -> None:
    turn = step(GUIDE, State(), Told("/dossier"), today=TODAY)
    assert (turn.state.reference, turn.effects) == ("", ())


def test_a_conversation_that_an_older_edition_kept_is_shown_and_gets_its_reference_then() -> None:
    older = replace(play(*TO_REVIEW)[-1].state, reference="")
    assert view(GUIDE, older, today=TODAY).current
    turn = play(Told("/dossier"), state=older, first=30)[-1]
    assert turn.state.reference == make(30)


def test_what_the_guide_follows_is_in_the_guide() -> None:
    data = GUIDE.data["dossier.toml"]
    assert set(data["suivi"].values()) <= set(get_args(Statut)) == set(data["statuts"])
    for name in data["suivi"]:
        node, _, option = name.partition(".")
        found = GUIDE.nodes[node]
        assert found.choice(option) if option else found.outcome or found.journal, name


def test_an_answer_that_was_awaited_is_asked_for_again() -> None:
    sent = (*TO_REVIEW, Picked("dossier_relecture", "oui"), Picked("dossier_envoi", "oui"))
    waiting = play(*sent, Picked("dossier_reponse", "attente"))[-1].state
    back = play(Told(f"dossier {make(5)}"), state=waiting, first=50)[-1].state
    assert Answer("dossier_reponse", "attente") not in back.answers
    assert back.answers == waiting.answers[:-1]
