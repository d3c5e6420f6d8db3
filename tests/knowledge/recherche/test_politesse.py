"""A courtesy asks nothing; whatever else stands beside it is a question."""

import pytest

from bot.commandes.ask import read
from knowledge.questions import Questions


@pytest.fixture(scope="module")
def asked() -> Questions:
    return read()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Bonjour", "bonjour"),
        ("bjr à tous", "bonjour"),
        ("Merci beaucoup pour votre aide !", "merci"),
        ("merci, bonne journée", "au_revoir"),
        ("salut ça va ?", "ca_va"),
        ("tu es un robot ?", "qui"),
        ("ta gueule", "fache"),
        ("", ""),
        ("ok", ""),
        ("bonjour, le CAS ne marche pas", ""),
        ("merci de supprimer les identifiants", ""),
    ],
)
def test_only_a_courtesy_is_one(asked: Questions, said: str, kind: str) -> None:
    assert asked.tact(said) == kind
    if kind:
        result = asked.ask(said)
        assert (result.kind, result.found, result.tact) == ("declined", (), kind)


def test_a_question_behind_a_courtesy_is_answered(asked: Questions) -> None:
    assert (
        asked.ask("Bonjour, comment supprimer les identifiants CAS ? Merci !").found[0].entry.id
        == "supprimer"
    )
