"""The post (`handlers.post.Post`): inbox, outbox and conversations under one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from storage.incoming import Incoming
from storage.outgoing import Outgoing
from storage.talk import Talk, write


@dataclass(frozen=True, slots=True)
class Post(Incoming, Outgoing):
    """One transaction of the post; `erased` tells that somebody was forgotten.

    What it remembers and sends is written all at once, by `flush`: a statement that is run for many rows
    takes hardly longer than for one. `talks` are the conversations opened in it, by their names.
    """

    erased: list[str] = field(default_factory=list)
    talks: dict[str, Talk] = field(default_factory=dict)

    def flush(self) -> None:
        """Write what was said and sent."""
        write(self.connection, self.talks.values(), self.now)
        self._reread(self.talks)
        self.write_drafts()

    def told(self) -> AbstractContextManager[None]:
        """What the database refuses inside is raised as StoreUnusable."""
        return self.database.told()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside is undone by an exception, and nothing else of the transaction.

        Raises StoreUnusable for what the database refuses.
        """
        with self.database.told():
            self.flush()
        before = set(self.claimed)
        try:
            with self.database.told(), self.connection.begin_nested():
                yield
                self.flush()
        except BaseException:
            # What was claimed, said and sent inside is undone with it.
            self.claimed.clear()
            self.claimed.update(before)
            self.talks.clear()
            self.rows.clear()
            self.drafts.clear()
            raise

    @contextmanager
    def talk(self, who: str) -> Iterator[Talk]:
        """The conversation of `who` in this transaction. Raises RowUnreadable as its row is read."""
        name = self.ring.name(who)
        if name not in self.claimed:
            self.database.claim(self.connection, name)
            self.claimed.add(name)
        talk = self.talks.get(name)
        if talk is None:
            known = self.rows.get(name)
            shown = self.database.shown
            talk = Talk(self.connection, self.ring, who, now=self.now, shown=shown, row=known)
            self.talks[name] = talk
        yield talk
        if talk.tickets:
            # At once: whose case cannot be written is told here, of one update and not of all.
            write(self.connection, (talk,), self.now)
            self._reread((name,))
        if talk.erased:
            self.erased.append(who)
            self.drafts[:] = [draft for draft in self.drafts if draft[1] != who]
            self._reread((name,))

    def _reread(self, names: Iterable[str]) -> None:
        """What is known of these conversations may have changed."""
        for name in tuple(names):
            self.talks.pop(name, None)
            self.rows.pop(name, None)
