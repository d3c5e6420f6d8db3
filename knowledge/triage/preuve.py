"""The rules of the triage proved: every combination of answers is tried.

Messages that no rule tells apart count as one; what is left is small enough to go through whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from knowledge.triage.classement import Essai, judge, rank
from knowledge.triage.enquete import NOT_KNOWN, Savoir
from knowledge.triage.paroles import ELSEWHERE
from knowledge.triage.regles import DIMENSIONS, Regles, Symptome


@dataclass(frozen=True, slots=True)
class Defaut:
    """A fault of the rules: `where` it is, its sentence in fautes.toml, what fills it."""

    where: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


def prove(savoir: Savoir) -> Iterator[Defaut]:
    """Every fault of the rules: unknown answers, clues that never hold, causes never told, dead ends."""
    yield from _unknown(savoir)
    told: set[str] = set()
    held: set[int] = set()
    dead: set[tuple[str, str]] = set()
    for symptome in every_symptom(savoir):
        pistes = rank(symptome, savoir.regles)
        told.update(piste.cause.id for piste in pistes)
        held.update(id(clue) for piste in pistes for clue in piste.indices)
        if (symptome.qui and symptome.ou and not pistes) or not _ends(symptome, savoir.regles):
            dead.add((symptome.qui, symptome.ou))
    for cause in savoir.regles.causes:
        if cause.id not in told:
            yield Defaut(cause.node, "cause_jamais")
        for clue in cause.indices:
            if id(clue) not in held:
                yield Defaut(cause.node, "indice_jamais", (("preuve", clue.preuve),))
    for qui, ou in sorted(dead):
        yield Defaut("triage.toml", "sans_piste", (("qui", qui), ("ou", ou)))


def every_symptom(savoir: Savoir) -> Iterator[Symptome]:
    """Every combination of answers that the questions allow, "" for what is not known."""
    values = {
        dimension: ("", *(value for value in savoir.values.get(dimension, ()) if value not in NOT_KNOWN))
        for dimension in DIMENSIONS
        if dimension != "message"
    }
    messages = ((), *((id,) for id in kinds_of_message(savoir).values()))
    for qui, ou, depuis, seen in product(values["qui"], values["ou"], values["depuis"], messages):
        if qui != "reglage":
            for profil in values["profil"] if qui == "profil" else ("",):
                yield Symptome(qui=qui, profil=profil, ou=ou, depuis=depuis, messages=seen)
    for reglage in values["reglage"]:
        yield Symptome(qui="reglage", reglage=reglage)


def kinds_of_message(savoir: Savoir) -> dict[str, str]:
    """One message, by its words on screen, for each set of clues that messages speak for."""
    kinds: dict[tuple[int, ...], tuple[str, str]] = {}
    for message in savoir.messages.all:
        if shown := message.litteral or next(iter(message.variantes), ""):
            kinds.setdefault(_clues_of(message.id, savoir.regles), (shown, message.id))
    return dict(kinds.values())


def _ends(symptome: Symptome, regles: Regles) -> bool:
    """With every cause ruled out, is there somebody who has to act, or an honest « je ne sais pas »?

    Honest it is only where the person does not know the place either.
    """
    ruled_out = tuple(Essai(piste, "ecarte") for piste in rank(symptome, regles))
    return bool(judge(symptome, ruled_out, regles).qui) or not symptome.ou


def _clues_of(message: str, regles: Regles) -> tuple[int, ...]:
    return tuple(
        id(clue)
        for cause in regles.causes
        for clue in cause.indices
        if any(name == "message" and message in wanted for name, wanted in clue.veut)
    )


def _unknown(savoir: Savoir) -> Iterator[Defaut]:
    """Answers, fields and chapters that point nowhere, clues that would always hold."""
    regles = savoir.regles
    for where, name in regles.unknown:
        yield Defaut(where, "champ", (("champ", name),))
    for cause in regles.causes:
        if cause.chapitre and cause.chapitre not in regles.chapitres:
            yield Defaut(cause.node, "chapitre_inconnu", (("nom", cause.chapitre),))
        yield from (
            Defaut(cause.node, "indice_vide", (("preuve", clue.preuve),))
            for clue in cause.indices
            if not clue.veut
        )
    known = {**savoir.values, "message": tuple(message.id for message in savoir.messages.all)}
    for where, dimension, value in _named(regles):
        if value not in known.get(dimension, ()) or value in NOT_KNOWN:
            yield Defaut(where, "reponse_inconnue", (("question", dimension), ("reponse", value)))


def _named(regles: Regles) -> Iterator[tuple[str, str, str]]:
    """Every answer that the rules name: where, the dimension, the answer."""
    for cause in regles.causes:
        for clue in cause.indices:
            yield from ((cause.node, name, value) for name, wanted in clue.veut for value in sorted(wanted))
    for dimension, answers in regles.dits.items():
        yield from (("triage.toml", dimension, value) for value in answers)
    yield from (("triage.toml", "ou", place) for place in regles.paroles.places if place != ELSEWHERE)
    yield from (("triage.toml", "ou", value) for value in regles.relais)
