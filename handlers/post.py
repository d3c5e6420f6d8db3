"""The post, by shape: every update in, every reply out; storage fits it without importing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from handlers.ports import Talk


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it arrived: the bot's number and its own, the person or chat it belongs to, its bytes.

    `digest` tells what it says, its number left out: numbers may begin again after a quiet week.
    """

    bot: int
    number: int
    who: str
    digest: str
    raw: bytes


class Letter(Protocol):
    """An update that waits to be handled; `tries` counts the starts that ended in the middle of it."""

    @property
    def id(self) -> int:
        """Its place in the order of arrival."""

    @property
    def bot(self) -> int:
        """The bot it came to."""

    @property
    def raw(self) -> bytes:
        """The update as it came."""

    @property
    def tries(self) -> int:
        """How often it was begun, counted only after a start."""


class Draft(Protocol):
    """A reply as a transport draws it."""

    @property
    def payload(self) -> str:
        """What the transport sends."""

    @property
    def buttons(self) -> bool:
        """Does it bring buttons, to be taken away once they are answered?"""

    @property
    def once(self) -> bool:
        """Must it never be sent a second time when nobody knows whether it arrived (a file)?"""

    @property
    def instead(self) -> str:
        """What is sent in the place of such a one."""


class Parcel(Protocol):
    """A reply on its way."""

    @property
    def id(self) -> int:
        """Its place in the order of replies."""

    @property
    def queue(self) -> str:
        """The name of its chat in the store."""

    @property
    def who(self) -> str:
        """The chat it goes to."""

    @property
    def payload(self) -> str:
        """What the transport drew."""

    @property
    def asks(self) -> bool:
        """Does it bring buttons?"""

    @property
    def once(self) -> bool:
        """Must it never be sent a second time?"""

    @property
    def again(self) -> bool:
        """May it have arrived already?"""

    @property
    def tries(self) -> int:
        """How often it was put off."""

    @property
    def buttons(self) -> Sequence[int]:
        """The messages of the chat that still have buttons."""


class Post(Protocol):
    """The inbox, the outbox and the conversations under one transaction."""

    def attempt(self) -> AbstractContextManager[object]:
        """What is done inside is undone by an exception, and nothing else of the transaction."""

    def told(self) -> AbstractContextManager[None]:
        """What the store refuses inside is raised as HouseError."""

    def talk(self, who: str) -> AbstractContextManager[Talk]:
        """The conversation of `who` in this transaction."""

    def receive(self, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        """Keep updates; for each, is it new, or here already?"""

    def waiting(self, limit: int) -> Iterator[Letter]:
        """The oldest updates that are not handled, in the order they came; their chats are claimed."""

    def is_behind(self) -> bool:
        """Is there any update that is not handled, even of a conversation that another process works on?"""

    def tried(self, id: int) -> None:
        """Count a try of an update."""

    def done(self, ids: Sequence[int]) -> None:
        """Updates are handled: only what knows them again is kept."""

    def set_aside(self, *, bot: int, who: str, raw: bytes, reason: str) -> str:
        """Put what cannot be handled into the quarantine, sealed; return the code of the incident."""

    def send(self, *, bot: int, who: str, draft: Draft) -> None:
        """Put a reply at the end of what `who` is still to get."""

    def claim(self, bot: int, limit: int, *, busy: Collection[str]) -> Sequence[Parcel]:
        """Mark as on its way the next reply of each chat that does not wait; return them.

        Chats whose queue is `busy` are left out.
        """

    def sent(self, arrived: Mapping[int, int | None]) -> None:
        """Replies arrived: by their `id`, the message of the chat that has buttons now, or None."""

    def drop(self, id: int, reason: str) -> None:
        """A reply of ours will never arrive, or nobody will know."""

    def later(self, id: int, seconds: float, *, again: bool = False) -> None:
        """A reply of ours is to leave, but not before so many seconds; `again`: it may have arrived."""

    def replace(self, id: int) -> None:
        """What stands for a reply of ours (`instead`) is to be sent in its place."""

    def close(self, who: str, reason: str) -> int:
        """Nothing more can be sent to this chat: all that waits for it is dropped; return how many."""

    def move(self, old: str, new: str) -> None:
        """The chat has another number now."""

    def unbutton(self, bare: Sequence[tuple[str, int]]) -> None:
        """These messages, of the chats of these queues, have no buttons any more."""

    def recover(self, bot: int) -> int:
        """What was on its way when its process ended may have arrived; return how many."""

    def tidy(self) -> None:
        """Erase what was only kept to know an update again, and is too old for that."""


class Hold(Protocol):
    """Something that one process has to itself until it lets go of it, or dies."""

    def held(self) -> bool:
        """Is it still ours?"""

    def release(self) -> None:
        """Let go of it."""


@runtime_checkable
class PostOffice(Protocol):
    """Where the post is kept."""

    def join(self) -> Hold | None:
        """Take part in handling and sending; None while another process does so that cannot share.

        What is on its way is this process's for as long as it holds that. Raises HouseError.
        """

    def sharing(self) -> int:
        """How many processes take part, this one among them. Raises HouseError."""

    def lead(self, name: str) -> Hold | None:
        """Be the one process that does what `name` says; None while another is. Raises HouseError."""

    def post(self) -> AbstractContextManager[Post]:
        """Open a transaction; an exception undoes all of it. Raises HouseError."""
