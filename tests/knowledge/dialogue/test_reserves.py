"""Words with a reservation: nothing leaves, nothing is settled and nothing is ruled out by them."""

from __future__ import annotations

import pytest

from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.types import Picked, Told
from tests.knowledge.dialogue.test_entendre import SENT, TO_THE_CLOCK, asked, line, place, play

REVIEWED = SENT[:5]


@pytest.mark.parametrize(
    "said",
    [
        "mon chef doit d’abord valider",
        "le principal doit le valider avant",
        "c’est bon sauf la date",
        "la directrice a changé de poste",
        "lundi, depuis que la secrétaire a changé de poste",
        "ok mais je voudrais relire",
        "c’est bon mais attendez",
        "ok mais pas l’heure",
        "parfait, à part le titre",
        "on valide demain",
        "rayer une ligne",
        "je voudrais changer l’adresse",
        "il y a une faute dans le nom du collège",
        "mon adjointe a repris le poste d’accueil",
    ],
)
def test_only_a_clear_yes_lets_the_file_leave(said: str) -> None:
    assert place(play(*REVIEWED, Told(said))).value("dossier_relecture") is None


@pytest.mark.parametrize(
    "said",
    [
        "oui",
        "ok",
        "c’est bon",
        "oui c’est bon merci",
        "vas-y",
        "envoyez tel quel",
        "oui, il peut partir",
        "rien à changer",
    ],
)
def test_a_clear_yes_lets_it_leave(said: str) -> None:
    assert place(play(*REVIEWED, Told(said))).value("dossier_relecture") == "oui"


@pytest.mark.parametrize(
    "said",
    [
        "ils disent que c’est réglé mais c’est faux",
        "c’est réglé sauf pour les élèves",
        "d’après eux c’est résolu",
        "ça marche mais seulement pour les profs",
    ],
)
def test_settled_with_a_reservation_closes_no_case(said: str) -> None:
    assert asked(play(*SENT, Told(said))).node == "dossier_reponse"


@pytest.mark.parametrize(
    "said",
    [
        "on a regardé hier c’est bon",
        "c’est réglé pour moi mais pas pour les parents",
        "j’ai vérifié, c’est bon",
        "le collègue dit que c’est déjà fait normalement",
        "il paraît que c’est déjà fait",
        "l’informaticien assure que tout est correct",
        "normalement c’est déjà coché",
    ],
)
def test_neither_hearsay_nor_half_a_success_settles_a_cause(said: str) -> None:
    turn = play(*TO_THE_CLOCK, Told(said))
    assert asked(turn).node == "cause_horloge"
    assert place(turn).value("cause_horloge") is None


@pytest.mark.parametrize(
    "said", ["finalement je ne l’ai pas envoyé", "en fait ce n’est pas parti", "j’ai oublié de l’envoyer"]
)
@pytest.mark.parametrize("before", [(), (Picked("dossier_reponse", "attente"),)])
def test_a_sending_that_was_none_is_taken_back(said: str, before: tuple[Picked, ...]) -> None:
    turn = play(*SENT, *before, Told(said))
    assert asked(turn).node == "dossier_envoi"
    assert line(turn, "suivi") == ""
    assert [effect.statut for effect in turn.effects if isinstance(effect, OpenTicket)] == ["ouvert"]


def test_the_file_names_no_cause_that_it_says_was_ruled_out() -> None:
    turn = play(*TO_THE_CLOCK[:-1], Picked("cause_liens", "essaye"))
    assert line(turn, "piste") not in {
        "",
        *(each.split("\u00a0:")[0] for each in line(turn, "essais").split(" ; ")),
    }


def test_the_file_as_first_words_begins_its_questions() -> None:
    assert asked(play(Told("/dossier"))).node == "dossier_pour"
