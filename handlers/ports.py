"""What is needed of outside, by shape: storage fits these protocols without importing them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.types import Reply, State


class Talk(Protocol):
    """One person's conversation, claimed for the length of one transaction.

    `state` and `replies` (what was last answered) are read and set; leaving the context without an
    exception commits them, an exception leaves everything as it was.
    """

    state: State
    replies: Sequence[Reply]

    def seen(self, key: str) -> bool:
        """Has this delivery been handled already? The first call with a key answers no and marks it."""

    def miss(self, question: str) -> None:
        """Note a question that nobody could answer, without who asked it."""

    def ticket(self, effect: OpenTicket) -> bool:
        """Keep a case of this person as it stands; False where its reference is another case's already."""

    def forget(self) -> int:
        """Erase all that is kept about this person; return how many rows are gone."""


class Store(Protocol):
    """Where conversations are remembered."""

    def talk(self, who: str) -> AbstractContextManager[Talk]:
        """Open the conversation of `who`, empty if there is none; nothing is written by only reading."""

    def look(self, who: str) -> tuple[State, Sequence[Reply]]:
        """What is remembered of `who`, to be shown; nobody is held up and nothing is written."""

    def secret(self, purpose: str) -> bytes:
        """A lasting secret for `purpose`, such as the one that signs the cookies of the web chat."""

    def seal_word(self, purpose: str, word: str) -> str:
        """A word that only this store reads again, in signs that an address may hold."""

    def open_word(self, purpose: str, sealed: str) -> str | None:
        """The word that was sealed for this purpose; None for anything else."""
