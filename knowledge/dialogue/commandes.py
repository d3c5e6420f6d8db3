"""The words that mean the same everywhere, and the recap that lets an answer be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rapidfuzz.distance import OSA

from knowledge.dialogue.dires import source_of, speak
from knowledge.dialogue.documents import give
from knowledge.dialogue.envoi import SHOWN
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.journal import undo
from knowledge.dialogue.lecture import comparable
from knowledge.dialogue.scene import RECAP_NODE, Scene
from knowledge.dialogue.suivi import restart, take_back
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import (
    GLOBAL_NODE,
    Forget,
    Text,
    Turn,
)

_TO_THE_FILE = (("but", "humain"), ("humain", "dossier"))
"""The answers that begin the questions of the file."""

_SLASHED = 3
_ALONE = 6
_SLIPS = 2
"""A shorter word than these is as easily another word; a long one behind a slash may have two slips."""


def command_of(guide: Guide, text: str) -> str | None:
    """The command that `text` is: `/retour`, or the label of its button; None for anything else."""
    if text.strip().startswith("/"):
        word = text.strip()[1:].split("@")[0].casefold()
        return {"start": "reprendre"}.get(word, word) if word in {*COMMANDS, "start"} else None
    said = comparable(text)
    return next(
        (name for name in COMMANDS if said in {name, comparable(guide.words["commandes"].get(name, name))}),
        None,
    )


def mistyped(here: Scene, text: str) -> Turn | None:
    """Do the command that a word with a typing error means: behind a slash, or a long word alone.

    What cannot be undone is never guessed. None where it means no command.
    """
    said, slash = comparable(text), text.strip().startswith("/")
    if " " in said or len(said) < (_SLASHED if slash else _ALONE):
        return None
    guide = here.guide
    near = {
        name: min(
            OSA.distance(said, name), OSA.distance(said, comparable(guide.words["commandes"].get(name, name)))
        )
        for name in COMMANDS
    }
    meant = min(near, key=lambda name: near[name])
    if near[meant] > (_SLIPS if slash and len(said) >= _ALONE else 1):
        return None
    if meant != "oublier":
        return COMMANDS[meant](here)
    return here.stay(Text(guide.word("dialogue.commande_proche", dit=text.strip(), commande=meant)))


def reopen(here: Scene, node: str) -> Turn:
    """Ask an answered question again; the answer stands until another is given."""
    then = here.at(node)
    value = here.value(node)
    if then is None or value is None:
        return here.stay(Text(here.guide.word("dialogue.bouton_ancien")))
    said = here.guide.word("dialogue.reprise", question=then.node.summary, valeur=then.node.shown(value))
    return here.move(here.reopen(node), Text(said))


def _retour(here: Scene) -> Turn:
    guide, path = here.guide, here.walked.path
    if here.in_recap:
        return here.move(here.reopen(""))
    if here.state.reopened:
        return here.move(here.reopen(""), Text(guide.word("dialogue.reprise_annulee")))
    if (before := undo(here.reopen(""), here.walked)) is not None:
        return here.move(before, Text(guide.word("dialogue.retour_fait")))
    if path:
        beyond = tuple(answer for answer in here.state.answers if answer not in path)
        kept = replace(here.reopen(""), answers=(*path[:-1], *beyond), set_aside=())
        return here.move(kept, Text(guide.word("dialogue.retour_fait")))
    if here.state.set_aside:
        return here.move(take_back(here.state), Text(guide.word("dialogue.repris")))
    return here.stay(Text(guide.word("dialogue.retour_debut")))


def _recap(here: Scene) -> Turn:
    guide, lines = here.guide, here.recap()
    if not lines:
        return here.stay(Text(guide.word("dialogue.recap_vide")))
    listed = "\n".join(f"- {literal(line.label)} : {literal(line.value)}" for line in lines)
    done = sum(guide.nodes[answer.node].is_step for answer in here.walked.path)
    steps = f"\n\n{guide.word('dialogue.recap_etapes', faites=done)}" if done else ""
    return here.move(
        here.reopen(RECAP_NODE),
        Text(f"{guide.word('dialogue.recap_titre')}\n\n{listed}{steps}"),
        *give(guide, ("memo",), here.walked, here.state.answers, node=GLOBAL_NODE),
    )


def _recommencer(here: Scene) -> Turn:
    return here.move(restart(here), Text(here.guide.word("dialogue.recommence")))


def _aide(here: Scene) -> Turn:
    return here.stay(*speak(here.guide.say("mots/aide", here.place.connu.names())))


def _humain(here: Scene) -> Turn:
    node = here.guide.nodes["humain"]
    said = here.guide.say(node.id, here.place.connu.names())
    return here.stay(*speak(said, source=source_of(here.guide, node)))


def _dossier(here: Scene) -> Turn:
    """The escalation file as it stands, whatever was answered so far; before anything was, its questions."""
    begun = [answer for answer in here.walked.path if answer.node not in dict(_TO_THE_FILE)]
    if not begun:
        here = replace(here, state=here.reopen(""))
        for node, value in _TO_THE_FILE:
            here = replace(here, state=here.record(node, value)[0])
        return here.move(here.state)
    there = replace(here, state=replace(here.state, reference=here.reference))
    given = give(here.guide, ("dossier_entier",), there.walked, here.state.answers, node=GLOBAL_NODE)
    return there.stay(*given, offered=(SHOWN,))


def _oublier(here: Scene) -> Turn:
    return Turn(replace(here.state, reopened=""), (), (Forget(),))


def _reprendre(here: Scene) -> Turn:
    return here.move(here.reopen(""))


COMMANDS: Mapping[str, Callable[[Scene], Turn]] = {
    "retour": _retour,
    "recap": _recap,
    "recommencer": _recommencer,
    "aide": _aide,
    "humain": _humain,
    "dossier": _dossier,
    "oublier": _oublier,
    "reprendre": _reprendre,
}
