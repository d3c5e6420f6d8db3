"""The one door: one update in, one transaction, replies out; a file is read between two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from handlers.again import again
from handlers.dossiers import Dossiers
from handlers.effects import perform, slow
from handlers.ports import Store, Talk
from handlers.readings import Update
from knowledge.dialogue import compte_rendu, engine, suivi
from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.errors import FilesElsewhere
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import (
    DOSSIER_NODE,
    File,
    Forget,
    Forgotten,
    Message,
    NoteGap,
    Opened,
    OpenFile,
    Reply,
    State,
    Turn,
)
from knowledge.dialogue.vue import View


class House(Protocol):
    """What a turn needs of the house."""

    @property
    def guide(self) -> Guide:
        """Everything that is said."""

    @property
    def store(self) -> Store:
        """Where conversations are remembered."""

    @property
    def dossiers(self) -> Dossiers:
        """Where files are read."""

    @property
    def draw(self) -> Callable[[], str]:
        """Where references of cases come from."""


def handle(house: House, update: Update, *, today: date) -> tuple[Reply, ...]:
    """Play one update and remember where it leads; the replies leave once that is committed.

    An update whose key was handled before has no effect: what was answered last is said again.
    Raises HouseError when the store cannot be used; then nothing has changed.
    """
    turn = _first(house, update, today=today)
    if Forget() in turn.effects:
        house.dossiers.forget(update.who)
    for effect in slow(turn.effects):
        outcome = perform(effect, house.dossiers, update.who, today=today)
        turn = _then(house, update.who, outcome, today=today)
    return turn.replies


def play(  # noqa: PLR0913 - what a turn needs
    guide: Guide,
    talk: Talk,
    message: Message,
    *,
    today: date,
    reads: bool,
    draw: Callable[[], str],
) -> Turn:
    """Play one message in a conversation that is claimed; `reads` says whether files are read here.

    `draw` gives references of cases.

    The transaction of `talk` commits what is remembered; the slow effects are the caller's to see to.
    """
    turn = _advance(guide, talk, message, today=today, draw=draw)
    if not reads and any(isinstance(effect, OpenFile) for effect in turn.effects):
        return _advance(guide, talk, Opened(FilesElsewhere()), today=today, draw=draw)
    return turn


def _first(house: House, update: Update, *, today: date) -> Turn:
    """What an update leads to; nothing more is to be done where it was handled before."""
    played: list[Turn] = []

    def once() -> Turn:
        with house.store.talk(update.who) as talk:
            if not talk.seen(update.key):
                played.append(_advance(house.guide, talk, update.message, today=today, draw=house.draw))
            elif not played:
                played.append(Turn(talk.state, tuple(talk.replies)))
            # Else it was committed just now, and nobody heard of it.
        return played[-1]

    return again(once)


def _then(house: House, who: str, outcome: Message, *, today: date) -> Turn:
    """What comes of an effect."""

    def once() -> Turn:
        with house.store.talk(who) as talk:
            return _advance(house.guide, talk, outcome, today=today, draw=house.draw)

    return again(once)


def _advance(guide: Guide, talk: Talk, message: Message, *, today: date, draw: Callable[[], str]) -> Turn:
    turn = _drawn(talk, draw, lambda fresh: engine.step(guide, talk.state, message, today=today, fresh=fresh))
    if turn.effects == (Forget(),):
        # Nothing is remembered after it, not even the receipt.
        forgotten = Forgotten(talk.forget())
        return replace(engine.step(guide, turn.state, forgotten, today=today), effects=turn.effects)
    for effect in turn.effects:
        if isinstance(effect, NoteGap):
            talk.miss(effect.question)
    talk.state, talk.replies = turn.state, turn.replies
    return turn


def _drawn(talk: Talk, draw: Callable[[], str], step: Callable[[str], Turn]) -> Turn:
    """Do a step with a reference that it may use, again while that is another case's; keep the case."""
    while True:
        turn = step(draw())
        cases = [effect for effect in turn.effects if isinstance(effect, OpenTicket)]
        if all(talk.ticket(case) for case in cases):
            return turn


def open_case(house: House, who: str, *, today: date) -> State:
    """Open the case of a conversation where there is none yet; return what is remembered then."""

    def once() -> State:
        with house.store.talk(who) as talk:
            before = talk.state
            turn = _drawn(
                talk,
                house.draw,
                lambda fresh: suivi.open_case(house.guide, before, today=today, fresh=fresh),
            )
            if turn.state != before:
                talk.state = turn.state
            return turn.state

    return again(once)


def look(house: House, who: str, *, today: date) -> View:
    """All that a page shows of a conversation; nothing is written."""
    state, last = again(lambda: house.store.look(who))
    return engine.view(house.guide, state, today=today, last=tuple(last))


def files(house: House, who: str, node: str, *, today: date) -> tuple[File, ...]:
    """Make the files of a node of this conversation again, for a download.

    Those of the report on accounts come from memory, where they stay a few minutes.
    """
    if node == DOSSIER_NODE:
        made = house.dossiers.documents(who)
        offered = compte_rendu.documents(house.guide)
        return tuple(replace(file, data=data) for file, data in zip(offered, made, strict=False))
    state, _ = again(lambda: house.store.look(who))
    return engine.files(house.guide, state, node, today=today)
