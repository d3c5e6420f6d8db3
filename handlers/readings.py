"""What a transport reads in an update, and what the inbox asks of it: bytes in, drafts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.post import Draft
from knowledge.dialogue.types import Message, Reply


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation of `who`. `origin` goes back to `draw`; `welcome`: they just came.

    `once` names what has one effect however often it comes (a button pressed ten times). `late` names a
    day on which it came long after it was said: the delay is apologised for, once.
    """

    who: str
    message: Message
    origin: object = None
    welcome: bool = False
    once: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that is answered with a sentence of the guide (`word`) and changes nothing.

    `once` names what is answered only the first time (an album of ten pictures); `always`: what goes with
    the answer is done each time.
    """

    who: str
    word: str
    once: str = ""
    origin: object = None
    always: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """Nothing can be sent to `who` any more."""

    who: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat `old` is `new` now."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not for us."""


@dataclass(frozen=True, slots=True)
class Update:
    """A message with its sender and its key. `who` is `web:…`, `terminal:0`, `telegram:42`.

    `key` names the delivery: the same key twice has one effect.
    """

    who: str
    key: str
    message: Message


Reading = Said | Aside | Gone | Moved | Nothing


class Unreadable(Exception):
    """No update can be read in these bytes."""


class Transport(Protocol):
    """How updates are read and replies drawn."""

    @property
    def reads(self) -> bool:
        """Are files and lists read in this chat?"""

    def read(self, raw: bytes) -> Reading:
        """What an update means. Raises Unreadable."""

    def chat_of(self, raw: bytes) -> str:
        """Who is to be told that an update could not be handled; empty if nobody can be."""

    def draw(self, replies: Sequence[Reply], origin: object) -> Sequence[Draft]:
        """What is to be sent."""

    def errand(self, message: Message, origin: object) -> Draft:
        """What takes long, to be done in the order of what is sent: the message is handed over there."""
