"""The post (`handlers.ports.Post`): inbox, outbox and conversations under one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from storage.incoming import Incoming
from storage.outgoing import Outgoing
from storage.talk import Talk


@dataclass(frozen=True, slots=True)
class Post(Incoming, Outgoing):
    """One transaction of the post; `erased` tells that somebody was forgotten."""

    erased: list[str] = field(default_factory=list)

    def told(self) -> AbstractContextManager[None]:
        """What the database refuses inside is raised as StoreUnusable."""
        return self.database.told()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside is undone by an exception, and nothing else of the transaction.

        Raises StoreUnusable for what the database refuses.
        """
        before = set(self.claimed)
        try:
            with self.database.told(), self.connection.begin_nested():
                yield
        except BaseException:
            # What was claimed inside is undone with it.
            self.claimed.clear()
            self.claimed.update(before)
            raise

    @contextmanager
    def talk(self, who: str) -> Iterator[Talk]:
        """The conversation of `who` in this transaction. Raises RowUnreadable as its rows are read."""
        name = self.ring.name(who)
        if name not in self.claimed:
            self.database.claim(self.connection, name)
            self.claimed.add(name)
        talk = Talk(self.connection, self.ring, who, now=self.now, shown=self.database.shown)
        yield talk
        talk.write()
        if talk.erased:
            self.erased.append(who)
