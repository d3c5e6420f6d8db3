"""A breakdown told in one's own words: what it says is kept, said back, asked no more, and can be mended."""

from __future__ import annotations

import pytest

from knowledge.dialogue.types import Picked, Text, Told
from tests.knowledge.dialogue.test_entendre import GUIDE, asked, line, place, play

SECRETARY = (
    "Bonjour, je suis la secrétaire du collège Jean Moulin. Depuis lundi matin, les parents ne "
    "peuvent plus se connecter à PRONOTE alors que les profs y arrivent. Ils passent l’ENT puis une "
    "erreur s’affiche. Nous sommes hébergés chez Index-Education, version 2026.1.3, notre code est "
    "0310047H, et nous avons fait la mise à jour vendredi."
)
HEAD = (
    "Bonjour, je me permets de vous écrire car je suis le principal adjoint d’un établissement privé "
    "et nous rencontrons de grandes difficultés depuis la rentrée : nos familles n’arrivent plus à "
    "accéder à leur espace. Elles s’identifient bien sur itslearning, mais quand elles reviennent "
    "vers PRONOTE elles obtiennent une page blanche. Les enseignants, eux, n’ont aucun souci. Je "
    "précise que notre PRONOTE est installé sur un serveur de l’établissement. Merci d’avance."
)


@pytest.mark.parametrize(
    ("story", "known"),
    [
        (
            SECRETARY,
            {
                "qui": "Les parents",
                "ou": "Après l’ENT, en revenant à PRONOTE",
                "depuis": "Depuis lundi matin ; Une mise à jour",
                "hebergement": "Hébergé chez Index-Education",
                "uai": "0310047H",
                "version": "version 2026.1.3",
                "ecole": "collège Jean Moulin",
            },
        ),
        (
            HEAD,
            {
                "qui": "Les parents",
                "ou": "Après l’ENT, en revenant à PRONOTE",
                "depuis": "depuis la rentrée ; C’est la rentrée",
                "hebergement": "Sur un serveur de l’établissement",
            },
        ),
        (
            "le technicien a mis à jour pronote mardi et depuis plus personne ne peut se connecter, "
            "le serveur est chez nous",
            {
                "qui": "Tout le monde",
                "depuis": "Une mise à jour",
                "hebergement": "Sur un serveur de l’établissement",
            },
        ),
        (
            "Madame Durand, professeure, arrivée en novembre, n’arrive pas à se connecter : "
            "après l’ENT elle tombe sur un formulaire",
            {
                "qui": "Une seule personne",
                "ou": "Après l’ENT, en revenant à PRONOTE",
                "depuis": "De nouvelles personnes",
            },
        ),
    ],
)
def test_a_story_at_the_menu_fills_all_the_lines_that_it_tells(story: str, known: dict[str, str]) -> None:
    turn = play(Told(story))
    assert {id: line(turn, id) for id in known} == known
    said = "\n".join(reply.body for reply in turn.replies if isinstance(reply, Text))
    assert GUIDE.word("dialogue.retenu") in said


def test_what_a_story_told_is_not_asked_by_the_search_of_the_cause() -> None:
    for begin in (Told("oui"), Told("chercher la cause"), Picked("but", "probleme")):
        turn = play(Told(SECRETARY), begin)
        given = {each.node: each.value for each in turn.state.answers}
        assert given.items() >= {"tri_profil": "parents", "tri_ou": "apres", "tri_depuis": "maj"}.items()
        assert asked(turn).node == "tri_message"


def test_nor_by_the_file() -> None:
    turn = play(Told(SECRETARY), Told("/dossier"), Picked("dossier_pour", "index-education"))
    assert asked(turn).node == "dossier_adresse"


@pytest.mark.parametrize(
    ("then", "id", "value"),
    [
        ("non en fait c’est juste les profs", "qui", "Les professeurs"),
        ("pardon c’est tout le monde", "qui", "Tout le monde"),
        ("c’est les élèves, pas les parents", "qui", "Les élèves"),
        ("en fait depuis mardi", "depuis", "depuis mardi"),
        ("et c’est hébergé chez Index", "hebergement", "Hébergé chez Index-Education"),
        ("notre code est 0310047H", "uai", "0310047H"),
        ("ils restent bloqués sur la page de l’ent", "ou", "Sur la page de l’ENT"),
    ],
)
def test_what_is_said_next_adds_to_it_or_mends_it(then: str, id: str, value: str) -> None:
    first = Told("Bonjour, les parents ne peuvent plus se connecter depuis lundi")
    turn = play(first, Told(then))
    assert line(turn, id) == value
    assert "se connecter depuis lundi" in line(turn, "probleme")


def test_a_name_is_one_person_and_does_not_leave() -> None:
    turn = play(Picked("but", "probleme"), Told("Kévin Dupont n arrive plus a entrer"))
    assert place(turn).value("probleme") == "personne"
    assert "Dupont" not in line(turn, "probleme")


@pytest.mark.parametrize(
    "said", ["un prof", "une maman", "kevin dupont", "mme Durand est bloquée", "juste moi"]
)
def test_somebody_alone_is_one_person(said: str) -> None:
    assert place(play(Picked("but", "probleme"), Told(said))).value("probleme") == "personne"


@pytest.mark.parametrize(
    "said",
    [
        "la machine à café ne marche plus",
        "comment supprimer les identifiants CAS ?",
        "bonjour",
        "je voudrais mes adresses",
        "le collège Jean Moulin",
    ],
)
def test_what_tells_of_no_breakdown_of_ours_is_not_kept(said: str) -> None:
    assert play(Told(said)).state.pieces.dits == ()
