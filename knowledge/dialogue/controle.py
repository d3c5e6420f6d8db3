"""The guide proved by machine: every fault of the data, in one breath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jinja2 import TemplateError

from knowledge.dialogue.connu import NAMES
from knowledge.dialogue.errors import HelpdeskError
from knowledge.dialogue.exploration import explore
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.structure import Fault, fault, structure
from knowledge.dialogue.texte import plain
from knowledge.dialogue.typographie import slips
from knowledge.triage.preuve import prove

TEXT_MAX = 4096
"""Signs of a Telegram message (Bot API, `sendMessage`)."""

STEP_ASIDES = (("introuvable", "attendre"), ("pourquoi",))
"""What a step must be able to answer: one aside of each group."""

SPOKEN = (
    "mots/aide",
    "mots/oubli",
    "dossier/pour",
    "dossier/masques",
    "dossier/jauge",
    "dossier/envoyer",
    "dossier/telephone",
    "dossier/suivi",
)
"""Texts that belong to no node: the engine says them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found: sizes, facts cited and missing, and all faults."""

    nodes: int
    outcomes: int
    cited: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]


def check(guide: Guide, *, today: date) -> Report:
    """Find every fault of the guide. The ways can only be explored when the structure holds.

    Raises BrokenGuide for files that are no TOML.
    """
    guide.data.read_all()
    cited = {id for node in guide.nodes.values() for id in node.cites}
    missing = tuple(id for id in guide.facts if id not in cited)
    faults = [*structure(guide)]
    if not faults:
        faults += _ways(guide, today=today)
    faults += [*_triage(guide), *_texts(guide), *_sentences(guide)]
    faults += [fault("faits.toml", "fait_oublie", id=id) for id in missing]
    return Report(
        nodes=len(guide.nodes),
        outcomes=sum(node.outcome for node in guide.nodes.values()),
        cited=tuple(id for id in guide.facts if id in cited),
        missing=missing,
        faults=tuple(dict.fromkeys(faults)),
    )


def check_start(guide: Guide) -> tuple[Fault, ...]:
    """The part of the check that is quick enough for every start: structure, texts, sentences.

    Raises BrokenGuide for files that are no TOML.
    """
    guide.data.read_all()
    return (*structure(guide), *_texts(guide), *_sentences(guide))


def sentence(guide: Guide, found: Fault) -> str:
    """The French sentence of a fault."""
    return guide.fill(guide.data["fautes.toml"][found.code], dict(found.values))


def _triage(guide: Guide) -> Iterator[Fault]:
    """The rules prove themselves; here each cause is looked for in the tree, and the reverse."""
    savoir = savoir_of(guide)
    yield from (Fault(found.where, found.code, found.values) for found in prove(savoir))
    causes = {cause.node for cause in savoir.regles.causes}
    asked = {
        route.condition.partition(".")[2]
        for routes in (*(node.all_routes() for node in guide.nodes.values()), *guide.paths.values())
        for route in routes
        if route.condition.startswith("cause.")
    }
    yield from (fault(id, "cause_sans_noeud") for id in causes if id not in guide.nodes)
    yield from (fault(f"cause_{id}", "cause_inconnue") for id in asked if f"cause_{id}" not in causes)
    for chapter in savoir.regles.chapitres.values():
        for id in (chapter.fait, chapter.regle):
            if id not in guide.nodes:
                yield fault("triage.toml", "cible", cible=id)


def _texts(guide: Guide) -> Iterator[Fault]:
    for node in guide.nodes.values():
        if not guide.has_text(node.id):
            yield fault(node.id, "sans_texte", noeud=node.id)
        elif node.is_step:
            asides = guide.asides(node.id)
            lacking = [group for group in STEP_ASIDES if not asides & set(group)]
            yield from (fault(node.id, "aparte", nom=group[0]) for group in lacking)
    said = {f"textes/{name}" for name in (*guide.nodes, *SPOKEN)} | guide.included()
    for path, text in guide.texts.items():
        if path.startswith("textes/") and path.partition("#")[0] not in said:
            yield fault(path, "texte_orphelin")
        if path.startswith("textes/"):
            yield from (fault(path, "typographie", extrait=slip) for slip in slips(text))
        try:
            guide.env.parse(text)  # compiling takes three times as long, and finds no more
        except TemplateError as error:
            yield fault(path, "rendu", cause=str(error))


def _sentences(guide: Guide) -> Iterator[Fault]:
    """Every error of the tree has its sentence."""
    known = guide.data.get("erreurs.toml", {})
    yield from (
        fault("erreurs.toml", "erreur", nom=name) for name in _leaves(HelpdeskError) if name not in known
    )


def _leaves(kind: type[HelpdeskError]) -> Iterator[str]:
    """The errors that are raised: the tree's leaves, in whatever room they are defined."""
    below = kind.__subclasses__()
    for each in below:
        yield from _leaves(each)
    if not below:
        yield kind.__name__


def _ways(guide: Guide, *, today: date) -> Iterator[Fault]:
    """Say every text with all that can be known where it is said; look for the literals there."""
    shown: dict[str, set[str]] = {}
    visited: set[str] = set()
    for node, said in _everything_said(guide, today=today):
        visited.add(node.id)
        if said is None:
            yield fault(node.id, "revient")
            continue
        if isinstance(said, TemplateError):
            yield fault(node.id, "rendu", cause=str(said))
            continue
        if len(said) > TEXT_MAX:
            yield fault(node.id, "texte_long", signes=str(len(said)))
        for id in node.cites:
            shown.setdefault(id, set()).add(plain(said))
    lost = (id for id in guide.nodes if id not in visited and guide.has_text(id))
    yield from (fault(id, "inaccessible") for id in lost)
    for id, texts in shown.items():
        for literal in guide.facts[id].literals:
            if not any(literal in text for text in texts):
                yield fault("faits.toml", "litteral", id=id, litteral=literal)


def _everything_said(guide: Guide, *, today: date) -> Iterator[tuple[Node, str | TemplateError | None]]:
    """Each text at each place, once for each difference in what it uses of what is known.

    None where a way comes back to a question that was answered: nobody gets on from there.
    """
    texts = {
        node.id: [(aside, _names(guide, node, aside)) for aside in ("", *sorted(guide.asides(node.id)))]
        for node in guide.nodes.values()
        if guide.has_text(node.id)
    }
    done: set[object] = set()
    for node, connu in explore(guide, today=today):
        if not node.outcome and connu.got(node.id):
            yield node, None
        for aside, names in texts.get(node.id, ()):
            used = tuple((name, fact) for name in names if (fact := connu.named(name)) is not None)
            if (mark := (node.id, aside, used)) in done:
                continue
            done.add(mark)
            try:
                yield node, guide.say(node.id, connu.names(), aside=aside)
            except TemplateError as error:
                yield node, error


def _names(guide: Guide, node: Node, aside: str) -> tuple[str, ...]:
    """The facts a text uses; none for a text that cannot be read, which fails when it is said.

    What was answered (`dit`) is no fact: a text only repeats it.
    """
    try:
        return tuple(sorted(guide.names_in(node.id, aside=aside) & NAMES.keys() - {"dit"}))
    except TemplateError:
        return ()
