import re
import tomllib
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.commandes.ask import read
from bot.words import GUIDE
from knowledge.ecriture import fold, words
from knowledge.questions import Questions
from knowledge.triage.messages import Certainty, Message, Where, Who, read_messages, recognise

MESSAGES = read_messages((GUIDE / "messages.toml").read_text("utf-8"))
SHOWN = [message for message in MESSAGES.all if message.litteral]

FOREIGN = ("(Camille EXEMPLE)", "[80131]", "code 1234", "10.0.0.12", "https://pronote.exemple.fr/eleve.html")
"""What stands inside a paste and is nobody's message: a name, a code, an address."""

KEYBOARDS: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str.swapcase)


def ids(text: str) -> list[str]:
    return [each.message.id for each in recognise(text, MESSAGES)]


@cache
def asked() -> Questions:
    return read()


def answers(text: str) -> list[str]:
    return [found.entry.id for found in asked().ask(text).found]


def without_accents(text: str) -> str:
    opened = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in opened if not unicodedata.combining(letter))


def owners(piece: str) -> set[str]:
    """The messages whose words hold those of the piece, one behind the other."""
    said = words(piece)
    return {
        MESSAGES.all[owner].id
        for owner, literal in MESSAGES.shown
        if any(literal[at : at + len(said)] == said for at in range(len(literal)))
    }


@st.composite
def telling_pieces(draw: st.DrawFn) -> tuple[str, str]:
    """A message and a run of its words: five or more, a third of it or more, standing in three at most."""
    message = draw(st.sampled_from([each for each in SHOWN if len(words(each.litteral)) > 4]))
    parts = message.litteral.split()
    first = draw(st.integers(0, len(parts) - 1))
    piece = " ".join(parts[first : draw(st.integers(first + 1, len(parts)))])
    assume(len(words(piece)) >= max(5, len(words(message.litteral)) / 3))
    assume(len(owners(piece)) <= 3)
    return message.id, piece


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A message with one letter missing, doubled, wrong or changed places, inside a word of five or more.

    Where another message has a word that is as near, nobody could tell: `requist` is `requis` or `request`.
    """
    message = draw(st.sampled_from(SHOWN))
    word = draw(st.sampled_from(re.findall(r"[^\W\d_]{5,}", message.litteral) or ["HTTP"]))
    at = draw(st.integers(1, len(word) - 2))
    letter = draw(st.sampled_from("aeioulnrst"))
    wrong = draw(
        st.sampled_from(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    )
    assume(get_close_matches(fold(wrong), MESSAGES.weights, n=1) == [fold(word)])
    return message.id, message.litteral.replace(word, wrong, 1)


@st.composite
def filled(draw: st.DrawFn) -> tuple[str, str]:
    """A message with something of somebody's inside."""
    message = draw(st.sampled_from(SHOWN))
    parts = message.litteral.split()
    at = draw(st.integers(0, len(parts)))
    return message.id, " ".join((*parts[:at], draw(st.sampled_from(FOREIGN)), *parts[at:]))


def hyphenated(text: str) -> str:
    """The first long word cut at the end of a line."""
    return re.sub(r"([^\W\d_]{5})([^\W\d_]{3,})", r"\1-\n\2", text, count=1)


def photographed(text: str) -> str:
    """As a machine reads it off a photo: the first long word has digits for letters, accents are gone."""
    misread = str.maketrans("ols", "015")
    word = r"\b(?=[^\W\d_]*[ols])[^\W\d_]{5,}"
    return without_accents(re.sub(word, lambda found: found[0].translate(misread), text, count=1))


DRESSES: tuple[Callable[[str], str], ...] = (
    lambda text: f'<div class="erreur"><h1>{text} </h1><p>Retour à l\'accueil</p></div>',
    lambda text: f"<html><style>body {{margin: 0}}</style><body><b>{text} </b></body></html>",
    lambda text: f"[Error] Uncaught (in promise) {text}\n    at Object.onload (app.js:14:221)",
    lambda text: f'Bonjour,\nvoici ce que voit une maman : "{text}"\nMerci de votre aide\nLe secrétariat',
    lambda text: f"{text}\n\nEnvoyé de mon téléphone",
    lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    lambda text: text.encode("ascii", "backslashreplace").decode(),
    lambda text: text.encode().decode("cp1252", "replace"),
    lambda text: text.replace(" ", "\u00a0").replace("'", "’"),
    lambda text: re.sub(r"(\S+ \S+) ", r"\1\n", text),
    hyphenated,
    photographed,
)
"""What surrounds a message, or happens to it on its way: a page, a console, a mail, an encoding, a photo."""


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[str, str]:
    """A message in another case, with its accents or without."""
    message = draw(st.sampled_from(SHOWN))
    text = draw(st.sampled_from(KEYBOARDS))(message.litteral)
    return message.id, without_accents(text) if draw(st.booleans()) else text


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


@pytest.mark.parametrize("message", SHOWN, ids=lambda message: message.id)
def test_a_pasted_message_is_the_first_answer(message: Message) -> None:
    assert answers(message.litteral)[0] == message.id


@settings(max_examples=200, deadline=None)
@given(pasted=st.one_of(telling_pieces(), mistyped(), filled(), rewritten()))
def test_a_cut_mistyped_filled_or_rewritten_message_is_among_three(pasted: tuple[str, str]) -> None:
    expected, text = pasted
    assert expected in answers(text)


@pytest.mark.parametrize("dress", DRESSES)
def test_a_message_is_among_three_whatever_stands_around_it(dress: Callable[[str], str]) -> None:
    lost = [message.id for message in SHOWN if message.id not in answers(dress(message.litteral))]
    assert lost == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SHOWN), min_size=2, max_size=3, unique=True))
def test_messages_on_lines_of_their_own_are_all_found(pasted: list[Message]) -> None:
    assert {message.id for message in pasted} <= set(ids("\n".join(each.litteral for each in pasted)))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("ça dit que le ticket est pas reconnu", "M32"),
        ("il me dit que je suis pas autorisé à utiliser cas", "M29"),
        ("ils disent que l’adresse ip est suspendue", "M19"),
        ("ça marque que mon compte a été désactivé", "M10"),
        ("un message comme quoi identifiant ou mdp incorrect", "M05"),
        ("ça parle de service original et de service demandé", "M31"),
    ],
)
def test_a_message_that_is_told_and_not_pasted_is_the_first_answer(told: str, expected: str) -> None:
    assert answers(told)[0] == expected


def test_a_short_message_inside_a_piece_of_longer_ones_gives_way_to_them() -> None:
    assert ids("Le site de votre établissement n'est pas disponible.") == ["M22", "M23"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text: str) -> None:
    assert all(0 < each.score <= 1.000001 for each in recognise(text, MESSAGES))
