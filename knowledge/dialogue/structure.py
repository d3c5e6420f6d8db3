"""The faults of the tree: targets, options, entries, conditions, crossroads, what cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from knowledge.dialogue.conditions import is_condition
from knowledge.dialogue.dires import ASIDES, options_of
from knowledge.dialogue.documents import DOCUMENTS
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node, Route, Source
from knowledge.dialogue.parcours import connu_of
from knowledge.dialogue.saisies import VALIDATORS

OPTION_BYTES = 64
"""What a Telegram button carries (Bot API, `callback_data`)."""

LABEL_MAX = 40
"""Signs of a button that a phone shows on one or two lines."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, its sentence in fautes.toml, and what fills it."""

    where: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


def fault(where: str, code: str, **values: str) -> Fault:
    """Make a fault; `values` fill its sentence."""
    return Fault(where, code, tuple(values.items()))


def structure(guide: Guide) -> Iterator[Fault]:
    """Every fault of the tree."""
    if START not in guide.nodes:
        yield fault("arbre", "depart", noeud=START)
        return
    for node in guide.nodes.values():
        yield from _node(guide, node)
    for id, routes in guide.paths.items():
        yield from _routes(guide, id, routes)
        if _is_round(guide, id):
            yield fault(id, "chemin_rond")
        if not routes or routes[-1].condition:
            yield fault(id, "chemin_ouvert")
    ending = _ending(guide)
    yield from (fault(id, "sans_fin") for id in guide.nodes if id not in ending)
    reached, taken = _reached(guide)
    yield from (fault(id, "inaccessible") for id in guide.nodes if id not in reached)
    yield from (fault(id, "chemin_orphelin") for id in guide.paths if id not in taken)


def _node(guide: Guide, node: Node) -> Iterator[Fault]:
    leads_on = any(True for _ in node.all_routes())
    if node.outcome and leads_on:
        yield fault(node.id, "issue_mene")
    if not node.outcome and not leads_on:
        yield fault(node.id, "sans_issue")
    if not node.title:
        yield fault(node.id, "champ_absent", champ="titre")
    yield from (fault(node.id, "champ", champ=field) for field in node.unknown_fields)
    if node.entry:
        yield from _entry(guide, node)
    if node.file and (node.entry or node.outcome or node.is_step):
        yield fault(node.id, "deux_sortes")
    if node.file and node.routes:
        yield fault(node.id, "fichier_mene")
    if node.part and node.part not in guide.parts:
        yield fault(node.id, "partie", nom=node.part)
    if node.source not in get_args(Source):
        yield fault(node.id, "source", nom=node.source)
    if node.source == "guide" and not node.cites:
        yield fault(node.id, "source_vide")
    yield from (fault(node.id, "document", nom=name) for name in node.documents if name not in DOCUMENTS)
    yield from (fault(node.id, "fait_inconnu", id=id) for id in node.cites if id not in guide.facts)
    yield from (fault(node.id, "depend", nom=name) for name in node.depends if name not in guide.nodes)
    yield from _routes(guide, node.id, tuple(node.all_routes()))
    yield from _options(guide, node)


def _entry(guide: Guide, node: Node) -> Iterator[Fault]:
    """The validator exists, and takes the example that is shown."""
    validate = VALIDATORS.get(node.entry)
    if validate is None:
        yield fault(node.id, "saisie", nom=node.entry)
        return
    try:
        validate(node.example, connu_of(guide, {}, today=date.min))
    except PersonError:
        yield fault(node.id, "exemple", exemple=node.example)


def _options(guide: Guide, node: Node) -> Iterator[Fault]:
    for choice in node.choices:
        if not choice.routes:
            yield fault(node.id, "champ_absent", champ=f"options.{choice.id}.vers")
    for name in guide.asides(node.id):
        if name not in ASIDES:
            yield fault(node.id, "aparte_inconnu", nom=name)
    for option in options_of(guide, node):
        size = len(f"{node.id}:{option.id}".encode())
        if size > OPTION_BYTES:
            yield fault(node.id, "option_longue", option=option.id, octets=str(size))
        if len(option.label) > LABEL_MAX:
            yield fault(
                node.id,
                "libelle_long",
                libelle=option.label,
                signes=str(len(option.label)),
                maximum=str(LABEL_MAX),
            )


def _routes(guide: Guide, where: str, routes: tuple[Route, ...]) -> Iterator[Fault]:
    for route in routes:
        if route.to not in guide.nodes and route.to not in guide.paths:
            yield fault(where, "cible", cible=route.to)
        if route.condition and not is_condition(route.condition):
            yield fault(where, "condition", nom=route.condition)


def _is_round(guide: Guide, id: str) -> bool:
    """Does this crossroads lead to itself without passing a node?"""
    todo, seen = [route.to for route in guide.paths[id]], set()
    while todo:
        each = todo.pop()
        if each == id:
            return True
        if each in guide.paths and each not in seen:
            seen.add(each)
            todo += [route.to for route in guide.paths[each]]
    return False


def _ending(guide: Guide) -> set[str]:
    """The nodes from which an outcome can be reached: a round of questions must have a way out."""
    leading = {node.id: tuple(node.all_routes()) for node in guide.nodes.values()}
    before: dict[str, set[str]] = {}
    for id, routes in (*leading.items(), *guide.paths.items()):
        for route in routes:
            before.setdefault(route.to, set()).add(id)
    found: set[str] = set()
    todo = [id for id, routes in leading.items() if not routes]
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            todo += before.get(id, ())
    return found


def _reached(guide: Guide) -> tuple[set[str], set[str]]:
    """The nodes and the crossroads that can be come to, whatever the conditions say."""
    nodes: set[str] = set()
    paths: set[str] = set()
    todo = [START]
    while todo:
        id = todo.pop()
        if id in guide.nodes and id not in nodes:
            nodes.add(id)
            todo += [route.to for route in guide.nodes[id].all_routes()]
        elif id in guide.paths and id not in paths:
            paths.add(id)
            todo += [route.to for route in guide.paths[id]]
    return nodes, paths
