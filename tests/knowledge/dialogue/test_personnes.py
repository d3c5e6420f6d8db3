"""What is plainly of one pupil is masked in the conversation; ordinary words, schools and addresses stay."""

from __future__ import annotations

from datetime import date

import pytest

from bot.house import read_guide
from knowledge.dialogue.engine import step
from knowledge.dialogue.personnes import Ecrit, mask_people, mask_typed
from knowledge.dialogue.types import State, Text, Told

GUIDE = read_guide()

MASKED = [
    (
        "Zoé Val, née le 04/03/2012, ne peut plus entrer",
        "[nom masqué], née le [date masquée], ne peut plus entrer",
    ),
    ("l’élève Zoé VAL (née le 4 mars 2012)", "l’élève [nom masqué] (née le [date masquée])"),
    ("né le 1er avril 2011", "né le [date masquée]"),
    (
        "Nom : VAL, Prénom : Zoé, date de naissance : 2012-03-04",
        "Nom : [nom masqué], Prénom : [nom masqué], date de naissance : [date masquée]",
    ),
    ("son INE est 1234567890A", "son INE est [numéro masqué]"),
    ("INE 123456789AB", "INE [numéro masqué]"),
    ("sécu 2 12 03 31 555 123 45", "sécu [numéro masqué]"),
    ("212033155512383", "[numéro masqué]"),
    (
        "Collège Jean MOULIN, Zoé VAL née le 04/03/2012",
        "Collège Jean MOULIN, [nom masqué] née le [date masquée]",
    ),
]

ORDINARY = [
    "Un élève ne peut plus entrer depuis le 04/03/2026",
    "Que faire des dates de naissance ?",
    "La date de naissance doit-elle être la même des deux côtés ?",
    "Collège Jean MOULIN 0310047H",
    "M. Dupont au 04 96 15 21 70, contact@exemple.fr",
    "https://0310047h.index-education.net/pronote/?id=1234567890A",
    "Correlation ID 1710234567890",
    "il ne le fait plus",
    "PRONOTE 2026 CAS",
]


@pytest.mark.parametrize(("said", "kept"), MASKED)
def test_what_is_of_one_pupil_is_masked_once_and_for_all(said: str, kept: str) -> None:
    assert mask_typed(GUIDE, said, year=2026) == Ecrit(kept, secret=False, pupil=True)
    assert mask_typed(GUIDE, kept, year=2026) == Ecrit(kept, secret=False, pupil=False)


@pytest.mark.parametrize("said", ORDINARY)
def test_ordinary_words_stay(said: str) -> None:
    assert mask_typed(GUIDE, said, year=2026) == Ecrit(said, secret=False, pupil=False)


@pytest.mark.parametrize(
    "said", ["INE 1234567890A", "1234567890A", "Zoé Val, née le 04/03/2012, n’entre plus"]
)
def test_whoever_types_a_pupil_is_told_and_nothing_of_it_is_kept_or_said_back(said: str) -> None:
    turn = step(GUIDE, State(), Told(said), today=date(2026, 8, 27))
    assert turn.replies[0] == Text(GUIDE.word("dialogue.eleve"))
    assert not any(secret in repr(turn) for secret in ("1234567890A", "Val,", "04/03/2012"))


PAIRS = [
    ("codes : jdurand / ouistiti", "codes : [masqué] / [masqué]"),
    ("codes : jdurand / Azerty12", "codes : [masqué] / [masqué]"),
    ("identifiants: jdurand/soleil, puis rien", "identifiants: [masqué]/[masqué], puis rien"),
    ("son login jdurand mdp soleil", "son login [masqué] mdp [masqué]"),
    ("user: jdurand pass: soleil", "user: [masqué] pass: [masqué]"),
    ("identifiant zk.durand, mot de passe : lune", "identifiant [masqué], mot de passe : [masqué]"),
    ("compte jdurand et le mot de passe est girafe", "compte [masqué] et le mot de passe est [masqué]"),
]

NO_PAIRS = [
    "Les codes : élèves / parents",
    "identifiants : PRONOTE / ENT",
    "identifiant et mot de passe refusés",
    "identifiant perdu, mot de passe oublié",
    "login correct mot de passe incorrect",
    "compte bloqué / supprimé",
    "code 403 / 404",
    "login / mot de passe refusés",
]


@pytest.mark.parametrize(("said", "kept"), PAIRS)
def test_a_login_and_its_password_go_together(said: str, kept: str) -> None:
    assert mask_typed(GUIDE, said, year=2026) == Ecrit(kept, secret=True, pupil=False)
    assert mask_typed(GUIDE, kept, year=2026) == Ecrit(kept, secret=False, pupil=False)


@pytest.mark.parametrize("said", NO_PAIRS)
def test_words_about_accounts_are_no_login(said: str) -> None:
    assert mask_typed(GUIDE, said, year=2026).text == said


def test_the_contacts_that_the_guide_prints_are_nobodys() -> None:
    for said in ("écrire à support.fr@itslearning.com", "appeler le 04 96 15 21 70"):
        assert mask_people(GUIDE, said, year=2026).text == said


def test_what_the_person_wants_to_leave_stays_and_the_rest_goes() -> None:
    said = "Fontaine ne voit rien, Zoé Val non plus, 12 rue des Lilas"
    shown = mask_people(GUIDE, said, year=2026, shown=("fontaine", "12 rue des lilas"))
    assert shown.text == "Fontaine ne voit rien, [nom masqué] non plus, 12 rue des Lilas"
    assert shown.found == ("Zoé Val",)
