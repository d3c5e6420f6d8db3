import tomllib
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import GUIDE
from knowledge.triage.messages import Certainty, Message, Where, Who, read_messages, recognise

MESSAGES = read_messages((GUIDE / "messages.toml").read_text("utf-8"))
SHOWN = [message for message in MESSAGES.all if message.litteral]


def ids(text: str) -> list[str]:
    return [each.message.id for each in recognise(text, MESSAGES)]


def test_all_rows_are_there_with_their_vocabulary() -> None:
    assert [message.id for message in MESSAGES.all] == [f"M{rank:02}" for rank in range(1, 54)]
    for message in MESSAGES.all:
        assert message.ou in get_args(Where)
        assert message.qui in get_args(Who)
        assert message.certitude in get_args(Certainty)
        assert message.source in ("guide", "complement", "probable")
        assert message.reference
        assert message.phrases


def test_what_a_message_cites_exists() -> None:
    faits = tomllib.loads((GUIDE / "faits.toml").read_text("utf-8"))
    known = set(faits["faits"]) | set(faits["errata"])
    assert not {cited for message in MESSAGES.all for cited in message.cites} - known


@pytest.mark.parametrize("message", SHOWN, ids=lambda message: message.id)
def test_every_message_is_recognised_as_it_stands_on_screen(message: Message) -> None:
    assert ids(message.litteral)[0] == message.id


@pytest.mark.parametrize("message", SHOWN, ids=lambda message: message.id)
def test_a_message_inside_a_sentence_without_accents_is_recognised(message: Message) -> None:
    told = f"Bonjour, un parent voit ceci : {message.litteral.replace('é', 'e').upper()}"
    assert message.id in ids(told) or len(message.litteral.split()) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Votre identifant ou votre mot de pase est incorect", "M05"),
        ("Le ticket « ST-[masqué] » ne correspond pas au service demandé.", "M31"),
        ("Vous n'avez pas accès à votre compte (Camille Exemple). Votre compte a été désactivé.", "M10"),
        ("n'est pas autorisée à utiliser CAS", "M29"),
        ("erreur : HTTP ERROR 503", "M01"),
        ("provisoirement suspendue votre adresse IP est provisoirement suspendue", "M19"),
    ],
)
def test_a_mistyped_cut_or_filled_message_is_recognised(text: str, expected: str) -> None:
    assert expected in ids(text)


def test_a_piece_of_several_messages_gives_them_all() -> None:
    found = ids("Contactez l'établissement afin qu'il mette à jour votre")
    assert {"M08", "M09", "M11"} <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Comment activer l'accès à l'Espace Parents ?",
        "Où trouver le lien de validation ?",
        "Selon quoi l'accès est-il refusé par le SSO ?",
        "Comment se fait la connexion à PRONOTE.net ?",
    ],
)
def test_a_question_about_such_things_is_not_a_message(text: str) -> None:
    assert ids(text) == []


def test_what_is_only_probable_says_so() -> None:
    for message in MESSAGES.all:
        assert ("probable" in message.texte.split("\n")[0]) == (message.certitude == "probable")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text: str) -> None:
    assert all(0 < each.score <= 1.000001 for each in recognise(text, MESSAGES))
