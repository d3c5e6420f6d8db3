"""The guide proved by machine: every fault of the data, in one breath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from jinja2 import TemplateError

from knowledge.dialogue import errors
from knowledge.dialogue.conditions import CONDITIONS
from knowledge.dialogue.dires import ASIDES, options_of
from knowledge.dialogue.documents import DOCUMENTS
from knowledge.dialogue.exploration import explore
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.noeuds import Node, Route, Source
from knowledge.dialogue.parcours import connu_of
from knowledge.dialogue.saisies import VALIDATORS
from knowledge.dialogue.texte import plain
from knowledge.dialogue.typographie import slips

OPTION_BYTES = 64
"""What a Telegram button carries (Bot API, `callback_data`)."""

LABEL_MAX = 40
"""Signs of a button that a phone shows on one or two lines."""

TEXT_MAX = 4096
"""Signs of a Telegram message (Bot API, `sendMessage`)."""

STEP_ASIDES = (("introuvable", "attendre"), ("pourquoi",))
"""What a step must be able to answer: one aside of each group."""

SPOKEN = ("mots/aide", "mots/oubli")
"""Texts that belong to no node: the engine says them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, its sentence in fautes.toml, and what fills it."""

    where: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found: sizes, facts cited and missing, and all faults."""

    nodes: int
    outcomes: int
    cited: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]


def check(guide: Guide, *, today: date) -> Report:
    """Find every fault of the guide. The ways are only explored when the structure holds."""
    cited = {id for node in guide.nodes.values() for id in node.cites}
    missing = tuple(id for id in guide.facts if id not in cited)
    faults = [*_structure(guide), *_texts(guide), *_sentences(guide)]
    faults += [_fault("faits.toml", "fait_oublie", id=id) for id in missing]
    if not faults:
        faults += _ways(guide, today=today)
    return Report(
        nodes=len(guide.nodes),
        outcomes=sum(node.outcome for node in guide.nodes.values()),
        cited=tuple(id for id in guide.facts if id in cited),
        missing=missing,
        faults=tuple(dict.fromkeys(faults)),
    )


def check_start(guide: Guide) -> tuple[Fault, ...]:
    """The part of the check that is quick enough for every start: structure, texts, sentences."""
    return (*_structure(guide), *_texts(guide), *_sentences(guide))


def sentence(guide: Guide, fault: Fault) -> str:
    """The French sentence of a fault."""
    return guide.fill(guide.data["fautes.toml"][fault.code], dict(fault.values))


def _fault(where: str, code: str, **values: str) -> Fault:
    return Fault(where, code, tuple(values.items()))


def _structure(guide: Guide) -> Iterator[Fault]:
    if START not in guide.nodes:
        yield _fault("arbre", "depart", noeud=START)
        return
    for node in guide.nodes.values():
        yield from _node(guide, node)
    for id, routes in guide.paths.items():
        yield from _routes(guide, id, routes)
        if _is_round(guide, id):
            yield _fault(id, "chemin_rond")
        if not routes or routes[-1].condition:
            yield _fault(id, "chemin_ouvert")
    reached, taken = _reached(guide)
    yield from (_fault(id, "inaccessible") for id in guide.nodes if id not in reached)
    yield from (_fault(id, "chemin_orphelin") for id in guide.paths if id not in taken)


def _node(guide: Guide, node: Node) -> Iterator[Fault]:
    leads_on = any(True for _ in node.all_routes())
    if node.outcome and leads_on:
        yield _fault(node.id, "issue_mene")
    if not node.outcome and not leads_on:
        yield _fault(node.id, "sans_issue")
    if not node.title:
        yield _fault(node.id, "champ_absent", champ="titre")
    yield from (_fault(node.id, "champ", champ=field) for field in node.unknown_fields)
    if node.entry:
        yield from _entry(guide, node)
    if node.part and node.part not in guide.parts:
        yield _fault(node.id, "partie", nom=node.part)
    if node.source not in get_args(Source):
        yield _fault(node.id, "source", nom=node.source)
    if node.source == "guide" and not node.cites:
        yield _fault(node.id, "source_vide")
    yield from (_fault(node.id, "document", nom=name) for name in node.documents if name not in DOCUMENTS)
    yield from (_fault(node.id, "fait_inconnu", id=id) for id in node.cites if id not in guide.facts)
    yield from (_fault(node.id, "depend", nom=name) for name in node.depends if name not in guide.nodes)
    yield from _routes(guide, node.id, tuple(node.all_routes()))
    yield from _options(guide, node)


def _entry(guide: Guide, node: Node) -> Iterator[Fault]:
    """The validator exists, and takes the example that is shown."""
    validate = VALIDATORS.get(node.entry)
    if validate is None:
        yield _fault(node.id, "saisie", nom=node.entry)
        return
    try:
        validate(node.example, connu_of(guide, {}, today=date.min))
    except errors.PersonError:
        yield _fault(node.id, "exemple", exemple=node.example)


def _options(guide: Guide, node: Node) -> Iterator[Fault]:
    for choice in node.choices:
        if not choice.routes:
            yield _fault(node.id, "champ_absent", champ=f"options.{choice.id}.vers")
    for name in guide.asides(node.id):
        if name not in ASIDES:
            yield _fault(node.id, "aparte_inconnu", nom=name)
    for option in options_of(guide, node):
        size = len(f"{node.id}:{option.id}".encode())
        if size > OPTION_BYTES:
            yield _fault(node.id, "option_longue", option=option.id, octets=str(size))
        if len(option.label) > LABEL_MAX:
            yield _fault(
                node.id,
                "libelle_long",
                libelle=option.label,
                signes=str(len(option.label)),
                maximum=str(LABEL_MAX),
            )


def _routes(guide: Guide, where: str, routes: tuple[Route, ...]) -> Iterator[Fault]:
    for route in routes:
        if route.to not in guide.nodes and route.to not in guide.paths:
            yield _fault(where, "cible", cible=route.to)
        if route.condition and route.condition not in CONDITIONS:
            yield _fault(where, "condition", nom=route.condition)


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


def _texts(guide: Guide) -> Iterator[Fault]:
    for node in guide.nodes.values():
        if not guide.has_text(node.id):
            yield _fault(node.id, "sans_texte", noeud=node.id)
        elif node.is_step:
            asides = guide.asides(node.id)
            lacking = [group for group in STEP_ASIDES if not asides & set(group)]
            yield from (_fault(node.id, "aparte", nom=group[0]) for group in lacking)
    said = {f"textes/{name}" for name in (*guide.nodes, *SPOKEN)} | guide.included()
    for path, text in guide.texts.items():
        if path.startswith("textes/") and path.partition("#")[0] not in said:
            yield _fault(path, "texte_orphelin")
        if path.startswith("textes/"):
            yield from (_fault(path, "typographie", extrait=slip) for slip in slips(text))
        try:
            guide.env.from_string(text)
        except TemplateError as error:
            yield _fault(path, "rendu", cause=str(error))


def _sentences(guide: Guide) -> Iterator[Fault]:
    """Every error of the tree has its sentence."""
    known = guide.data.get("erreurs.toml", {})
    for name, kind in vars(errors).items():
        is_leaf = (
            isinstance(kind, type) and issubclass(kind, errors.HelpdeskError) and not kind.__subclasses__()
        )
        if is_leaf and name not in known:
            yield _fault("erreurs.toml", "erreur", nom=name)


def _ways(guide: Guide, *, today: date) -> Iterator[Fault]:
    """Say every text with all that can be known where it is said; look for the literals there."""
    shown: dict[str, set[str]] = {}
    visited: set[str] = set()
    for node, said in _everything_said(guide, today=today):
        visited.add(node.id)
        if isinstance(said, TemplateError):
            yield _fault(node.id, "rendu", cause=str(said))
            continue
        if len(said) > TEXT_MAX:
            yield _fault(node.id, "texte_long", signes=str(len(said)))
        for id in node.cites:
            shown.setdefault(id, set()).add(plain(said))
    yield from (_fault(id, "inaccessible") for id in guide.nodes if id not in visited)
    for id, fact in guide.facts.items():
        for literal in fact.literals:
            if not any(literal in text for text in shown.get(id, ())):
                yield _fault("faits.toml", "litteral", id=id, litteral=literal)


def _everything_said(guide: Guide, *, today: date) -> Iterator[tuple[Node, str | TemplateError]]:
    """Each text at each place, once for each difference in what it uses of what is known."""
    texts = {
        node.id: [(aside, guide.names_in(node.id, aside=aside)) for aside in ("", *guide.asides(node.id))]
        for node in guide.nodes.values()
    }
    done: set[object] = set()
    for place in explore(guide, today=today):
        known = place.connu.names()
        for aside, names in texts[place.node.id]:
            used = tuple((name, known[name]) for name in sorted(names & known.keys()) if name != "dit")
            if (mark := (place.node.id, aside, used)) in done:
                continue
            done.add(mark)
            try:
                yield place.node, guide.say(place.node.id, known, aside=aside)
            except TemplateError as error:
                yield place.node, error
