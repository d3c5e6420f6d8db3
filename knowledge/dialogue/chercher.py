"""From free words that tell of a breakdown into the triage, with what they say already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from knowledge.cas import tableau
from knowledge.dialogue import recit
from knowledge.dialogue.appel import answers_of, call
from knowledge.dialogue.collages import answer
from knowledge.dialogue.echos import MESSAGE_ENTRY, PROBLEM_ENTRY
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.parcours import bases_of, savoir_of
from knowledge.dialogue.pieces import SINCE_NODE
from knowledge.dialogue.retenus import carried
from knowledge.dialogue.savoir import NOT_THAT, questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import State, Text, Turn
from knowledge.recherche.fiches import Fiche
from knowledge.recherche.moteur import MOST, Result
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE, START_NODE
from knowledge.triage.messages import recognise
from knowledge.triage.quand import since

SAID_SO = 0.7
"""Where somebody fails, an answer that scores less tells of who it is rather than of what happens."""

ONE_PERSON = "personne"


def invite(here: Scene, said: str, turn: Turn) -> Turn:
    """Put « Chercher la cause » before what `turn` offers, where the words tell of a breakdown.

    Not while one is looked into already.
    """
    busy = here.place.connu.enquete is not None and not here.place.node.outcome
    heard = None if busy or START_NODE not in here.guide.nodes else recit.heard(here, said)
    if heard is None:
        return turn
    # Where it is said who and where or since when, the rules know more than one answer of the search does.
    placed = not heard.keys().isdisjoint(("ou", "depuis")) or since(
        said, savoir_of(here.guide).regles.paroles
    )
    rules_know = "qui" in heard and bool(placed) and "message" not in heard
    result = questions_of(here.guide).ask(said)
    cause = call(carried(here.guide, here.state.pieces) | heard)
    if rules_know or result.kind == "declined":
        return here.stay(Text(here.guide.word("dialogue.panne")), offered=(cause,))
    if "qui" in heard and "message" not in heard and not _is_sure(result, heard["qui"]):
        return _choices(here, cause, result)
    there = replace(here, state=replace(turn.state, offered=(cause, *turn.state.offered)))
    return replace(turn, state=there.state, replies=(*turn.replies[:-1], there.asked(again=True)))


def _is_sure(result: Result, who: str) -> bool:
    """Does the best answer tell of what happens? Where one person fails, a message nobody saw does not."""
    best = result.found[0]
    return best.score >= SAID_SO and (who != ONE_PERSON or isinstance(best.entry, Fiche))


def _choices(here: Scene, cause: str, result: Result) -> Turn:
    """The search of the cause first, then what was found as it is called: none of it is sure."""
    found = [each.entry.id for each in (*result.found, *result.further)]
    turn = here.stay(Text(here.guide.word("dialogue.panne_ou")), offered=(cause, *found[:MOST], NOT_THAT))
    return replace(turn, state=replace(turn.state, others=tuple(found[MOST:])))


def is_no_message(here: Scene, said: str) -> bool:
    """Where words are awaited: a link to judge, or a question? A message that is known is neither."""
    if here.place.node.entry == PROBLEM_ENTRY:
        return "/" in said and len(tableau.told(said, bases=bases_of(here.guide))) == len(said.split())
    if here.place.node.entry != MESSAGE_ENTRY or recognise(said, savoir_of(here.guide).messages):
        return False
    return said.rstrip().endswith("?") or bool(answer(here, said))


def reply(here: Scene, said: str) -> Turn | None:
    """Words that answer the question of the triage that is asked, and perhaps others of it; None if not.

    What was answered before stays as it is.
    """
    guide, node = here.guide, here.place.node
    asked = next((dimension for dimension, nodes in DIMENSION_NODES.items() if node.id in nodes), "")
    heard = recit.heard_answer(here, said) if asked else {}
    if not node.choice(heard.get(asked, "")):
        return None
    given = {answer.node for answer in here.place.path}
    told = [
        (node.id if dimension == asked else nodes[0], heard[dimension])
        for dimension, nodes in DIMENSION_NODES.items()
        if dimension in heard and (dimension == asked or given.isdisjoint(nodes))
    ]
    state = here.state
    for asked_node, value in told:
        state, _ = Scene(guide, state, here.today).record(asked_node, value)
    return here.move(state, _kept(guide, told, lead="retenu"))


def again(here: Scene, heard: Mapping[str, str]) -> Turn | None:
    """Other answers to the questions of the triage that were answered before; None where none was asked.

    Those that stand already are told to.
    """
    given = {answer.node: answer.value for answer in here.walked.path}
    told = [
        (node, heard[dimension])
        for dimension, nodes in DIMENSION_NODES.items()
        for node in nodes
        if given.get(node) not in {None, heard.get(dimension)}
        and here.guide.nodes[node].choice(heard.get(dimension, ""))
    ]
    if not told:
        return _stands(here, heard, given)
    told += [
        (nodes[0], heard[dimension])
        for dimension, nodes in DIMENSION_NODES.items()
        if dimension in heard and given.keys().isdisjoint(nodes)
    ]
    state = here.reopen("")
    for node, value in told:
        state, _ = replace(here, state=state).record(node, value)
    return here.move(state, _kept(here.guide, told, lead="retenu"))


def _stands(here: Scene, heard: Mapping[str, str], given: Mapping[str, str]) -> Turn | None:
    for dimension, nodes in reversed(tuple(DIMENSION_NODES.items())):
        for node in nodes:
            if given.get(node, "") == heard.get(dimension):
                asked, value = here.guide.nodes[node], given[node]
                word = here.guide.word(
                    "dialogue.deja_note", question=asked.summary, valeur=asked.shown(value)
                )
                return here.stay(Text(word))
    return None


def begin(here: Scene, pressed: str) -> Turn:
    """Begin a triage with what was told in passing, or else with what the button carries.

    What an earlier triage asked is asked again, all else is kept.
    """
    guide = here.guide
    known = carried(guide, here.state.pieces)
    told = answers_of(guide, ",".join(known.values()) if known else pressed)
    regles = savoir_of(guide).regles
    earlier = {
        *(node for nodes in DIMENSION_NODES.values() for node in nodes),
        *(chapter.regle for chapter in regles.chapitres.values()),
        *(cause.node for cause in regles.causes),
        MESSAGE_NODE,
    }
    pieces = here.state.pieces
    state: State = replace(
        here.reopen(""),
        answers=tuple(each for each in here.state.answers if each.node not in earlier),
        pieces=replace(pieces, dits=tuple(each for each in pieces.dits if each[0] not in earlier)),
    )
    for node, value in ((START, START_NODE), *told):
        state, _ = replace(here, state=state).record(node, value)
    heard = [(node, value) for node, value in told if value != "message"]
    heard += [(SINCE_NODE, said) for said in (state.pieces.dit(SINCE_NODE),) if said]
    if not heard:
        return here.move(state, Text(guide.word("dialogue.cause_cherchee")))
    return here.move(state, _kept(guide, heard, lead="cause_retenue"))


def _kept(guide: Guide, told: Iterable[tuple[str, str]], *, lead: str) -> Text:
    """What was understood, said back."""
    kept = [f"- {literal(guide.nodes[node].shown(value))}" for node, value in told]
    return Text("\n".join((guide.word(f"dialogue.{lead}"), "", *kept)))
