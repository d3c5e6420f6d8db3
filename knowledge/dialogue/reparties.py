"""What free words mean at a question: the senses of `reparties.toml`, and the answers they are there.

    [sens.regle]
    dit = ["ca marche", …]          words that say it, as `knowledge.triage.paroles` reads them
    sauf = ["pas"]                  words beside which they do not
    mots = 3                        a longer text says it no more (default: any length)
    seul = true                     beside small words alone, where a mistake cannot be undone

    [[questions]]
    noeuds = ["cause_*"]            where this is asked
    reponses = { regle = "regle" }  each sense, the first that is said, and what it is the answer to
    demande = "…"                   what is asked where that is not enough (`?`), with `choix` alone
    ensuite = { non = "ignore" }    what the senses are then

An answer `a|b` is the first that the node has; `oui+` lets the same words answer the next question too;
`=attendre` answers nothing and says that phrase; `<` takes back that the file was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import savoir_of
from knowledge.triage.graphies import knowing
from knowledge.triage.paroles import Paroles, expression, spaced, whole

FILE = "reparties.toml"

_ALONE = re.compile(r" c (?!est |etait |ete |a )")
"""« c réglé », as it is written on a phone."""

NEWS = ("precision", "consigne", "refus", "repondu_sans_effet", "attend", "rien_recu", "repondu")
"""The senses that are about a file that was sent, wherever one stands in the conversation meanwhile."""

MORE = "?"
"""The answer that is none yet: more is asked."""

UNSENT = "<"
"""The answer that takes a sending back."""

COMMAND_WORDS = 6
"""A longer text tells something, and commands nothing."""

LONGEST = 600
"""Of a longer text only the beginning is read: an answer that was pasted says early what it is."""


@dataclass(frozen=True, slots=True)
class Sens:
    """One thing that words can say."""

    said: re.Pattern[str]
    unless: re.Pattern[str]
    longest: int
    alone: frozenset[str] | None = None
    """Where it says it alone: the words that may stand beside it."""

    def is_in(self, text: str) -> bool:
        """Do these words, folded and between spaces, say it?"""
        short = not self.longest or len(text.split()) <= self.longest
        if not short or not self.said.search(text) or self.unless.search(text):
            return False
        return self.alone is None or self.alone.issuperset(self.said.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Question:
    """What each sense answers, in the order in which they count, and what is asked to know more."""

    answers: Mapping[str, str]
    demand: str = ""
    choices: tuple[str, ...] = ()
    then: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean at a node: an answer, a phrase, that more is to be asked, or nothing was sent."""

    sense: str
    answer: str = ""
    goes_on: bool = False
    phrase: str = ""
    more: bool = False
    unsent: bool = False


@dataclass(frozen=True, eq=False)
class Reparties:
    """All of `reparties.toml`: `small` words count for nothing, `openings` announce that one thinks again."""

    senses: Mapping[str, Sens]
    questions: tuple[tuple[tuple[str, ...], Question], ...]
    paroles: Paroles
    small: frozenset[str]
    greetings: frozenset[str]
    openings: re.Pattern[str]
    commands: Mapping[str, re.Pattern[str]]
    facts: Mapping[str, str]

    def question(self, node: str) -> Question | None:
        """What is known of the answers at a node."""
        found = (each for names, each in self.questions if any(fnmatchcase(node, name) for name in names))
        return next(found, None)

    def meaning(self, text: str, node: Node, *, asked_more: bool = False) -> Meaning | None:
        """What a text means at a node; `asked_more` where more was asked just before."""
        question = self.question(node.id)
        if question is None:
            return None
        said = self._spaced(text)
        for table in (question.then, question.answers) if asked_more else (question.answers,):
            for sense, value in table.items():
                if self.senses[sense].is_in(said) and (found := _read(sense, value, node)):
                    return found
        return None

    def command(self, text: str) -> str:
        """The command that a short text asks for in other words, or nothing."""
        text = self._spaced(text)
        if len(text.split()) > COMMAND_WORDS:
            return ""
        return next((name for name, said in self.commands.items() if said.search(text)), "")

    def fact(self, text: str) -> str:
        """Where PRONOTE runs, if a text says so: an answer of the question about it."""
        return next((value for sense, value in self.facts.items() if self.says(text, sense)), "")

    def says(self, text: str, sense: str) -> bool:
        """Does a text say this, wherever it stands?"""
        found = self.senses.get(sense)
        return found is not None and found.is_in(self._spaced(text))

    def _spaced(self, text: str) -> str:
        return _ALONE.sub(" c est ", spaced(whole(text[:LONGEST], self.paroles)))


def _read(sense: str, value: str, node: Node) -> Meaning | None:
    if value == MORE:
        return Meaning(sense, more=True)
    if value == UNSENT:
        return Meaning(sense, unsent=True)
    if value.startswith("="):
        return Meaning(sense, phrase=value[1:])
    ids = value.rstrip("+").split("|")
    there = next((id for id in ids if node.choice(id)), "")
    return Meaning(sense, there, goes_on=value.endswith("+")) if there else None


@lru_cache(maxsize=4)
def reparties_of(guide: Guide) -> Reparties:
    """The words that a guide understands as answers; none where it has no such file."""
    data: Mapping[str, Any] = guide.data.get(FILE, {})
    small = frozenset(data.get("petits", ()))
    paroles = savoir_of(guide).regles.paroles
    return Reparties(
        {
            id: Sens(
                expression(table["dit"]),
                expression(table.get("sauf", ())),
                table.get("mots", 0),
                small if table.get("seul") else None,
            )
            for id, table in data.get("sens", {}).items()
        },
        tuple(_questions(data)),
        replace(paroles, graphies=knowing(paroles.graphies, _expressions(data))),
        small,
        frozenset(data.get("saluts", ())),
        expression(data.get("reprises", ())),
        {name: expression(said) for name, said in data.get("commandes", {}).items()},
        data.get("faits", {}),
    )


def _expressions(data: Mapping[str, Any]) -> Iterator[str]:
    """All that is looked for in what people say."""
    yield from (*data.get("petits", ()), *data.get("saluts", ()), *data.get("reprises", ()))
    for table in data.get("sens", {}).values():
        yield from (*table["dit"], *table.get("sauf", ()))
    for said in data.get("commandes", {}).values():
        yield from said


def _questions(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Question]]:
    for table in data.get("questions", ()):
        yield (
            tuple(table["noeuds"]),
            Question(
                table["reponses"],
                table.get("demande", ""),
                tuple(table.get("choix", ())),
                table.get("ensuite", {}),
            ),
        )
