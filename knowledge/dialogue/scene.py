"""Where a conversation stands, and the few ways to leave it standing there or to move it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from knowledge.dialogue import journal
from knowledge.dialogue.appel import calls
from knowledge.dialogue.connu import ADDRESS_NODES, DELETION_NODE, HOSTED, address_of
from knowledge.dialogue.dires import ask, commands, told
from knowledge.dialogue.dossier import Dossier
from knowledge.dialogue.echos import corrections, proposed
from knowledge.dialogue.envoi import SHOWN, leftovers, shows_lines, toggles
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import Parcours, reachable, walk
from knowledge.dialogue.reparties import reparties_of
from knowledge.dialogue.savoir import ELSE, buttons
from knowledge.dialogue.types import DOSSIER_NODE, Answer, Ask, Option, Reply, State, Turn
from knowledge.dialogue.vue import RecapLine

RECAP_NODE = "recap"
"""The node of the buttons that reopen an answered question: `Picked("recap", "hebergement")`."""

MORE_ASKED = "plus:"
"""Among what is offered: the answer was not enough, and the question is asked more closely."""


@dataclass(frozen=True)
class Scene:
    """A guide, a state and a day: all that a message meets. `fresh` is a reference that nobody has yet."""

    guide: Guide
    state: State
    today: date
    fresh: str = ""

    @property
    def reference(self) -> str:
        """The reference of the case, or the one that it gets if it is opened now."""
        return self.state.reference or self.fresh

    @cached_property
    def walked(self) -> Parcours:
        """Where the answers lead."""
        return self.walk(self.state.answers)

    @cached_property
    def place(self) -> Parcours:
        """Where the person is asked something: the reopened question if there is one."""
        return (self.at(self.state.reopened) if self.state.reopened else None) or self.walked

    @property
    def in_recap(self) -> bool:
        """Is the recap open, with its own choice of an answer to change?"""
        return self.state.reopened == RECAP_NODE

    def asked(self, *, again: bool = False) -> Ask:
        """What is asked now, with every button that a number or a label may mean."""
        if self.in_recap:
            changes = tuple(line.change for line in self.recap())
            go_on = commands(self.guide, ("reprendre",))
            options = (*self.lines, *changes, *go_on)
            return Ask(RECAP_NODE, self.guide.word("dialogue.recap_changer"), options)
        asked = ask(self.guide, self.place.node, again=again)
        question = reparties_of(self.guide).question(asked.node)
        if MORE_ASKED in self.state.offered and question and question.demand:
            asked = replace(
                asked,
                prompt=question.demand,
                options=tuple(each for each in asked.options if each.id in question.choices),
            )
        beside = (
            *proposed(self.guide, self.place, self.state.noted),
            *corrections(self.guide, self.place),
            *(
                Option(DOSSIER_NODE, geste, self.guide.word(f"fichiers.gestes.{geste}"))
                for geste in self.state.gestes
                if geste in self.guide.words["fichiers"]["gestes"]
            ),
            *buttons(self.guide, [id for id in self.state.offered if id in ELSE]),
        )
        # What was just offered is what to do next: on a phone it must not stand below all the rest.
        offered = (
            *calls(self.guide, self.state.offered),
            *buttons(self.guide, [id for id in self.state.offered if id not in {*ELSE, SHOWN}]),
        )
        return replace(asked, options=(*self.lines, *offered, *asked.options, *beside))

    @cached_property
    def dossier(self) -> Dossier:
        """The file as it stands where the person is asked: all of it is masked anew each time it is made."""
        return gather(self.guide, self.place)

    @property
    def toggles(self) -> tuple[Option, ...]:
        """The buttons of the lines of the file that is shown; none where the recap stands before it."""
        hidden = self.in_recap and SHOWN not in self.state.offered
        if hidden or not shows_lines(self.place, self.state.offered):
            return ()
        return toggles(self.guide, self.dossier)

    @property
    def lines(self) -> tuple[Option, ...]:
        """The same, and the button for what still tells those that were struck out."""
        buttons = self.toggles
        return (*buttons, *(leftovers(self.guide, self.dossier) if buttons else ()))

    def recap(self) -> tuple[RecapLine, ...]:
        """One line an answer, steps left out, each with the button that reopens it."""
        said = (*((answer.node, answer.value) for answer in self.walked.path), *self.in_passing())
        return tuple(
            RecapLine(node.summary, node.shown(value), Option(RECAP_NODE, node.id, node.summary))
            for id, value in said
            if not (node := self.guide.nodes[id]).is_step
        )

    def in_passing(self) -> tuple[tuple[str, str], ...]:
        """What was said without being asked, and is asked no more: the question, and the words."""
        asked = {*(answer.node for answer in self.walked.path), self.walked.node.id}
        said = self.state.pieces.dits
        return tuple(each for each in said if each[0] in self.guide.nodes and each[0] not in asked)

    def at(self, node: str) -> Parcours | None:
        """The place as it was when `node` was asked; None if it is not on the way."""
        if node == self.walked.node.id:
            return self.walked
        ranks = [rank for rank, answer in enumerate(self.walked.path) if answer.node == node]
        if not ranks and node in dict(self.in_passing()):
            return replace(self.walked, node=self.guide.nodes[node])
        return self.walk(self.walked.path[: ranks[0]]) if ranks else None

    def value(self, node: str) -> str | None:
        """What was answered at `node`, or said in passing that answers it."""
        return self.walked.value(node) or dict(self.in_passing()).get(node)

    def walk(self, answers: Iterable[Answer]) -> Parcours:
        """Where these answers would lead, all else as it is."""
        pieces = self.state.pieces
        return walk(self.guide, answers, today=self.today, pieces=pieces, reference=self.reference)

    def pending(self) -> tuple[Reply, ...]:
        """The pending question and all that leads to it."""
        if self.in_recap:
            return (self.asked(),)
        return (*told(self.guide, self.place, self.state.answers), self.asked())

    def stay(
        self, *replies: Reply, offered: tuple[str, ...] = (), gestes: tuple[str, ...] | None = None
    ) -> Turn:
        """Say something and ask the pending question again: a digression touches no answer.

        `offered` are entries of the search to stand as buttons beside the question, `gestes` what can be
        done with files (by default what could be done already, where files are the question).
        """
        if gestes is None:
            gestes = self.state.gestes if self.place.node.file else ()
        state = replace(self.state, offered=offered, others=(), question="", gestes=gestes)
        there = replace(self, state=state)
        return Turn(there.state, (*replies, there.asked(again=True)))

    def move(self, state: State, *replies: Reply) -> Turn:
        """Go to another state; say something first, then what is asked there."""
        there = replace(self, state=state)
        return Turn(state, (*replies, *there.pending()))

    def record(self, node: str, value: str) -> tuple[State, tuple[str, ...]]:
        """Keep an answer. Return the new state, and the nodes whose answers do not hold any more.

        A changed answer asks again what depends on it (`depend`); an answer that can still be
        reached from the new way is kept for when it is; the others are dropped.
        """
        given = {answer.node: answer.value for answer in self.state.answers}
        changed = given.get(node, value) != value
        stale = self._dependents(node, spared=self._agreeing(node, value)) if changed else frozenset()
        kept = {each: said for each, said in given.items() if each not in stale} | {node: value}
        # Noted before it is walked: whom the file is for next is told by what was answered.
        pieces = journal.note(self.state.pieces, self.guide.nodes[node], value, today=self.today)
        noted = replace(self, state=replace(self.state, pieces=pieces))
        then = noted.walk(Answer(*pair) for pair in kept.items())
        on_way = [answer.node for answer in then.path]
        within_reach = reachable(self.guide, then)
        order = on_way + [each for each in kept if each not in on_way and each in within_reach]
        deleted = self.state.deleted
        if node == DELETION_NODE and not deleted:
            deleted = self.today.isoformat()
        answers = tuple(Answer(each, kept[each]) for each in order)
        left = journal.asked_again(then)
        again = {each.node for each in then.path[len(left) :]}
        state = replace(
            self.reopen(""),
            answers=tuple(each for each in answers if each.node not in again),
            set_aside=(),
            deleted=deleted,
            pieces=pieces,
        )
        return state, tuple(each for each in given if each not in order)

    def _agreeing(self, node: str, value: str) -> frozenset[str]:
        """The addresses that fit the hosting which an answer tells: they need not be asked again."""
        hosted = HOSTED.get((node, value))
        return frozenset(
            each.node
            for each in self.state.answers
            if each.node in ADDRESS_NODES
            and (found := address_of(each.value)) is not None
            and found.hosted == hosted
        )

    def _dependents(self, node: str, *, spared: frozenset[str]) -> frozenset[str]:
        """The nodes that depend on `node`, and those that depend on them, but not those that are `spared`."""
        found: frozenset[str] = frozenset()
        fresh = frozenset({node})
        while fresh:
            fresh = (
                frozenset(each.id for each in self.guide.nodes.values() if fresh & set(each.depends))
                - found
                - spared
            )
            found |= fresh
        return found

    def reopen(self, node: str) -> State:
        """The same answers, with the question `node` open again."""
        return replace(self.state, reopened=node, offered=(), others=(), question="", gestes=())
