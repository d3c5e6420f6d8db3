"""Words that come a question late: the label of an earlier answer, or another answer to it.

« En fait c’est hébergé chez Index » changes what was said; the label that was pressed a moment ago, typed
again, is told to be noted already.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.dialogue.appel import call
from knowledge.dialogue.corriger import affirmed, after_opening
from knowledge.dialogue.dires import options_of
from knowledge.dialogue.dits import HOSTING_NODE, WHO_NODES, adding, housed, saying
from knowledge.dialogue.lecture import bare, choose, comparable, named
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE
from knowledge.dialogue.recit import answers, facts, heard_answer
from knowledge.dialogue.reparties import reparties_of
from knowledge.dialogue.retenus import carried, told_back
from knowledge.dialogue.saisies import FREE_ENTRIES
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Option, Text, Turn
from knowledge.triage.quand import since


def revise(here: Scene, said: str) -> Option | Turn | None:
    """The earlier answer that is meant, to be pressed; or what is said where it stands already."""
    if said.rstrip().endswith("?"):
        return None
    rest = after_opening(here, said)
    if not rest and here.place.node.entry in FREE_ENTRIES:
        return None
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


def complete(here: Scene, said: str) -> Turn | None:
    """More, or other words, on a breakdown that was told but is not looked into yet: kept, and said back.

    « Non en fait c’est juste les profs », « depuis mardi », « notre code est 0310047H ». None where nothing
    was told, or where these words tell nothing of it.
    """
    pieces = here.state.pieces
    node = here.place.node
    if node.entry or not pieces.dit(PROBLEM_NODE) or here.place.connu.enquete or pieces.journal:
        return None
    told = dict(answers(here, heard_answer(here, affirmed(here, said))))
    when = since(said, savoir_of(here.guide).regles.paroles)
    found = (*told.items(), *((SINCE_NODE, each) for each in (when,) if each), *facts(here, said))
    state = housed(replace(here, state=here.reopen("")), said)
    if not found and state.pieces == pieces:
        return None
    if told.keys() & WHO_NODES:
        kept = tuple(each for each in state.pieces.dits if each[0] not in WHO_NODES)
        state = replace(state, pieces=replace(state.pieces, dits=kept))
    pieces = adding(here, saying(state.pieces, found), said)
    turn = replace(here, state=replace(state, pieces=pieces)).stay(
        offered=(call(carried(here.guide, pieces)),)
    )
    return told_back(here, turn)


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
