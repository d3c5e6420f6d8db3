"""Typed words that answer: an option by its number, its label, its sense or another name, now or late."""

from __future__ import annotations

import re

from knowledge.dialogue import retraits
from knowledge.dialogue.appel import calls
from knowledge.dialogue.chercher import reply
from knowledge.dialogue.commandes import COMMANDS, command_of, mistyped
from knowledge.dialogue.corriger import correct
from knowledge.dialogue.echos import MESSAGE_ENTRY, PROBLEM_ENTRY
from knowledge.dialogue.ecoles import name_of
from knowledge.dialogue.entendre import understood
from knowledge.dialogue.envoi import REVIEWS
from knowledge.dialogue.lecture import choose, comparable, named
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.reparties import reparties_of
from knowledge.dialogue.revenir import complete, host, revise
from knowledge.dialogue.saisies import CHECKED_ENTRIES, FREE_ENTRIES, NAME_ENTRY, UAI_SHAPE
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.types import Option, Turn
from knowledge.triage.messages import recognise

_WORDY = frozenset({MESSAGE_ENTRY, PROBLEM_ENTRY})
_STATUS = re.compile(r"\b[45]\d\d\b")
_WORD = re.compile(r"[^\W\d_]{3}")
"""The entries that cannot be told without a word, the error of a server, and the least that is a word."""


ACCEPTED = "accepte"
"""The sense of words that take what was offered."""


def meant(here: Scene, said: str) -> Option | Turn | None:
    """The option to be pressed, or what the words lead to; None for words that answer nothing.

    The bot's own words come before any other reading of them: whoever copies a button presses it.
    """
    options, small = here.asked().options, reparties_of(here.guide).small
    return (
        named(said, options, small, numbers=not here.place.node.entry)
        or _command(here, said)
        or retraits.typed(here, said)
        or _accepted(here, said)
        or correct(here, said)
        or understood(here, said)
        or choose(said, options, here.guide.words["synonymes"])
        or _in_other_words(here, said)
        or mistyped(here, said)
        or reply(here, said)
        or revise(here, said)
        or complete(here, said)
        or host(here, said)
    )


def _accepted(here: Scene, said: str) -> Option | None:
    """« Oui » where the search of the cause is offered, by the button that stands first."""
    first = next(iter(calls(here.guide, here.state.offered)), None)
    return first if first and reparties_of(here.guide).says(said, ACCEPTED) else None


def _command(here: Scene, said: str) -> Turn | None:
    name = command_of(here.guide, said)
    return COMMANDS[name](here) if name else None


def _in_other_words(here: Scene, said: str) -> Turn | None:
    """A command without its word, where not any words are an answer."""
    if here.place.node.entry in FREE_ENTRIES or said.rstrip().endswith("?"):
        return None
    name = reparties_of(here.guide).command(said)
    if name == "dossier" and not REVIEWS.isdisjoint(here.place.node.documents):
        name = "reprendre"  # it is read over just now: that is shown again
    return COMMANDS[name](here) if name else None


def entry_of(here: Scene, said: str) -> str:
    """What to enter where any words would be taken; nothing for words that answer another kind of question.

    That is `fait`, `/stop`, a code; a sentence is no name. A message or a story has a word at least; a number
    alone is one only where a server shows it (`503`).
    """
    guide, entry = here.guide, here.place.node.entry
    if entry not in FREE_ENTRIES:
        return said
    if entry in _WORDY and _WORD.search(said) is None:
        told = _STATUS.search(said) or recognise(said, savoir_of(guide).messages)
        return said if told else ""
    meant = {comparable(word) for id, words in guide.words["synonymes"].items() for word in (id, *words)}
    code = entry not in CHECKED_ENTRIES and UAI_SHAPE.fullmatch(said) is not None
    if said.startswith("/") or comparable(said) in meant or code:
        return ""
    return name_of(guide, said) if entry == NAME_ENTRY else said
