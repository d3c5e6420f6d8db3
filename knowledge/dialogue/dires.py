"""What is said at a node: its heading, its text cut into replies, its documents, its question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.dialogue.documents import give
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import Parcours, longest
from knowledge.dialogue.texte import unescape
from knowledge.dialogue.types import GLOBAL_NODE, Answer, Ask, Copy, Heading, Option, Reply, Text

ASIDES = ("introuvable", "attendre", "pourquoi")
"""What can be asked at a node without answering it, in the order of the buttons."""

AFTER_OUTCOME = ("retour", "recap", "recommencer")
"""The buttons under an outcome."""

_COPY = re.compile(r"^=> (?P<label>.+?) :: (?P<value>.+)$", re.MULTILINE)


def present(guide: Guide, place: Parcours, answers: Iterable[Answer] = ()) -> tuple[Reply, ...]:
    """Everything that is said at the place where one stands, its question last."""
    return (*told(guide, place, answers), ask(guide, place.node))


def told(guide: Guide, place: Parcours, answers: Iterable[Answer] = ()) -> tuple[Reply, ...]:
    """The same without the question."""
    node, known = place.node, place.connu.names()
    return (
        *_heading(guide, place),
        *speak(guide.say(node.id, known), source=source_of(guide, node)),
        *give(guide, node.documents, place, tuple(answers), node=node.id),
    )


def ask(guide: Guide, node: Node, *, again: bool = False) -> Ask:
    """The question of a node, with its buttons: the answers first, then what can be asked about it.

    Asked again, a step is named: its heading may be far above.
    """
    if node.outcome:
        after = (*options_of(guide, node), *commands(guide, AFTER_OUTCOME))
        return Ask(node.id, guide.word("dialogue.fin_question"), after)
    return Ask(
        node.id,
        _question(guide, node, again=again),
        options_of(guide, node),
        "text" if node.entry else "file" if node.file else "option",
        node.example,
    )


def options_of(guide: Guide, node: Node) -> tuple[Option, ...]:
    """The buttons of a node."""
    asides = guide.asides(node.id)
    return (
        *(Option(node.id, choice.id, choice.label) for choice in node.choices),
        *(Option(node.id, name, guide.word(f"apartes.{name}")) for name in ASIDES if name in asides),
    )


def commands(guide: Guide, names: Iterable[str]) -> tuple[Option, ...]:
    """The buttons of the words that mean the same everywhere."""
    return tuple(Option(GLOBAL_NODE, name, guide.word(f"commandes.{name}")) for name in names)


def speak(body: str, *, source: str = "") -> Iterator[Reply]:
    """Cut a rendered text at its lines `=> label :: value`, which become Copy; the source goes last."""
    parts: list[Reply] = []
    end = 0
    for copy in _COPY.finditer(body):
        parts += _text(body[end : copy.start()])
        parts.append(Copy(copy["label"], unescape(copy["value"].strip())))
        end = copy.end()
    parts += _text(body[end:])
    last = max((rank for rank, part in enumerate(parts) if isinstance(part, Text)), default=None)
    for rank, part in enumerate(parts):
        yield Text(part.body, source) if rank == last and isinstance(part, Text) else part


def source_of(guide: Guide, node: Node) -> str:
    """Where a node's text comes from: the sections of the guide it cites, or its kind of knowledge."""
    return source_line(guide, node.cites, node.source)


def source_line(guide: Guide, cites: Iterable[str], source: str) -> str:
    """The small print under a text that cites these facts."""
    sections = sorted({section for id in cites for section in guide.facts[id].section.split(", ")})
    if source != "guide":
        return guide.word(f"source.{source}")
    *others, last = sections or [""]
    if not last:
        return ""
    return guide.word("source.guide", autres=", ".join(others), derniere=last)


def _question(guide: Guide, node: Node, *, again: bool) -> str:
    if not node.is_step:
        return node.question
    return guide.word("etape.rappel" if again else "etape.question", titre=node.title)


def _text(body: str) -> list[Text]:
    return [Text(body.strip())] if body.strip() else []


def _heading(guide: Guide, place: Parcours) -> Iterator[Heading]:
    node = place.node
    if node.outcome or (node.question != node.title and not node.part):
        yield Heading(node.title)
    elif node.part:
        done = sum(guide.nodes[answer.node].part == node.part for answer in place.path)
        to_come = longest(guide, place)
        yield Heading(node.title, guide.parts[node.part], done + 1, done + to_come)
