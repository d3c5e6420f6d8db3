"""The one door: one update in, one transaction, replies out."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from handlers.ports import Store, Talk
from knowledge.dialogue import engine
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import File, Forget, Forgotten, Message, Reply, Update, View


class House(Protocol):
    """What a turn needs of the house."""

    @property
    def guide(self) -> Guide:
        """Everything that is said."""

    @property
    def store(self) -> Store:
        """Where conversations are remembered."""


def handle(house: House, update: Update, *, today: date) -> tuple[Reply, ...]:
    """Play one update and remember where it leads; the replies leave once that is committed.

    An update whose key was handled before has no effect: what was answered last is said again.
    Raises HouseError when the store cannot be used; then nothing has changed.
    """
    with house.store.talk(update.who) as talk:
        if talk.seen(update.key):
            return tuple(talk.replies)
        return play(house.guide, talk, update.message, today=today)


def play(guide: Guide, talk: Talk, message: Message, *, today: date) -> tuple[Reply, ...]:
    """Play one message in a conversation that is claimed: its transaction commits what is remembered."""
    turn = engine.step(guide, talk.state, message, today=today)
    if turn.effects == (Forget(),):
        # Nothing is remembered after it, not even the receipt.
        forgotten = Forgotten(talk.forget())
        return engine.step(guide, turn.state, forgotten, today=today).replies
    talk.state, talk.replies = turn.state, turn.replies
    return turn.replies


def look(house: House, who: str, *, today: date) -> View:
    """All that a page shows of a conversation; nothing is written."""
    state, last = house.store.look(who)
    return engine.view(house.guide, state, today=today, last=tuple(last))


def files(house: House, who: str, node: str, *, today: date) -> tuple[File, ...]:
    """Make the files of a node of this conversation again, for a download."""
    state, _ = house.store.look(who)
    return engine.files(house.guide, state, node, today=today)
