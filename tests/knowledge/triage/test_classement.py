"""The likely causes of a breakdown, and who has to act."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.triage.classement import Essai, Piste, Resultat, judge, matters, rank
from knowledge.triage.enquete import Savoir
from knowledge.triage.preuve import every_symptom
from knowledge.triage.regles import Symptome

CASES = tomllib.loads((Path(__file__).parent / "cas.toml").read_text(encoding="utf-8"))["cas"]


def symptom_of(case: dict[str, Any]) -> Symptome:
    said = {name: case[name] for name in ("qui", "profil", "ou", "depuis", "reglage") if name in case}
    return Symptome(**said, messages=(case["message"],) if "message" in case else ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["nom"]))
def test_a_breakdown_has_its_first_cause_and_who_acts(case: dict[str, Any], savoir: Savoir) -> None:
    pistes = rank(symptom_of(case), savoir.regles)
    assert (pistes[0].cause.id if pistes else "") == case["cause"]
    assert (pistes[0].cause.qui if pistes else "") == case["acteur"]


def test_every_rule_brings_its_cause_and_its_reason_when_it_holds_alone(savoir: Savoir) -> None:
    for cause in savoir.regles.causes:
        for clue in cause.indices:
            said = {name: min(wanted) for name, wanted in clue.veut}
            message = said.pop("message", "")
            symptome = Symptome(**said, messages=(message,) if message else ())
            told = {piste.cause.id: piste.preuves for piste in rank(symptome, savoir.regles)}
            assert clue.preuve in told.get(cause.id, ()), (cause.id, symptome)


def test_a_message_of_one_cause_puts_it_first_whatever_else_is_said(savoir: Savoir) -> None:
    owners: dict[str, set[str]] = {}
    conditional: set[str] = set()
    for cause in savoir.regles.causes:
        for clue in cause.indices:
            for name, wanted in clue.veut:
                if name == "message":
                    for message in wanted:
                        owners.setdefault(message, set()).add(cause.id)
                        conditional |= {message} if len(clue.veut) > 1 else set()
    alone = {message: min(of) for message, of in owners.items() if len(of) == 1}
    assert len(alone) > 20
    for symptome in every_symptom(savoir):
        for message, owner in alone.items() if not symptome.messages and symptome.qui != "reglage" else ():
            if message not in conditional and symptome.depuis != "ids":
                first = rank(replace(symptome, messages=(message,)), savoir.regles)[0]
                assert first.cause.id == owner, (symptome, message)


def test_every_combination_of_answers_ends_in_somebody_or_in_an_honest_i_do_not_know(savoir: Savoir) -> None:
    silent = []
    for symptome in every_symptom(savoir):
        pistes = rank(symptome, savoir.regles)
        verdict = judge(symptome, [Essai(piste, "ecarte") for piste in pistes], savoir.regles)
        if not verdict.qui:
            silent.append(symptome)
    assert all(not symptome.ou for symptome in silent)
    assert Symptome() in silent


def test_no_more_causes_are_told_than_a_person_has_the_patience_for(savoir: Savoir) -> None:
    assert max(len(rank(symptome, savoir.regles)) for symptome in every_symptom(savoir)) == savoir.regles.most


def test_a_question_that_cannot_change_the_first_cause_is_not_asked(savoir: Savoir) -> None:
    unauthorised = Symptome(qui="tous", ou="sur", messages=("M29",))
    assert not matters(unauthorised, "depuis", savoir.values["depuis"], savoir.regles)
    assert matters(replace(unauthorised, messages=()), "ou", savoir.values["ou"], savoir.regles)


@pytest.mark.parametrize(
    ("resultat", "qui", "reste"),
    [
        ("regle", "etablissement", False),
        ("essaye", "index-education", False),
        ("etapes", "index-education", False),
        ("ignore", "etablissement", True),
        ("ecarte", "itslearning", False),
    ],
)
def test_what_came_of_the_first_cause_says_who_acts(
    resultat: Resultat, qui: str, reste: bool, savoir: Savoir
) -> None:
    causes = {cause.id: cause for cause in savoir.regles.causes}
    first, second = Piste(causes["publication"], ()), Piste(causes["adresse_inconnue"], ())
    verdict = judge(Symptome(ou="avant"), [Essai(first, resultat), Essai(second, "essaye")], savoir.regles)
    assert (verdict.qui, verdict.reste) == (qui, reste)
