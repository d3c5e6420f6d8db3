"""Where conversations are remembered: one person, one row, one transaction a turn."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from sqlalchemy import Connection

from knowledge.dialogue.dossier import Ticket
from knowledge.dialogue.errors import StoreUnusable
from knowledge.dialogue.types import Reply, State
from storage import lacunes, tickets
from storage.database import Database, Hold
from storage.engine import engine
from storage.errors import RowUnreadable
from storage.keys import KeyFile, Keys, MemoryKeys
from storage.migrations import upgrade
from storage.outgoing import part
from storage.post import Post
from storage.proof import prove, put_seal
from storage.sealing import NotOpened, Ring, Token, new_ring, place
from storage.sqlite import memory
from storage.tables import metadata
from storage.talk import Talk, recall, write

T = TypeVar("T")


class Store:
    """Where conversations are remembered (`handlers.ports.Store`), made by `open_store` or `in_memory`.

    `now` tells the time, with its zone: the store asks no other clock. `owner` names this process.
    """

    def __init__(self, database: Database, keys: Keys, *, now: Callable[[], datetime]) -> None:
        self.database = database
        self.keys = keys
        self.now = now
        self.owner = token_hex(8)
        self._scrub_due = False

    @contextmanager
    def talk(self, who: str) -> Iterator[Talk]:
        """Claim the conversation of `who`, empty if there is none, for the length of a transaction.

        What was set is committed at the end; an exception leaves everything as it was. Raises
        StoreUnusable, KeyMissing, KeyUnsafe, KeyWrong, RowUnreadable.
        """
        with self.database.writing() as connection:
            # Read under the lock: a rotation changes the keys under it too, so these are the newest.
            ring = self.keys.ring()
            self.database.claim(connection, ring.name(who))
            talk = Talk(connection, ring, who, now=(now := self.now()), shown=self.database.shown)
            yield talk
            write(connection, [talk], now)
        if talk.erased or self._scrub_due:
            self.scrub()

    @contextmanager
    def post(self) -> Iterator[Post]:
        """Open the post for the length of a transaction; an exception leaves everything as it was.

        Raises StoreUnusable, KeyMissing, KeyUnsafe, KeyWrong.
        """
        with self.database.writing() as connection:
            post = Post(self.database, connection, self.keys.ring(), self.now(), self.owner)
            yield post
            post.flush()
        if post.erased or self._scrub_due:
            self.scrub()

    def join(self) -> Hold | None:
        """Take part in handling and sending; None while another process does so that cannot share.

        What is on its way is ours for as long as we hold this. Raises StoreUnusable.
        """
        return self.database.hold(part(self.owner if self.database.shared else ""), counted=True)

    def sharing(self) -> int:
        """How many processes take part, this one among them. Raises StoreUnusable."""
        return max(1, self.database.holders())

    def lead(self, name: str) -> Hold | None:
        """Be the one process that does what `name` says; None while another is. Raises StoreUnusable."""
        return self.database.hold(name)

    def look(self, who: str) -> tuple[State, Sequence[Reply]]:
        """What is remembered of `who`; nobody is held up and nothing is written. Raises as `talk` does."""
        return self._read(lambda connection, ring: recall(connection, ring, who, shown=self.database.shown))

    def gaps(self) -> tuple[lacunes.Lacune, ...]:
        """The questions that nobody could answer, the most asked first. Raises as `talk` does."""
        return self._read(
            lambda connection, ring: lacunes.recall(connection, ring, shown=self.database.shown)
        )

    def tickets(self) -> tuple[Ticket, ...]:
        """The cases, the one that stood still for the longest first. Raises as `talk` does."""
        return self._read(
            lambda connection, ring: tickets.recall(connection, ring, shown=self.database.shown)
        )

    def ticket(self, reference: str) -> Ticket | None:
        """The case of this reference (`reference.read`); None where there is none. Raises as `talk` does."""
        return self._read(
            lambda connection, ring: tickets.find(connection, ring, reference, shown=self.database.shown)
        )

    def _read(self, read: Callable[[Connection, Ring], T]) -> T:
        try:
            return self._read_once(read)
        except RowUnreadable:
            # The keys may have been changed between reading them and reading the rows: look again.
            return self._read_once(read)

    def _read_once(self, read: Callable[[Connection, Ring], T]) -> T:
        ring = self.keys.ring()
        with self.database.reading() as connection:
            return read(connection, ring)

    def scrub(self) -> None:
        """Clear the traces of what was erased; if somebody is in the way, after the next talk."""
        try:
            self._scrub_due = not self.database.scrub()
        except StoreUnusable:
            # What is erased stays erased, and its person is told so; only the sweeping waits.
            self._scrub_due = True

    def secret(self, purpose: str) -> bytes:
        """A lasting secret of 32 bytes, such as the one that signs the cookies of the web chat."""
        return self.keys.ring().derive(purpose)

    def seal_word(self, purpose: str, word: str) -> str:
        """A word that only this store reads again, in signs that an address may hold."""
        return urlsafe_b64encode(
            self.keys.ring().seal(place("mot", purpose, ""), word.encode()).data
        ).decode()

    def open_word(self, purpose: str, sealed: str) -> str | None:
        """The word that was sealed for this purpose; None for anything else."""
        try:
            # The exact spelling alone: base64 has several for the same bytes.
            data = b64decode(sealed.encode(), altchars=b"-_", validate=True)
            return self.keys.ring().open(place("mot", purpose, ""), Token(data)).decode()
        except (ValueError, NotOpened):
            return None

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_store(url: str, key_path: Path, *, now: Callable[[], datetime]) -> Store:
    """Open the store at `url` with the ring in `key_path`; both are made on the first start.

    The schema is brought up to date. Raises BadSetting (no such kind of database), StoreUnusable,
    KeyMissing (rows are sealed and the key file is gone), KeyUnsafe, KeyWrong.
    """
    keys = KeyFile(key_path)
    if keys.exists():
        keys.ring()  # a key file that is refused is refused before a database is made
    database = engine(url)
    try:
        upgrade(database)
        with database.alone() as connection:
            # Under the lock: of two first starts one makes the key, and no rotation changes it meanwhile.
            if not prove(connection, keys):
                if not keys.exists():
                    keys.save(new_ring())
                put_seal(connection, keys.ring())
        store = Store(database, keys, now=now)
        store.scrub()
    except BaseException:
        database.close()
        raise
    return store


def in_memory(*, now: Callable[[], datetime]) -> Store:
    """Make a store that is gone when it is closed: for a scripted chat, and for tests."""
    database, keys = memory(), MemoryKeys()
    with database.writing() as connection:
        metadata.create_all(connection)
        put_seal(connection, keys.ring())
    return Store(database, keys, now=now)
