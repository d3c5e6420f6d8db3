"""What the answers of a conversation tell of a breakdown: symptom, causes, what was tried, who acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from knowledge.triage.classement import Essai, Piste, Verdict, judge, matters, rank
from knowledge.triage.messages import Messages, recognise
from knowledge.triage.regles import Chapitre, Regles, Symptome

START_NODE = "probleme"
"""The node with which a triage begins."""

MESSAGE_NODE = "tri_message"
"""The node where the message that is displayed is pasted."""

DIMENSION_NODES: Mapping[str, tuple[str, ...]] = {
    "qui": ("probleme", "tri_qui"),
    "profil": ("tri_profil",),
    "ou": ("tri_ou",),
    "depuis": ("tri_depuis",),
    "reglage": ("tri_reglage",),
}
"""The nodes whose options are the answers of a dimension."""

NOT_KNOWN = frozenset({"ignore", "message"})
"""Answers that tell nothing about who is concerned, where, or since when."""

NO_MESSAGE = frozenset({"aucun", "ignore"})
"""Answers of the message's node that are no message."""


_NO_CHAPTER = Chapitre("", "")


@dataclass(frozen=True, eq=False)
class Savoir:
    """The rules, the messages that a text can show, and the answers that each question offers.

    `attend` says which lines of an escalation file each recipient needs.
    """

    regles: Regles
    messages: Messages
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attend: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> frozenset[str]:
        """The nodes whose answers a triage sees; what is answered elsewhere changes nothing in it."""
        asked = (node for nodes in DIMENSION_NODES.values() for node in nodes)
        steps = (node for each in self.regles.chapitres.values() for node in (each.fait, each.regle))
        return frozenset((START_NODE, MESSAGE_NODE, *asked, *self.regles.by_node, *steps))


@dataclass(frozen=True, eq=False)
class Enquete:
    """One breakdown: `answers` are those of the conversation, by their node, in the order of the walk."""

    answers: Mapping[str, str]
    savoir: Savoir

    def further(self, node: str, value: str) -> Enquete:
        """The same with one answer more; what was said of the breakdown stays where it was not asked."""
        then = Enquete({**self.answers, node: value}, self.savoir)
        if node in self.savoir.regles.by_node:
            kept = ("symptome", "pistes")
            then.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        return then

    @cached_property
    def symptome(self) -> Symptome:
        """What the person said of it."""
        said = {dimension: self._said(dimension) for dimension in DIMENSION_NODES}
        return Symptome(**said, messages=_messages(self.texte, self.savoir))

    @property
    def texte(self) -> str:
        """The message that was pasted, its secrets masked; nothing where there was none."""
        text = self.answers.get(MESSAGE_NODE, "")
        return "" if text in NO_MESSAGE else text

    @cached_property
    def pistes(self) -> tuple[Piste, ...]:
        """The likely causes, best first."""
        return rank(self.symptome, self.savoir.regles)

    @cached_property
    def essais(self) -> tuple[Essai, ...]:
        """The causes that were answered, in their order, and what came of each."""
        return tuple(self._tried())

    @cached_property
    def restent(self) -> tuple[Piste, ...]:
        """The causes that were not answered yet."""
        return tuple(piste for piste in self.pistes if piste.cause.node not in self.answers)

    @cached_property
    def piste(self) -> Piste | None:
        """The next cause to tell of."""
        return self.restent[0] if self.restent else None

    @property
    def chapitre(self) -> str:
        """The steps that the person is taking for a cause: none once what came of them was answered."""
        taken = [essai for essai in self.essais if essai.resultat == "etapes"]
        return taken[-1].piste.cause.chapitre if taken else ""

    @cached_property
    def verdict(self) -> Verdict:
        """Who has to act, as things stand."""
        return judge(self.symptome, self.essais, self.savoir.regles)

    def matters(self, dimension: str) -> bool:
        """Does the question still matter for what is known?"""
        return matters(self.symptome, dimension, self.savoir.values.get(dimension, ()), self.savoir.regles)

    def done(self, chapitre: str) -> bool:
        """Were the steps of this chapter taken, for whatever reason?"""
        return bool(self.answers.get(self._chapter(chapitre).fait))

    def reviewed(self, chapitre: str) -> bool:
        """Was it answered what came of them?"""
        return bool(self.answers.get(self._chapter(chapitre).regle))

    @cached_property
    def etapes(self) -> tuple[tuple[bool, bool], ...]:
        """For each chapter: were its steps taken, and was it answered what came of them?"""
        return tuple((self.done(id), self.reviewed(id)) for id in self.savoir.regles.chapitres)

    def _chapter(self, chapitre: str) -> Chapitre:
        return self.savoir.regles.chapitres.get(chapitre, _NO_CHAPTER)

    def _said(self, dimension: str) -> str:
        said = (self.answers.get(node, "") for node in DIMENSION_NODES[dimension])
        return next((value for value in said if value and value not in NOT_KNOWN), "")

    def _tried(self) -> Iterator[Essai]:
        by_node = self.savoir.regles.by_node
        ranked = {piste.cause.id: piste for piste in self.pistes}
        for node, value in self.answers.items():
            if (cause := by_node.get(node)) is None:
                continue
            after = self.answers.get(self._chapter(cause.chapitre).regle, "") if value == "etapes" else ""
            outcome = {"oui": "regle", "non": "essaye"}.get(after, value)
            yield Essai(ranked.get(cause.id, Piste(cause, ())), outcome)  # type: ignore[arg-type]  # the tree's options


@lru_cache(maxsize=256)
def _messages(text: str, savoir: Savoir) -> tuple[str, ...]:
    return tuple(seen.message.id for seen in recognise(text, savoir.messages)) if text else ()
