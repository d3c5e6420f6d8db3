"""Answers in one's own words: what they mean at each question, and what the file says of them then."""

from __future__ import annotations

import pytest

from bot.house import read_guide
from knowledge.dialogue.engine import step
from knowledge.dialogue.envoi import page
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.journal import history
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.reference import make
from knowledge.dialogue.reparties import FILE, MORE, UNSENT, reparties_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Ask, Message, Picked, State, Text, Told, Turn
from tests.conftest import TODAY

GUIDE = read_guide()
TO_THE_CLOCK = (
    Picked("but", "probleme"),
    Picked("probleme", "tous"),
    Picked("tri_ou", "apres"),
    Picked("tri_message", "aucun"),
    Picked("tri_depuis", "rien"),
    Picked("cause_liens", "ecarte"),
)
SENT = (
    Picked("but", "humain"),
    Picked("humain", "dossier"),
    Picked("dossier_pour", "itslearning"),
    Told("Plus personne n’entre"),
    Picked("dossier_adresse", "tel_quel"),
    Picked("dossier_relecture", "oui"),
    Picked("dossier_envoi", "oui"),
)


def play(*messages: Message) -> Turn:
    turn = Turn(State())
    for number, message in enumerate(messages, start=1):
        turn = step(GUIDE, turn.state, message, today=TODAY, fresh=make(number))
    return turn


def place(turn: Turn) -> Parcours:
    return Scene(GUIDE, turn.state, TODAY).walked


def asked(turn: Turn) -> Ask:
    last = turn.replies[-1]
    assert isinstance(last, Ask)
    return last


def line(turn: Turn, id: str) -> str:
    return next((each.value for each in gather(GUIDE, place(turn)).lignes if each.id == id), "")


@pytest.mark.parametrize("no", ["non", "toujours pas", "Non, ça ne marche toujours pas.", "tjs pas", "nan"])
def test_no_is_not_taken_for_done(no: str) -> None:
    turn = play(*TO_THE_CLOCK, Told(no))
    assert "fait, sans effet" not in line(turn, "essais")
    assert [option.id for option in asked(turn).options] == ["essaye", "ecarte", "ailleurs", "ignore"]


@pytest.mark.parametrize(
    ("then", "result"),
    [
        ("oui, je l’ai fait", "essaye"),
        ("oui", "essaye"),
        ("non", "ignore"),
        ("pas encore", "ignore"),
        ("pas le temps", "ignore"),
    ],
)
def test_then_it_is_asked_what_was_done(then: str, result: str) -> None:
    assert place(play(*TO_THE_CLOCK, Told("non"), Told(then))).value("cause_horloge") == result


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("J’ai tout vérifié mais rien ne change", "essaye"),
        ("on a réglé l’heure, toujours pareil", "essaye"),
        ("je n’ai pas la main sur le serveur", "ignore"),
        ("c’est hébergé chez Index-Education", "ailleurs"),
        ("c’est notre prestataire qui gère, pas nous", "ailleurs"),
        ("l’heure est bonne", "ecarte"),
        ("ce n’était pas ça", "ecarte"),
        ("c réglé", "regle"),
        ("super, ça remarche !", "regle"),
    ],
)
def test_what_is_said_of_a_cause_is_its_answer(said: str, result: str) -> None:
    assert place(play(*TO_THE_CLOCK, Told(said))).value("cause_horloge") == result


@pytest.mark.parametrize(
    "said", ["je ferai ça demain", "pas encore essayé", "j’ai pas eu le temps de regarder"]
)
def test_what_is_still_to_be_done_is_waited_for(said: str) -> None:
    turn = play(*TO_THE_CLOCK, Told(said))
    assert asked(turn).node == "cause_horloge"
    assert line(turn, "essais").count("pas vérifié") == 0


def test_a_clock_that_is_not_theirs_is_for_the_one_who_hosts() -> None:
    turn = play(*TO_THE_CLOCK, Told("c’est hébergé"))
    verdict = place(turn).connu.verdict
    assert verdict is not None
    assert verdict.qui == "index-education"
    assert line(turn, "hebergement") == "Hébergé chez Index-Education"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("ils ont répondu que tout est normal de leur côté", "dossier_relais"),
        ("ils disent que c’est PRONOTE", "dossier_relais"),
        ("d’après eux ça vient de chez nous", "dossier_relais"),
        ("toujours rien", "dossier_attente"),
        ("pas de nouvelles depuis 3 jours", "dossier_attente"),
        ("non", "dossier_attente"),
        ("j’attends toujours", "dossier_attente"),
        ("c’est réglé", "tri_fin"),
        ("Bonne nouvelle, tout remarche depuis ce matin", "tri_fin"),
        ("ils me demandent de supprimer les identifiants", "dossier_agir"),
        ("ils veulent connaître notre version", "dossier_precision"),
        ("oui", "dossier_reponse"),
        ("ils ont répondu", "dossier_reponse"),
    ],
)
@pytest.mark.parametrize("before", [(), (Told("/recap"),)])
def test_what_the_others_said_is_understood_wherever_it_is_typed(
    said: str, status: str, before: tuple[Message, ...]
) -> None:
    if before and said in {"oui", "non"}:
        pytest.skip("over the recap these are no news")
    assert place(play(*SENT, *before, Told(said))).node.id == status


def test_yes_to_an_answer_that_came_asks_what_it_says() -> None:
    turn = play(*SENT, Told("oui"))
    assert [option.id for option in asked(turn).options] == ["regle", "agir", "precision", "non"]


def test_their_answer_goes_into_the_next_file_as_it_was_told() -> None:
    turn = play(*SENT, Told("ils disent que c’est PRONOTE"))
    assert line(turn, "reponse1") == "ils disent que c’est PRONOTE"


def test_two_answers_at_once_are_both_taken() -> None:
    turn = play(*SENT[:-1], Told("c’est envoyé mais toujours pas de réponse"))
    assert place(turn).node.id == "dossier_attente"


def test_settled_before_it_was_sent_is_not_a_sending() -> None:
    turn = play(*SENT[:-1], Told("c’est réglé"))
    assert place(turn).node.id == "dossier_envoi"
    assert list(history(GUIDE, place(turn).connu)) == []


def test_the_file_for_both_can_be_printed() -> None:
    turn = play(*SENT, *(Told(each) for each in ("ils disent que c’est PRONOTE", "envoyé", "Index dit non")))
    dossier = gather(GUIDE, place(turn))
    assert dossier.pour == "ensemble"
    assert page(GUIDE, dossier).startswith(b"%PDF")


def test_every_question_is_one_and_every_answer_one_of_its_options() -> None:
    known, phrases = reparties_of(GUIDE), GUIDE.data[FILE]["phrases"]
    for names, question in known.questions:
        nodes = [node for node in GUIDE.nodes.values() if known.question(node.id) is question]
        assert nodes, names
        assert known.senses.keys() >= {*question.answers, *question.then}, names
        for value in (*question.answers.values(), *question.then.values(), *question.choices):
            if value.startswith("="):
                assert value[1:] in phrases
            elif value not in {MORE, UNSENT}:
                assert any(node.choice(id) for id in value.rstrip("+").split("|") for node in nodes), value


BROKEN = "Bonjour, personne n’arrive à se connecter depuis lundi, notre PRONOTE est hébergé chez Index"


def test_the_first_sentence_fills_the_file_and_none_of_it_is_asked_again() -> None:
    begun = play(Told(BROKEN), Told("chercher la cause"))
    assert line(begun, "probleme") == BROKEN.removeprefix("Bonjour, ")
    assert line(begun, "depuis") == "depuis lundi"
    assert line(begun, "hebergement") == "Hébergé chez Index-Education"
    answers = (Picked("tri_ou", "application"), Picked("tri_message", "aucun"), Picked("tri_depuis", "rien"))
    turn = play(Told(BROKEN), Told("chercher la cause"), *answers)
    while not asked(turn).node.startswith("dossier_"):
        option = next(each for each in asked(turn).options if each.id in {"ecarte", "dossier"})
        turn = step(GUIDE, turn.state, Picked(option.node, option.id), today=TODAY, fresh=make(1))
    assert asked(turn).node == "dossier_adresse"


def test_what_was_said_in_passing_is_changed_or_taken_back_over_the_recap() -> None:
    begun = (Told(BROKEN), Told("chercher la cause"), Told("/recap"), Picked("recap", "dossier_depuis"))
    assert line(play(*begun, Told("depuis mardi")), "depuis") == "depuis mardi"
    assert line(play(*begun, Picked("dossier_depuis", "passer")), "depuis") == ""


def test_a_new_breakdown_begins_a_new_file() -> None:
    turn = play(Told(BROKEN), Told("les parents ne peuvent plus entrer depuis mardi"))
    assert line(turn, "probleme") == "les parents ne peuvent plus entrer depuis mardi"
    assert line(turn, "depuis") == "depuis mardi"


def test_a_question_or_a_button_tells_of_no_breakdown() -> None:
    assert play(Told("Pourquoi les parents ne peuvent-ils plus entrer ?")).state.pieces.dits == ()
    assert play(Told("quelque chose ne marche pas")).state.pieces.dits == ()


@pytest.mark.parametrize(
    ("said", "node", "value"),
    [
        ("en fait une seule personne", "probleme", "personne"),
        ("pardon, c’est les profs pas les parents", "tri_profil", "professeurs"),
        ("finalement c’est après l’ENT", "tri_ou", "apres"),
    ],
)
def test_another_answer_to_an_earlier_question_changes_it(said: str, node: str, value: str) -> None:
    answers = (Picked("probleme", "profil"), Picked("tri_profil", "parents"), Picked("tri_ou", "sur"))
    turn = play(Picked("but", "probleme"), *answers, Picked("tri_message", "aucun"), Told(said))
    assert {each.node: each.value for each in turn.state.answers}[node] == value


@pytest.mark.parametrize("said", ["4", "ok", "?", "..."])
def test_what_is_no_message_is_asked_again(said: str) -> None:
    before = (Picked("but", "probleme"), Picked("probleme", "tous"), Picked("tri_ou", "apres"))
    turn = play(*before, Told(said))
    assert place(turn).connu.message == ""


def test_the_status_of_a_server_is_a_message() -> None:
    before = (Picked("but", "probleme"), Picked("probleme", "tous"), Picked("tri_ou", "apres"))
    assert place(play(*before, Told("503"))).connu.message == "503"


def test_news_of_a_file_where_one_began_anew_leads_to_its_reference() -> None:
    turn = play(*SENT, Told("/recommencer"), Told("ils m’ont répondu que c’est PRONOTE"))
    said = " ".join(plain(reply.body) for reply in turn.replies if isinstance(reply, Text))
    assert turn.state.anciens[0].reference in said


@pytest.mark.parametrize(
    ("said", "value"), [("non", None), ("non, elle échoue aussi", "non"), ("ça me ramène sur l’ENT", "ent")]
)
def test_no_alone_does_not_say_how_the_direct_address_fails(said: str, value: str | None) -> None:
    file = (Picked("but", "humain"), Picked("humain", "dossier"), Picked("dossier_pour", "index-education"))
    told = (Told("Rien ne s’ouvre depuis mardi"), Told("je suis hébergé"), Told("0310047H"))
    assert place(play(*file, *told, Told(said))).value("dossier_direct") == value


@pytest.mark.parametrize(
    "said", ["hébergé chez index", "chez index educ", "c’est chez index", "chez Index-Education"]
)
def test_who_hosts_is_heard_by_its_name_alone(said: str) -> None:
    assert place(play(Picked("but", "adresses"), Told(said))).value("hebergement") == "heberge"
