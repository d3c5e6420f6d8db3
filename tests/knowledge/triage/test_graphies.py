"""How people write on a phone: what is meant, and ordinary words that are left as they are."""

from __future__ import annotations

import pytest

from knowledge.triage.ecoute import hear
from knowledge.triage.enquete import Savoir


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pk lent marche pu", "pourquoi l ent marche plus"),
        ("tjrs pa", "toujours pas"),
        ("lé profs peuve pa rentré", "les profs peuvent pas rentre"),
        ("les élèves narrivent + à se connécter", "les eleves n arrivent plus a se connecter"),
        ("sa bug depui ce mat1", "ca bug depuis ce matin"),
        ("on peu + se connecté", "on peut plus se connecte"),
        ("jpeux pas maintenant", "j peux pas maintenant"),
        ("tt le monde est bloké", "tout le monde est bloque"),
    ],
)
def test_what_is_written_as_it_is_heard_is_read_as_it_is_meant(
    written: str, meant: str, savoir: Savoir
) -> None:
    assert savoir.regles.paroles.graphies.whole(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "on a pu se connecter hier",
        "pronote est lent",
        "la marche a suivre et sa classe",
        "un peu plus tard",
        "les personnes de la porte a cote, a la fonction de chef",
        "il enleve la colle de la lettre du maitre",
        "c est moi qui note avant de poster",
    ],
)
def test_ordinary_words_are_left_as_they_are(written: str, savoir: Savoir) -> None:
    assert savoir.regles.paroles.graphies.whole(written) == written


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("slt pk lent marche pu", {}),
        ("slt personne rentre ds pronote depui lundi", {"qui": "tous"}),
        ("bjr les parent arrive pa a se conecté", {"qui": "profil", "profil": "parents"}),
        ("pronote march plu depui ce mat1", {}),
        ("ya + rien qui marche", {}),
        ("jarive pa a me co", {}),
        ("koi faire personne arrive a se logger", {"qui": "tous"}),
        ("les prof rentre pas", {"qui": "profil", "profil": "professeurs"}),
        ("j'ai un prof qui rentre pas", {"qui": "personne"}),
        ("lent bug depuis hier", {}),
        ("c la cata, connexion impossible", {}),
        ("pronote HS", {}),
        ("svp pronote veu pa souvrir", {}),
        ("tt le monde est bloké", {"qui": "tous"}),
    ],
)
def test_a_breakdown_told_on_a_phone_is_heard(said: str, heard: dict[str, str], savoir: Savoir) -> None:
    assert hear(said, savoir) == heard


@pytest.mark.parametrize(
    "said",
    [
        "il faut arrêter le serveur quand personne travaille",
        "une personne me demande comment se connecter",
        "sa marche à suivre est longue",
        "pronote est lent",
        "on a pu se connecter hier",
        "je dois refaire la rentrée",
        "vérifier un fichier",
        "slt comen on suprime les id cas",
    ],
)
def test_what_is_no_breakdown_is_left_alone(said: str, savoir: Savoir) -> None:
    assert hear(said, savoir) is None
