"""The data of the answers: whole, truthful to the facts' labels, in the typography of the house."""

import re
import tomllib

import pytest

from bot.words import GUIDE
from knowledge.dialogue.texte import plain
from knowledge.recherche.fiches import Fiche, read_fiches, read_voisins

FICHES = read_fiches((GUIDE / "faq.toml").read_text("utf-8"))
FAITS = tomllib.loads((GUIDE / "faits.toml").read_text("utf-8"))
ALL_FACTS = FAITS["faits"] | FAITS["errata"]


def test_every_fact_and_erratum_has_an_answer() -> None:
    assert not set(ALL_FACTS) - {cited for fiche in FICHES for cited in fiche.cites}


def test_answers_cite_facts_that_exist() -> None:
    assert not {cited for fiche in FICHES for cited in fiche.cites} - set(ALL_FACTS)


@pytest.mark.parametrize("fact", FAITS["faits"])
def test_labels_of_a_fact_reach_the_person_letter_for_letter(fact: str) -> None:
    citing = [fiche for fiche in FICHES if fact in fiche.cites]
    for label in FAITS["faits"][fact].get("litteral", []):
        assert any(label in plain(fiche.texte) for fiche in citing), label


@pytest.mark.parametrize("fiche", FICHES, ids=lambda fiche: fiche.id)
def test_an_answer_is_short_sourced_and_well_set(fiche: Fiche) -> None:
    assert fiche.source in ("guide", "complement", "probable")
    assert len(fiche.phrases) >= 4
    assert len(fiche.texte) < 1800
    assert not re.search(r"[^\S\u00a0][:;!?](?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»", fiche.texte)
    outside_labels = re.sub(r"«[^»]*»|`[^`]*`", "", fiche.texte)
    assert "'" not in outside_labels


def test_no_phrasing_belongs_to_two_answers() -> None:
    owners: dict[str, str] = {}
    for fiche in FICHES:
        for phrase in fiche.phrases:
            key = phrase.casefold()
            assert owners.setdefault(key, fiche.id) == fiche.id, phrase


def test_patterns_of_instructions_compile() -> None:
    voisins = read_voisins((GUIDE / "voisins.toml").read_text("utf-8"))
    assert all(re.compile(pattern) for pattern in voisins.patterns)
    assert all(said for said in voisins.subjects.values())
