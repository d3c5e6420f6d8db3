"""Free words that answer the question by their sense, and perhaps the questions after it."""

from __future__ import annotations

from dataclasses import replace

from knowledge.dialogue.echos import PROBLEM_ENTRY
from knowledge.dialogue.journal import unsent
from knowledge.dialogue.reparties import FILE, NEWS, Meaning, reparties_of
from knowledge.dialogue.saisies import VALIDATORS
from knowledge.dialogue.scene import MORE_ASKED, Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Text, Turn


def understood(here: Scene, said: str) -> Turn | None:
    """Answer with what these words mean where one stands; None where they mean no answer.

    Over the recap, or while an earlier answer is changed, only the news of a file that was sent count.
    """
    if said.rstrip().endswith("?"):
        return None
    there = replace(here, state=here.reopen("")) if here.state.reopened else here
    meaning = _meaning(there, said)
    if meaning is None and not here.walked.path and (cases := here.state.anciens):
        return _of_a_case(here, said, [each.reference for each in cases if each.reference])
    if meaning is None or (here.state.reopened and not _is_news(here, meaning)):
        return None
    return _led(there, said, meaning)


def _led(there: Scene, said: str, meaning: Meaning) -> Turn | None:
    if meaning.phrase:
        return there.stay(Text(there.guide.data[FILE]["phrases"][meaning.phrase]))
    if meaning.unsent:
        before = unsent(there.guide, there.reopen(""), there.walked)
        return there.move(before, Text(there.guide.word("dialogue.retour_fait"))) if before else None
    if meaning.more:
        return there.stay(offered=(MORE_ASKED,))
    return _answered(there, said, meaning)


def _of_a_case(here: Scene, said: str, references: list[str]) -> Turn | None:
    """News of a file, where one began anew: its reference leads back to it."""
    if not references or not any(reparties_of(here.guide).says(said, sense) for sense in NEWS):
        return None
    phrase = here.guide.data[FILE]["phrases"]["autre_dossier"]
    return here.stay(Text(here.guide.phrase(phrase, {"references": ", ".join(references)})))


def _answered(there: Scene, said: str, meaning: Meaning | None) -> Turn:
    guide, kept = there.guide, []
    passed: set[str] = set()
    while meaning is not None and meaning.answer and there.walked.node.id not in passed:
        node = there.walked.node
        passed.add(node.id)
        kept.append(literal(node.shown(meaning.answer)))
        there = replace(there, state=there.record(node.id, meaning.answer)[0])
        goes_on = meaning.goes_on
        meaning = _meaning(there, said) if goes_on else None
        if goes_on and there.walked.node.entry == PROBLEM_ENTRY:
            node, told = there.walked.node, VALIDATORS[PROBLEM_ENTRY](said, there.walked.connu).value
            kept.append(guide.phrase(guide.data[FILE]["phrases"]["dit"], {"dit": told}))
            there = replace(there, state=there.record(node.id, told)[0])
    offered = (MORE_ASKED,) if meaning is not None and meaning.more else ()
    state = replace(there.state, offered=offered)
    listed = "\n".join(f"- {line}" for line in kept)
    return there.move(state, Text(f"{guide.word('dialogue.retenu')}\n\n{listed}"))


def _meaning(here: Scene, said: str) -> Meaning | None:
    more = MORE_ASKED in here.state.offered
    return reparties_of(here.guide).meaning(said, here.walked.node, asked_more=more)


def _is_news(here: Scene, meaning: Meaning) -> bool:
    return meaning.sense in {*NEWS, "regle"} and (here.in_recap or not here.place.node.entry)
