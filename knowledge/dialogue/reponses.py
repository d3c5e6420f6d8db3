"""An answer of the search and what stands under it: « Me guider », « Ce n’était pas ça », a person."""

from __future__ import annotations

from dataclasses import replace

from knowledge.dialogue.dires import source_line
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.parcours import ahead, reachable
from knowledge.dialogue.savoir import GUIDE_ME, HUMAN, NOT_THAT, questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import NoteGap, State, Text, Turn
from knowledge.recherche.fiches import Entry, Fiche
from knowledge.recherche.moteur import MOST, Result


def answer(here: Scene, result: Result, gap: str) -> Turn:
    """Show the answer found, or the choice of several; `gap` is what is noted if it was none of them."""
    found, further = ([each.entry.id for each in some] for some in (result.found, result.further))
    if result.kind == "answer":
        return _shown(here, result.found[0].entry, others=(*found[1:], *further), question=gap)
    offered = (*found, NOT_THAT)
    return _stay(here, Text(here.guide.word("dialogue.plusieurs")), offered, tuple(further), gap)


def press(here: Scene, id: str) -> Turn:
    """A button of the search was pressed: an entry, or one of those that stand under an answer."""
    guide = here.guide
    if id == NOT_THAT and NOT_THAT in here.state.offered:
        return _not_that(here)
    if id.startswith(GUIDE_ME):
        entry = questions_of(guide).entry(id.removeprefix(GUIDE_ME))
        if isinstance(entry, Fiche) and (goal := _goal(here, entry)):
            return _lead(here, goal)
    entry = questions_of(guide).entry(id)
    if entry is None:
        return here.stay(Text(guide.word("dialogue.bouton_ancien")))
    beside = (*here.state.offered, *here.state.others)
    others = tuple(other for other in beside if other != id and questions_of(guide).entry(other))
    return _shown(here, entry, others=others, question=here.state.question)


def text_of(guide: Guide, entry: Entry) -> Text:
    """An entry as it is said, with where it comes from."""
    source = source_line(guide, entry.cites, entry.source)
    return Text(f"**{literal(entry.titre)}**\n\n{entry.texte}", source)


def _shown(here: Scene, entry: Entry, *, others: tuple[str, ...], question: str) -> Turn:
    leads = isinstance(entry, Fiche) and _goal(here, entry)
    offered = (*((f"{GUIDE_ME}{entry.id}",) if leads else ()), NOT_THAT)
    return _stay(here, text_of(here.guide, entry), offered, others, question)


def _not_that(here: Scene) -> Turn:
    """The next ones and a person; the question is noted, once."""
    state, guide = here.state, here.guide
    following, rest = state.others[:MOST], state.others[MOST:]
    word = "dialogue.autres_reponses" if following else "dialogue.aucune_autre"
    person = () if here.place.node.choice(HUMAN) else (HUMAN,)
    offered = (*following, *((NOT_THAT,) if rest else ()), *person)
    turn = _stay(here, Text(guide.word(word)), offered, rest, "")
    return replace(turn, effects=(NoteGap(state.question),)) if state.question else turn


def _stay(here: Scene, said: Text, offered: tuple[str, ...], others: tuple[str, ...], question: str) -> Turn:
    turn = here.stay(said, offered=offered)
    return replace(turn, state=replace(turn.state, others=others, question=question))


def _goal(here: Scene, entry: Fiche) -> str:
    """The place of the dialogue that an answer leads to from here, or nothing."""
    return next((node for node in entry.suite if _way(here, node) is not None), "")


def _way(here: Scene, goal: str) -> State | None:
    """The state from which `goal` is reached; only the wish may be changed for it, and no fact.

    The goal may be asked already, be answered, or come later from here, or by another wish.
    """
    if goal == here.walked.node.id or here.walked.value(goal) is not None:
        return here.reopen(goal if goal != here.walked.node.id else "")
    if here.walked.node.id != START and goal in reachable(here.guide, here.walked):
        return here.reopen("")
    for choice in here.guide.nodes[START].choices:
        state, dropped = here.record(START, choice.id)
        then = replace(here, state=state)
        if not dropped and goal in reachable(here.guide, then.walked):
            return state
    return None


def _lead(here: Scene, goal: str) -> Turn:
    guide = here.guide
    state = _way(here, goal) or here.reopen("")
    there = replace(here, state=state)
    title = guide.nodes[goal].title
    coming = [node.id for node in ahead(guide, there.walked, state.answers)]
    if state.reopened or there.walked.node.id == goal:
        said = guide.word("dialogue.guide_ici", titre=title)
    elif goal in coming:
        said = guide.word("dialogue.guide_bientot", titre=title, nombre=coming.index(goal))
    else:
        said = guide.word("dialogue.guide_chemin", titre=title)
    return here.move(state, Text(said))
