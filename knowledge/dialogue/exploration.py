"""Going everywhere a person can go, once for each set of facts that can make a difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.dialogue.conditions import CONDITIONS
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import Parcours, connu_of, next_node, savoir_of
from knowledge.dialogue.types import Answer
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE, START_NODE, Enquete
from knowledge.triage.preuve import kinds_of_message

SAMPLES = {
    "adresse": ("https://0310047H.index-education.net/pronote/", "https://pronote.exemple.fr/pronote/"),
    "etablissement": (
        "https://0310047H.index-education.net/pronote/",
        "https://pronote.exemple.fr/pronote/",
    ),
    "uai": ("0310047H",),
    "nom": ("X",),
    "contact": ("X",),
}
"""For each entry, accepted answers that lead to different ways; a message's are those of `triage.toml`."""

_QUESTIONS = frozenset({MESSAGE_NODE, *(node for nodes in DIMENSION_NODES.values() for node in nodes)})
"""Where the symptom is asked: there, every difference in it counts."""


def explore(guide: Guide, *, today: date) -> Iterator[Parcours]:
    """Yield every place that can be reached, once for each set of facts that a text or route can see."""
    savoir = savoir_of(guide)
    samples = SAMPLES | {"message": ("X", *kinds_of_message(savoir))}
    seen: set[object] = set()
    todo: list[tuple[dict[str, str], Node]] = [({}, guide.nodes[START])]
    while todo:
        answers, node = todo.pop()
        place = Parcours(
            tuple(Answer(*pair) for pair in answers.items()), node, connu_of(guide, answers, today=today)
        )
        if (mark := _mark(place)) in seen:
            continue
        seen.add(mark)
        yield place
        if node.outcome or node.id in answers:
            continue
        for value in (*(choice.id for choice in node.choices), *samples.get(node.entry, ())):
            further = answers | {node.id: value}
            target = next_node(guide, node, value, connu_of(guide, further, today=today))
            if target is not None:
                todo.append((further, target))


def _mark(place: Parcours) -> object:
    """What tells two places apart: the node, the facts known, and what the conditions say."""
    enquete = place.connu.enquete
    if place.connu.got(place.node.id):
        return place.node.id, "again"
    if place.node.id == START_NODE:
        return START_NODE, _taken(Enquete(place.connu.answers, place.connu.savoir))
    if enquete is not None and (asked := _asked(place.node.id, enquete)) is not None:
        return place.node.id, asked
    names = place.connu.names()
    same = names.get("net") == names.get("client")
    facts = tuple(
        (name, name if name in names else "") for name in ("net", "client", "ecole", "contact", "uai")
    )
    held = tuple(condition(place.connu) for condition in CONDITIONS.values())
    steps = (enquete.chapitre, _taken(enquete)) if enquete else None
    return place.node.id, facts, same, names.get("annee") == "ancienne", "annee" in names, held, steps


def _asked(node: str, enquete: Enquete) -> object:
    """In the triage only the triage counts: the symptom while it is asked, then the cause that is told.

    Where steps were taken before, the causes left stand for the symptom: what is asked is the same.
    """
    taken = _taken(enquete)
    if node in _QUESTIONS and not any(done for done, _ in taken):
        return enquete.symptome, enquete.answers.get(START_NODE) == "message"
    if node in _QUESTIONS or (enquete.piste and node == enquete.piste.cause.node):
        return tuple(piste.cause.id for piste in enquete.restent), taken
    return (enquete.verdict.qui, enquete.verdict.reste) if node == "escalade" else None


def _taken(enquete: Enquete) -> tuple[tuple[bool, bool], ...]:
    return tuple((enquete.done(id), enquete.reviewed(id)) for id in enquete.savoir.regles.chapitres)
