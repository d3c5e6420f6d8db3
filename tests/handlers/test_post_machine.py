"""Any order of messages, presses, duplicates, crashes and jumps of the clock: the model is the bare engine.

What the post must do is play each delivery once, in the order in which it was kept, and hand out every reply
once and in order, whatever happens between two commits.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.house import read_guide
from bot.telegram import drawing, reading, shapes
from bot.telegram.reading import Origin
from bot.telegram.shapes import arrival
from bot.telegram.transport import Transport
from handlers.inbox import Inbox
from handlers.post import Post
from handlers.readings import Said
from handlers.writer import Writer
from knowledge.dialogue import engine
from knowledge.dialogue.reference import make
from knowledge.dialogue.types import Ask, Reply, State, Text
from storage.store import Store, in_memory, open_store
from storage.tables import metadata
from tests.postgres import Cluster

GUIDE = read_guide()
TODAY = date(2026, 8, 27)
BEGIN = datetime(2026, 8, 27, 8, tzinfo=UTC)
BOT = 4242
CHATS = (42, 43)
SAID = ("1", "2", "3", "/start", "/start x", "/retour", "/recap", "/recommencer", "/aide", "/dossier", "fait")

Json = dict[str, Any]


def link(who: str) -> str:
    """The same link for everybody, each time."""
    return "http://127.0.0.1/depot/lien" if who else ""


class Crash(Exception):
    """The process ends here."""


class PostMachine(RuleBasedStateMachine):
    """One bot, two people."""

    sent = Bundle("sent")

    def __init__(self, opened: Callable[[Callable[[], datetime]], Store]) -> None:
        super().__init__()
        self.time = BEGIN
        self.store = opened(lambda: self.time)
        transport = Transport(GUIDE, link, lambda: self.time)
        self.inbox = Inbox(
            Writer(self.store),
            GUIDE,
            transport,
            today=lambda: TODAY,
            replied=lambda: None,
            draw=self._draw,
        )
        self.drawn: list[str] = []
        self.numbers = count()
        self.cases: set[str] = set()
        self.pressed: set[tuple[int, str]] = set()
        self.number = 1
        self.message = 1
        self.kept: set[int] = set()
        self.states = dict.fromkeys(CHATS, State())
        self.replies: dict[int, tuple[Reply, ...]] = dict.fromkeys(CHATS, ())
        self.expected: dict[int, list[str]] = {chat: [] for chat in CHATS}
        self.got: dict[int, list[str]] = {chat: [] for chat in CHATS}
        self.todo: list[Json] = []

    def _update(self, content: Json) -> Json:
        self.number += 1
        self.message += 1
        return {"update_id": self.number, **content}

    @rule(target=sent, chat=st.sampled_from(CHATS), text=st.sampled_from(SAID))
    def say(self, chat: int, text: str) -> Json:
        user = {"id": chat, "is_bot": False, "first_name": "A"}
        message = {"message_id": self.message, "date": self.number, "text": text, "from": user}
        return self._update({"message": message | {"chat": {"id": chat, "type": "private"}}})

    @rule(target=sent, chat=st.sampled_from(CHATS), data=st.data())
    def press(self, chat: int, data: st.DataObject) -> Json:
        options = [o for reply in self.replies[chat] if isinstance(reply, Ask) for o in reply.options]
        pressed = data.draw(st.sampled_from([f"{o.node}:{o.id}" for o in options] or ["but:rentree"]))
        user = {"id": chat, "is_bot": False, "first_name": "A"}
        place = data.draw(st.integers(1, 3))
        shown = {"message_id": place, "date": 0, "chat": {"id": chat, "type": "private"}}
        query = {
            "id": str(self.number),
            "from": user,
            "chat_instance": "1",
            "data": pressed,
            "message": shown,
        }
        return self._update({"callback_query": query})

    @rule(update=sent, times=st.integers(1, 3), crash=st.booleans())
    def deliver(self, update: Json, times: int, crash: bool) -> None:
        """Deliver, any of them first; before a commit the process may end, then it is delivered again."""
        if crash:
            self._crash(lambda post: self._receive(post, update))
        for _ in range(times):
            with self.store.post() as post:
                new = self._receive(post, update)
            assert new == (update["update_id"] not in self.kept)
            if new:
                self.kept.add(update["update_id"])
                self.todo.append(update)

    @rule(crash=st.booleans())
    def handle(self, crash: bool) -> None:
        if crash:
            self._crash(self.inbox._handle)
        while self.todo:
            self.drawn.clear()
            with self.store.post() as post:
                handled = self.inbox._handle(post)
            for update in self.todo[:handled]:
                self._play(update)
            self.todo = self.todo[handled:]

    @rule(chat=st.sampled_from(CHATS), crash=st.booleans(), late=st.booleans())
    def send(self, chat: int, crash: bool, late: bool) -> None:
        """Send one reply: the process may end before it left, or the chat may say to wait."""
        name = self.store.keys.ring().name
        busy = [name(f"telegram:{other}") for other in CHATS if other != chat]
        with self.store.post() as post:
            parcels = post.claim(BOT, 1, busy=busy)
        if crash:
            self.store.owner = token_hex(8)  # another process goes on
            with self.store.post() as post:
                assert post.recover(BOT) == len(parcels)
            return
        for parcel in parcels:
            with self.store.post() as post:
                if late:
                    post.later(parcel.id, 5)
                else:
                    post.sent({parcel.id: None})
                    self.got[chat].append(parcel.payload)
        self.time += timedelta(seconds=6 if late else 0)

    @rule(hours=st.integers(-20, 20))
    def wait(self, hours: int) -> None:
        """The clock goes on, or back; nothing is delivered again later than Telegram would, a day."""
        if BEGIN <= self.time + timedelta(hours=hours) < BEGIN + timedelta(hours=47):
            self.time += timedelta(hours=hours)
        with self.store.post() as post:
            post.tidy()

    @invariant()
    def states_are_those_of_the_engine(self) -> None:
        for chat in CHATS:
            assert self.store.look(f"telegram:{chat}")[0] == self.states[chat]

    @invariant()
    def replies_leave_once_and_in_order(self) -> None:
        for chat in CHATS:
            assert self.got[chat] == self.expected[chat][: len(self.got[chat])]

    def teardown(self) -> None:
        """In the end everything has left, whatever it was told to wait for."""
        self.time = BEGIN + timedelta(hours=48)
        self.handle(crash=False)
        for chat in CHATS:
            for _ in range(len(self.expected[chat]) - len(self.got[chat])):
                self.send(chat, crash=False, late=False)
            assert self.got[chat] == self.expected[chat]
        kept = [ticket.dossier.reference for ticket in self.store.tickets()]
        assert sorted(kept) == sorted(self.cases)
        self.store.close()

    def _receive(self, post: Post, update: Json) -> bool:
        known = arrival(BOT, update)
        assert known
        (new,) = post.receive([known])
        return new

    def _draw(self) -> str:
        """References in the order of the turns that were played; those of a crash are nobody's."""
        self.drawn.append(make(next(self.numbers)))
        return self.drawn[-1]

    def _crash(self, do: Callable[[Post], object]) -> None:
        with suppress(Crash), self.store.post() as post:
            do(post)
            raise Crash

    def _play(self, update: Json) -> None:
        read = reading.read(shapes.dumped(update), now=self.time)
        assert isinstance(read, Said)
        chat = int(read.who.removeprefix("telegram:"))
        if read.once:
            if (chat, read.once) in self.pressed:
                return  # the same button of the same message
            self.pressed.add((chat, read.once))
        before = self.states[chat]
        turn = engine.step(GUIDE, before, read.message, today=TODAY, fresh=self.drawn.pop(0))
        replies = turn.replies
        self.states[chat] = turn.state
        self.cases |= {turn.state.reference} - {""}
        if read.welcome and before == State():
            replies = (Text(GUIDE.word("telegram.accueil")), *replies)
        self.replies[chat] = replies
        origin = read.origin if isinstance(read.origin, Origin) else Origin()
        self.expected[chat] += [draft.payload for draft in drawing.draw(GUIDE, replies, origin, link)]


def play(opened: Callable[[Callable[[], datetime]], Store], *, examples: int) -> None:
    run_state_machine_as_test(
        lambda: PostMachine(opened),  # type: ignore[arg-type]
        settings=settings(max_examples=examples, stateful_step_count=40, deadline=None),
    )


def test_whatever_happens_the_post_is_that_of_the_bare_engine() -> None:
    play(lambda now: in_memory(now=now), examples=25)


def test_the_same_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    with postgres.database() as url:

        def opened(now: Callable[[], datetime]) -> Store:
            store = open_store(url, tmp_path / "cle.txt", now=now)
            with store.database.alone() as connection:
                for table in reversed(metadata.sorted_tables):
                    if table.name != "sceau":
                        connection.execute(delete(table))
            return store

        play(opened, examples=10)
