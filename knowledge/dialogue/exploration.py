"""Going everywhere a person can go, once for each set of facts that can make a difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.dialogue.conditions import CONDITIONS
from knowledge.dialogue.connu import Connu
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.journal import note
from knowledge.dialogue.manques import lacking
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import connu_of, next_node, savoir_of
from knowledge.dialogue.tour import standing
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

SENDING_NODE = "dossier_envoi"
"""Where the follow-up begins."""

_QUESTIONS = frozenset({MESSAGE_NODE, *(node for nodes in DIMENSION_NODES.values() for node in nodes)})
"""Where the symptom is asked: there, every difference in it counts."""


def explore(guide: Guide, *, today: date) -> Iterator[tuple[Node, Connu]]:
    """Yield every place that can be reached, once for each set of facts that a text or route can see."""
    savoir = savoir_of(guide)
    samples = SAMPLES | {"message": ("X", *kinds_of_message(savoir))}
    seen: set[object] = set()
    todo = [(guide.nodes[START], connu_of(guide, {}, today=today))]
    while todo:
        node, connu = todo.pop()
        mark = _mark(node.id, connu)
        if mark in seen:
            continue
        seen.add(mark)
        yield node, connu
        if node.outcome or node.id in connu.answers:
            continue
        for value in (*(choice.id for choice in node.choices), *samples.get(node.entry, ())):
            further = _noted(guide, node, value, connu.further(node.id, value))
            target = next_node(guide, node, value, further)
            if target is not None:
                todo.append((target, _asked_again(guide, further, target)))


def _noted(guide: Guide, node: Node, value: str, connu: Connu) -> Connu:
    """What is known once an answer of the follow-up is noted."""
    if not node.journal:
        return connu
    pieces = note(connu.pieces, node, value, today=connu.today)
    return connu_of(guide, connu.answers, today=connu.today, pieces=pieces)


def _asked_again(guide: Guide, connu: Connu, target: Node) -> Connu:
    """What is known where a way comes back to a question of the follow-up."""
    answers = list(connu.answers)
    if not target.journal or target.id not in answers:
        return connu
    kept = {each: connu.answers[each] for each in answers[: answers.index(target.id)]}
    return connu_of(guide, kept, today=connu.today, pieces=connu.pieces)


def _mark(node: str, connu: Connu) -> object:
    """What tells two places apart: the node, the facts known, and what the conditions say."""
    enquete = connu.enquete
    if any(passage.node == SENDING_NODE for passage in connu.pieces.journal):
        # Once a file was sent, the texts and routes of the follow-up look at whose turn it is alone.
        return node, standing(connu.pieces, connu.destinataire)
    if connu.got(node):
        return node, "again"
    if node == START_NODE:
        return START_NODE, Enquete(connu.answers, connu.savoir).etapes
    if enquete is not None and (asked := _asked(node, enquete)) is not None:
        return node, asked
    facts = tuple(connu.named(name) is not None for name in ("net", "client", "ecole", "contact", "uai"))
    year = connu.named("annee")
    held = (
        *(condition(connu) for condition in CONDITIONS.values()),
        *(lacking(connu) if connu.destinataire else ()),
    )
    steps = (enquete.chapitre, enquete.etapes) if enquete else None
    return node, facts, connu.net == connu.client, year == "ancienne", year is not None, held, steps


def _asked(node: str, enquete: Enquete) -> object:
    """In the triage only the triage counts: the symptom while it is asked, then the cause that is told.

    Where steps were taken before, the causes left stand for the symptom: what is asked is the same.
    """
    taken = enquete.etapes
    if node in _QUESTIONS and not any(done for done, _ in taken):
        return enquete.symptome, enquete.answers.get(START_NODE) == "message"
    if node in _QUESTIONS or (enquete.piste and node == enquete.piste.cause.node):
        return tuple(piste.cause.id for piste in enquete.restent), taken
    return (enquete.verdict.qui, enquete.verdict.reste) if node == "escalade" else None
