"""The post (`handlers.ports.Post`): inbox, outbox and conversations under one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from storage.incoming import Incoming
from storage.outgoing import Outgoing
from storage.talk import Talk


@dataclass(frozen=True, slots=True)
class Post(Incoming, Outgoing):
    """One transaction of the post; `shown` names the database, `erased` tells that somebody was forgotten.

    `told` says what the database refuses as StoreUnusable.
    """

    shown: str
    told: Callable[[], AbstractContextManager[None]]
    erased: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside is undone by an exception, and nothing else of the transaction.

        Raises StoreUnusable for what the database refuses.
        """
        with self.told(), self.connection.begin_nested():
            yield

    @contextmanager
    def talk(self, who: str) -> Iterator[Talk]:
        """The conversation of `who` in this transaction. Raises RowUnreadable as its rows are read."""
        talk = Talk(self.connection, self.ring, who, now=self.now, shown=self.shown)
        yield talk
        talk.write()
        if talk.erased:
            self.erased.append(who)
