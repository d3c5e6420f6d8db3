"""Walking the guide along the recorded answers: where one stands, what is ahead, what can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.cas.liens import Bases, read_bases
from knowledge.dialogue.conditions import condition
from knowledge.dialogue.connu import Connu
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node, Route
from knowledge.dialogue.pieces import NOTHING, Pieces
from knowledge.dialogue.types import Answer
from knowledge.triage.enquete import DIMENSION_NODES, Savoir
from knowledge.triage.messages import Messages, read_messages
from knowledge.triage.regles import Regles, read_regles


@dataclass(frozen=True, slots=True)
class Parcours:
    """The answers that the guide agrees with, in order, the node they lead to, and what they tell.

    `reference` is that of the case, where there is one.
    """

    path: tuple[Answer, ...]
    node: Node
    connu: Connu
    reference: str = ""

    def value(self, node: str) -> str | None:
        """What was answered at `node` on this path."""
        return next((answer.value for answer in self.path if answer.node == node), None)


def walk(
    guide: Guide, answers: Iterable[Answer], *, today: date, pieces: Pieces = NOTHING, reference: str = ""
) -> Parcours:
    """Follow the answers from the start and stop where there is none, or where none fits any more."""
    given = {answer.node: answer.value for answer in answers}
    seen: dict[str, str] = {}
    connu = connu_of(guide, seen, today=today, pieces=pieces)
    node = guide.nodes[START]
    while node.id in given and node.id not in seen and not node.outcome:
        value = given[node.id]
        further = connu.further(node.id, value)
        target = next_node(guide, node, value, further)
        if target is None:
            break
        seen[node.id] = value
        node, connu = target, further
    return Parcours(tuple(Answer(*pair) for pair in seen.items()), node, connu, reference)


def connu_of(guide: Guide, answers: Mapping[str, str], *, today: date, pieces: Pieces = NOTHING) -> Connu:
    """What these answers tell, and the pieces beside them."""
    return Connu(dict(answers), bases_of(guide), savoir_of(guide), today, pieces)


@lru_cache(maxsize=4)
def bases_of(guide: Guide) -> Bases:
    """The CAS bases that a guide knows."""
    return read_bases(guide.data["adresses.toml"])


@lru_cache(maxsize=4)
def savoir_of(guide: Guide) -> Savoir:
    """What a guide knows of breakdowns; nothing, where it has no rules."""
    values = {
        dimension: tuple(choice.id for choice in guide.nodes[nodes[0]].choices)
        for dimension, nodes in DIMENSION_NODES.items()
        if nodes[0] in guide.nodes
    }
    if "triage.toml" not in guide.sources:
        return Savoir(Regles(), Messages((), (), {}), values)
    recipients = guide.data.get("dossier.toml", {}).get("pour", {})
    return Savoir(
        read_regles(guide.sources["triage.toml"]),
        read_messages(guide.sources["messages.toml"]),
        values,
        {pour: tuple(table["attend"]) for pour, table in recipients.items()},
    )


def next_node(guide: Guide, node: Node, value: str, connu: Connu) -> Node | None:
    """The node after `node` for this answer, or None when the guide does not know such an answer."""
    choice = node.choice(value)
    routes = choice.routes if choice else node.routes if node.entry else ()
    return follow(guide, routes, connu)


def follow(guide: Guide, routes: Iterable[Route], connu: Connu) -> Node | None:
    """Take the first route whose condition holds, through as many crossroads as it needs."""
    for route in routes:
        if not route.condition or condition(route.condition)(connu):
            if route.to in guide.paths:
                return follow(guide, guide.paths[route.to], connu)
            return guide.nodes.get(route.to)
    return None


def ahead(guide: Guide, place: Parcours, answers: Iterable[Answer] = ()) -> Iterator[Node]:
    """The nodes to come from here (this one first), as they come if all goes well.

    A node that was answered keeps its answer; at another the first choice is supposed, or the example.
    """
    given = {answer.node: answer.value for answer in answers}
    supposed = {answer.node: answer.value for answer in place.path}
    node: Node | None = place.node
    while node is not None:
        yield node
        if node.outcome or node.id in supposed:
            return
        supposed[node.id] = given.get(node.id) or (node.choices[0].id if not node.entry else node.example)
        further = connu_of(guide, supposed, today=place.connu.today, pieces=place.connu.pieces)
        node = next_node(guide, node, supposed[node.id], further)


def longest(guide: Guide, place: Parcours) -> int:
    """How many steps of this chapter may be to come, this one included: a count that never grows.

    The usual way, or the one that leaves it at one question of the chapter and goes on as usual.
    """
    part, usual = place.node.part, list(ahead(guide, place))
    counts = [sum(each.part == part for each in usual)]
    for node in usual:
        if node.part == part:
            turned = (ahead(guide, place, (Answer(node.id, other.id),)) for other in node.choices[1:])
            counts += [sum(each.part == part for each in way) for way in turned]
    return max(counts)


def reachable(guide: Guide, place: Parcours) -> frozenset[str]:
    """Every node that may still be asked from here, whatever is answered; an unknown condition is open."""
    found: set[str] = set()
    todo = [place.node.id]
    while todo:
        id = todo.pop()
        if id in found:
            continue
        found.add(id)
        todo += _targets(guide, guide.nodes[id].all_routes(), place.connu)
    return frozenset(found)


def _targets(guide: Guide, routes: Iterable[Route], connu: Connu) -> Iterator[str]:
    for route in routes:
        held = condition(route.condition)(connu) if route.condition else True
        if held is not False:
            deeper = guide.paths.get(route.to)
            yield from _targets(guide, deeper, connu) if deeper else (route.to,)
        if held:
            return
