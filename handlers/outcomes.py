"""What came of sending a reply: by these the outbox knows what to do with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.post import Parcel


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is there, as `message` of its chat; `unbuttoned` messages lost their buttons with it."""

    message: int | None = None
    unbuttoned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slower:
    """The chat takes nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotNow:
    """The network or the other side failed; it surely did not arrive."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and no answer came: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Cut:
    """It left, and the line broke: most often it did not arrive, but nobody knows."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The chat takes nothing from us any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """This reply will never be taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The chat has another number now."""

    who: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """We may send nothing at all: the token was refused."""


Outcome = Arrived | Slower | NotNow | Unknown | Cut | Closed | Refused | MovedTo | Stopped

Send = Callable[[Parcel], Awaitable[Outcome]]
"""Sends one parcel."""
