"""How many names are missed, and how many ordinary words are masked, by sentences that were held out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.house import read_guide
from knowledge.dialogue.personnes import mask_people

GUIDE = read_guide()
SETS = tomllib.loads(Path(__file__).with_name("noms.toml").read_text("utf-8"))


def masked(said: str) -> str:
    return mask_people(GUIDE, said, year=2026).text


def missed(name: str) -> Iterator[str]:
    for each in SETS[name]["nommees"]:
        yield from (f"{word} : {each['dit']}" for word in each["noms"] if word in masked(each["dit"]))


@pytest.mark.parametrize("name", SETS)
def test_hardly_any_ordinary_sentence_loses_a_word(name: str) -> None:
    ordinary = SETS[name]["ordinaires"]
    wrong = [masked(said) for said in ordinary if masked(said) != said]
    assert len(wrong) <= 0.06 * len(ordinary), wrong


@pytest.mark.parametrize("name", SETS)
def test_no_name_stays(name: str) -> None:
    assert list(missed(name)) == []


@pytest.mark.parametrize(
    ("said", "school"),
    [
        ("Collège Jean Moulin, plus personne n’entre", ""),
        ("le lycée Victor Hugo et l’école Pierre et Marie Curie", ""),
        ("les élèves de Kermadec passent", "Collège Kermadec"),
        ("Institution Saint-Joseph : rien ne marche", ""),
    ],
)
def test_the_name_of_a_school_stays(said: str, school: str) -> None:
    assert mask_people(GUIDE, said, year=2026, school=school).text == said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Dupont, Kévin (3e2)", "[nom masqué], [nom masqué] ([classe masquée])"),
        ("Identifiant : kdupont", "Identifiant : [nom masqué]"),
        ("Identifiant : inconnu", "Identifiant : inconnu"),
        ("voir @kevindupont", "voir [adresse masquée]"),
        ("Mme LeBlanc n’entre plus", "Mme [nom masqué] n’entre plus"),
        ("l’élève LeGoff n’entre plus", "l’élève [nom masqué] n’entre plus"),
        ("Kévin DuPont, LeGoff Yann", "[nom masqué], [nom masqué]"),
        ("l’élève Dupont1 attend", "l’élève [nom masqué] attend"),
        ("nom : Dupont2", "nom : [nom masqué]"),
        ("Identifiant : kdupont2", "Identifiant : [nom masqué]"),
        ("login kdupont bloqué", "login [nom masqué] bloqué"),
        ("login : k_dupont", "login : [nom masqué]"),
        ("l’identifiant k.dupont31 est refusé", "l’identifiant [nom masqué] est refusé"),
        ("le compte de kevin.dupont1 et id sdupont75", "le compte de [nom masqué] et id [nom masqué]"),
        (
            "identifiant ENTPersonUid, compte SPR, login failed",
            "identifiant ENTPersonUid, compte SPR, login failed",
        ),
        ("[Kévin Dupont] et [élève Dupont]", "[[nom masqué]] et [élève [nom masqué]]"),
        ("[nom Dupont Kévin]", "[nom [nom masqué]]"),
        ("[nom masqué] attend", "[nom masqué] attend"),
        ("au +33 (0)6 12 34 56 78", "au [téléphone masqué]"),
        ("au 0033612345678", "au [téléphone masqué]"),
        ("Signé Claire Fontaine", "Signé [nom masqué]"),
        ("C’est clair, et la pierre marque", "C’est clair, et la pierre marque"),
    ],
)
def test_lists_logins_and_first_names_that_are_words_are_told_apart(said: str, left: str) -> None:
    assert masked(said) == left


@pytest.mark.parametrize("sign", ["_", "-", "a_", "a.", "a-", "é_"])
def test_a_long_run_of_signs_is_read_once(sign: str) -> None:
    # From each of its signs to its end, this would take hours.
    run = sign * (200_000 // len(sign))
    assert masked(run) == run


def test_what_was_masked_is_told() -> None:
    found = mask_people(GUIDE, "Zoé Val (zoe@exemple.fr), née le 4 mars 2012", year=2026)
    assert found.text == "[nom masqué] ([adresse masquée]), née le [date masquée]"
    assert found.found == ("zoe@exemple.fr", "4 mars 2012", "Zoé Val")
