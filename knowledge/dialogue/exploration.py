"""Going everywhere a person can go, once for each set of facts that can make a difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.dialogue.conditions import CONDITIONS
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import Parcours, connu_of, next_node
from knowledge.dialogue.types import Answer

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
"""For each entry, accepted answers that lead to different ways."""


def explore(guide: Guide, *, today: date) -> Iterator[Parcours]:
    """Yield every place that can be reached, once for each set of facts that a text or route can see."""
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
        for value in (*(choice.id for choice in node.choices), *SAMPLES.get(node.entry, ())):
            further = answers | {node.id: value}
            target = next_node(guide, node, value, connu_of(guide, further, today=today))
            if target is not None:
                todo.append((further, target))


def _mark(place: Parcours) -> object:
    """What tells two places apart: the node, the facts known, and what the conditions say."""
    names = place.connu.names()
    same = names.get("net") == names.get("client")
    facts = tuple(
        (name, name if name in names else "") for name in ("net", "client", "ecole", "contact", "uai")
    )
    held = tuple(condition(place.connu) for condition in CONDITIONS.values())
    return place.node.id, facts, same, names.get("annee") == "ancienne", "annee" in names, held
