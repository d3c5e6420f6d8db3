"""Words that come a question late: the label of an earlier answer, or another answer to it.

« En fait c’est hébergé chez Index » changes what was said; the label that was pressed a moment ago, typed
again, is told to be noted already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge.dialogue.chercher import reply
from knowledge.dialogue.dires import options_of
from knowledge.dialogue.dits import HOSTING_NODE, housed
from knowledge.dialogue.lecture import bare, choose, comparable, named
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.reparties import reparties_of
from knowledge.dialogue.saisies import FREE_ENTRIES
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Option, Text, Turn


def revise(here: Scene, said: str) -> Option | Turn | None:
    """The earlier answer that is meant, to be pressed; or what is said where it stands already."""
    if said.rstrip().endswith("?"):
        return None
    rest = _after_opening(here, said)
    if not rest and here.place.node.entry in FREE_ENTRIES:
        return None
    for each in _clauses(rest):
        if (turn := reply(here, each, again=True)) is not None:
            return turn
    found = _earlier(here, rest or said, every=bool(rest))
    if found is None:
        return None
    node, option = found
    if here.walked.value(node.id) != option.id:
        return None if node.journal else option
    word = here.guide.word("dialogue.deja_note", question=node.summary, valeur=node.shown(option.id))
    return here.stay(Text(word))


def host(here: Scene, said: str) -> Turn | None:
    """Where PRONOTE runs, told without being asked: kept for its questions, and said back.

    A breakdown that is told with it goes before; where it was answered already, only « en fait » changes it.
    """
    value = reparties_of(here.guide).fact(said)
    node = here.place.node
    if not value or node.entry or said.rstrip().endswith("?") or here.walked.node.outcome:
        return None
    if here.place.connu.enquete is None or here.place.connu.heberge is not None:
        return None
    there = housed(replace(here, state=here.reopen("")), said)
    shown = literal(here.guide.nodes[HOSTING_NODE].shown(value))
    return replace(here, state=there).stay(Text(f"{here.guide.word('dialogue.retenu')}\n\n- {shown}"))


def _after_opening(here: Scene, said: str) -> str:
    """What stands behind « en fait », « pardon »…; nothing where no such words begin the text."""
    rest, openings = f" {comparable(said)} ", reparties_of(here.guide).openings
    while (opening := openings.match(rest, 1)) is not None:
        rest = rest[opening.end() - 1 :]
    return rest.strip() if rest.strip() != comparable(said) else ""


def _clauses(rest: str) -> Iterator[str]:
    """The whole, then what stands before « pas les parents »."""
    if rest:
        yield rest
        yield rest.partition(" pas ")[0]


def _earlier(here: Scene, said: str, *, every: bool) -> tuple[Node, Option] | None:
    """The answer of the last question that has this label; of `every` earlier one also by other words."""
    small, synonyms = reparties_of(here.guide).small, here.guide.words["synonymes"]
    path = here.walked.path if every else here.walked.path[-1:]
    for answer in reversed(path):
        node = here.guide.nodes[answer.node]
        options = tuple(each for each in options_of(here.guide, node) if node.choice(each.id))
        option = named(said, options, small, numbers=False)
        if option is None and every:
            option = choose(bare(said, small), options, synonyms)
        if option is not None and not comparable(said).isdigit():
            return node, option
    return None
