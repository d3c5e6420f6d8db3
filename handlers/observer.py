"""What an operator counts, as a port: handlers say what happened, whoever runs them keeps the numbers.

Nothing of a person goes through it: kinds of events, numbers and seconds.
"""

from __future__ import annotations

from typing import Literal, Protocol

Event = Literal[
    "received",
    "duplicate",
    "handled",
    "quarantined",
    "sent",
    "put_off",
    "slowed",
    "uncertain",
    "dead",
    "store_failed",
]
"""Of updates: the first four. Of replies: `put_off` is to be tried again, `slowed` because the other side
asked for it, `uncertain` may have arrived, `dead` never will."""


class Observer(Protocol):
    """Told of the events of one transport, from any thread; it must return at once."""

    def count(self, event: Event, number: int = 1) -> None:
        """So many of these happened."""

    def took(self, seconds: float) -> None:
        """One update was handled in so many seconds."""


class Unobserved:
    """Keeps no number."""

    def count(self, event: Event, number: int = 1) -> None:
        """Nobody asked."""

    def took(self, seconds: float) -> None:
        """Nobody asked."""
