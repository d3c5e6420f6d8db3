"""Who is told of without a name is masked; levels, rooms and counts are nobody’s."""

from __future__ import annotations

import pytest

from bot.house import read_guide
from knowledge.dialogue.personnes import mask_people

GUIDE = read_guide()
CLASS, HOME, AGE, DATE = "[classe masquée]", "[adresse masquée]", "[âge masqué]", "[date masquée]"
KIN = "[lien de parenté masqué]"

CLASSES = [
    ("Un élève de 4B ne voit rien", f"Un élève de {CLASS} ne voit rien"),
    ("les 3e2 sont bloqués", f"les {CLASS} sont bloqués"),
    ("en 6ème A personne n’entre", f"en {CLASS} personne n’entre"),
    ("la classe de 5°3 ne voit rien", f"la classe de {CLASS} ne voit rien"),
    ("élève de 2nde 4 en échec", f"élève de {CLASS} en échec"),
    ("1ère STMG 2 et Tle G2", f"{CLASS} et {CLASS}"),
    ("Terminale S3, TG4, 2nde GT 7", f"{CLASS}, {CLASS}, {CLASS}"),
    ("la 4ème4 entière", f"la {CLASS} entière"),
    ("CM2 B et CE1-A", f"{CLASS} et {CLASS}"),
    ("6eA, 3eme B, 4èD", f"{CLASS}, {CLASS}, {CLASS}"),
    ("la classe 601", f"la classe {CLASS}"),
    ("classe : 4B", f"classe : {CLASS}"),
    ("un élève de 4G", f"un élève de {CLASS}"),
    ("troisième B, sixième 2", f"{CLASS}, {CLASS}"),
    ("les 4b et en 5c", f"les {CLASS} et en {CLASS}"),
]

ADDRESSES = [
    ("habite 12 rue des Lilas 31000 Toulouse", f"habite {HOME}"),
    ("domicilié au 4 bis avenue Jean Jaurès, 75011 Paris", f"domicilié au {HOME}"),
    ("adresse : 27, chemin du Moulin 44100 Nantes", f"adresse : {HOME}"),
    ("il habite à Saint-Ponce", f"il habite à {HOME}"),
    ("résidence Les Pins bât B", HOME),
    ("apt 12, 5 impasse du Puits", HOME),
    ("8, bd Victor Hugo", HOME),
    ("BP 45 59650 Villeneuve", HOME),
    ("code postal 59000", f"code postal {HOME}"),
    ("rue Victor Hugo, 34000 Montpellier", HOME),
]

AGES = [
    ("il a 12 ans", f"il a {AGE}"),
    ("elle n’a que treize ans", f"elle n’a que {AGE}"),
    ("âgé de 13 ans et demi", f"âgé de {AGE}"),
    ("une élève de 11 ans", f"une élève de {AGE}"),
    ("elle vient d’avoir 14 ans", f"elle vient d’avoir {AGE}"),
    ("un enfant (9 ans) bloqué", f"un enfant ({AGE}) bloqué"),
]

BIRTHS = [
    ("né en mars 2012", f"né en {DATE}"),
    ("née le 4 mars", f"née le {DATE}"),
    ("né(e) le 03/04/2011", f"né(e) le {DATE}"),
    ("né à Toulouse en 2011", f"né à {DATE}"),
    ("ddn 03042011", f"ddn {DATE}"),
    ("DDN : 03/04/2011", f"DDN : {DATE}"),
    ("son anniversaire est le 4 mars", f"son anniversaire est le {DATE}"),
    ("date de naissance : 1er avril 2011", f"date de naissance : {DATE}"),
]

FAMILIES = [
    ("le fils de la principale adjointe", f"le fils {KIN}"),
    ("la fille du gestionnaire", f"la fille {KIN}"),
    ("le fils du prof de maths", f"le fils {KIN}"),
    ("la femme du CPE", f"la femme {KIN}"),
    ("le neveu du maire", f"le neveu {KIN}"),
    ("la sœur d’une collègue", f"la sœur {KIN}"),
    ("mon fils n’entre plus", f"{KIN} n’entre plus"),
]

ORDINARY = [
    "tous les élèves de 6ème",
    "les classes de 3ème et de 4ème",
    "toutes les secondes",
    "la classe de seconde",
    "en 6e 2 élèves sur 3",
    "3 élèves sur 4",
    "le 2e serveur",
    "la 3e fois",
    "2ème essai",
    "la 1ère page",
    "salle 12",
    "bâtiment B",
    "TLS 1.2",
    "en 4G",
    "iPhone 12",
    "Chrome 120",
    "version 2025.1.3",
    "%3A ou %3F",
    "https%3A%2F%2Fpronote.exemple.fr",
    "0x80070005",
    "192.168.1.12",
    "port 8443",
    "Le CPE et la vie scolaire",
    "12 000 comptes",
    "31000 connexions",
    "2 cours de maths",
    "mise à la place de PRONOTE",
    "la route par défaut",
    "il y a 12 ans",
    "depuis 10 ans",
    "depuis 3 jours",
    "Le 12 à midi",
    "rendez-vous à 12h30",
    "le problème est né en septembre 2025",
    "le 3 avril 2026",
    "en mars 2026",
    "en septembre",
    "2e trimestre",
    "les parents d’un élève",
    "la mère d’un élève",
    "la principale adjointe n’entre plus",
    "la fille d’attente",
    "le fil d’actualité",
    "les parents de troisième",
    "les 6e n’ont rien",
]


@pytest.mark.parametrize(("said", "kept"), [*CLASSES, *ADDRESSES, *AGES, *BIRTHS, *FAMILIES])
def test_who_is_told_of_without_a_name_is_masked_once_and_for_all(said: str, kept: str) -> None:
    assert mask_people(GUIDE, said, year=2026).text == kept
    assert mask_people(GUIDE, kept, year=2026).text == kept


@pytest.mark.parametrize("said", ORDINARY)
def test_ordinary_words_stay(said: str) -> None:
    assert mask_people(GUIDE, said, year=2026).text == said


def test_to_whom_it_is_said_back_the_own_child_is_no_secret() -> None:
    assert mask_people(GUIDE, "mon fils n’entre plus", year=2026, own=False).text == "mon fils n’entre plus"
