"""The post under its transactions: each update once, each reply with one process, whoever dies."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from handlers.post import Arrival
from knowledge.dialogue.types import Answer, State
from storage.outgoing import Parcel
from storage.post import Post
from storage.store import Store
from storage.talk import Talk
from tests.storage.conftest import POSTGRES, SQLITE, Place, said

BOT = 4242
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@dataclass(frozen=True)
class Drawn:
    payload: str
    buttons: bool = False
    once: bool = False
    instead: str = ""


def receive(store: Store, who: str, *numbers: int, digest: str = "") -> list[bool]:
    with store.post() as post:
        return post.receive([Arrival(BOT, n, who, digest or f"{who} {n}", f"{n}".encode()) for n in numbers])


def waiting(store: Store, limit: int = 20) -> list[bytes]:
    with store.post() as post:
        return [letter.raw for letter in post.waiting(limit)]


def handle(store: Store, limit: int = 20) -> list[bytes]:
    with store.post() as post:
        letters = list(post.waiting(limit))
        post.done([letter.id for letter in letters])
        return [letter.raw for letter in letters]


def send(store: Store, who: str, *drawn: Drawn | str) -> None:
    with store.post() as post:
        for each in drawn:
            post.send(bot=BOT, who=who, draft=Drawn(each) if isinstance(each, str) else each)


def claim(store: Store, limit: int = 20, busy: Sequence[str] = ()) -> list[tuple[int, str, bool]]:
    with store.post() as post:
        queues = [store.keys.ring().name(who) for who in busy]
        return [(each.id, each.payload, each.again) for each in post.claim(BOT, limit, busy=queues)]


def following_of(post: Post, who: str) -> Parcel | None:
    return next((parcel for parcel in post.claim(BOT, 20) if parcel.who == who), None)


def payloads(store: Store) -> list[str]:
    return [payload for _, payload, _ in claim(store)]


@pytest.fixture
def other(place: Place, store: Store) -> Iterator[Store]:
    """Another process over the same database; on SQLite it works once the first one has ended."""
    store.owner = "premier"
    made = place.open()
    made.owner = "second"
    yield made


# ── updates ────────────────────────────────────────────────────────────────────────────────────


def test_an_update_is_known_again_by_its_number_and_by_what_it_says(place: Place, store: Store) -> None:
    assert receive(store, "telegram:1", 1, 1, 2) == [True, False, True]
    assert receive(store, "telegram:1", 9, digest="telegram:1 1") == [False]
    handle(store)
    place.clock.advance(hours=49)
    assert receive(store, "telegram:1", 1, digest="autre") == [True]
    assert receive(store, "telegram:1", 1, digest="autre") == [False]


def test_a_number_that_comes_again_with_other_words_is_another_update(store: Store) -> None:
    """A server of one's own that was started again counts from 1."""
    assert receive(store, "telegram:1", 1, 2) == [True, True]
    assert receive(store, "telegram:1", 1, digest="autre") == [True]
    for _ in range(2):
        assert receive(store, "telegram:1", 1, digest="autre") == [False]
        assert receive(store, "telegram:1", 1, 2) == [False, False]
        assert len(handle(store)) in (3, 0)
    arrivals = [Arrival(BOT, 5, "telegram:1", digest, b"5") for digest in ("x", "y", "x")]
    with store.post() as post:
        assert post.receive(arrivals) == [True, True, False]
    assert len(handle(store)) == 2


def test_the_words_of_a_number_are_each_known_again_though_others_come_with_them(store: Store) -> None:
    a, b, c = (Arrival(BOT, 5, "telegram:1", said, said.encode()) for said in "abc")
    for given, new in (([a], [True]), ([b], [True]), ([b, c], [False, True]), ([a, b, c], [False] * 3)):
        with store.post() as post:
            assert post.receive(given) == new
    assert handle(store) == [b"a", b"b", b"c"]


@POSTGRES
def test_two_updates_of_one_number_that_two_processes_receive_at_once_are_both_kept(
    store: Store, other: Store
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with store.post() as post:
            assert post.receive([Arrival(BOT, 5, "telegram:1", "a", b"a")]) == [True]
            second = pool.submit(receive, other, "telegram:2", 5, digest="b")
            with other.database.reading() as connection:
                while not connection.execute(WAITS).scalar():
                    time.sleep(0.01)
        assert second.result() == [True]
    assert sorted(handle(store)) == [b"5", b"a"]
    assert receive(store, "telegram:2", 5, digest="b") == [False]


def test_updates_are_handled_in_the_order_they_came(store: Store) -> None:
    receive(store, "telegram:1", 7, 3, 9)
    receive(store, "telegram:2", 5)
    assert waiting(store) == [b"7", b"3", b"9", b"5"]
    assert handle(store, 2) == [b"7", b"3"]
    assert handle(store) == [b"9", b"5"]
    with store.post() as post:
        assert not post.is_behind()


def test_the_processes_that_take_part_are_counted_as_long_as_they_live(place: Place, store: Store) -> None:
    first = store.join()
    assert first
    assert store.sharing() == 1
    if place.server:
        other = place.start("hold = store().join(); print(flush=True); input()")
        assert other.stdout
        other.stdout.readline()
        assert store.sharing() == 2
        other.kill()
        other.communicate()
        end = time.monotonic() + 20
        while store.sharing() != 1:
            assert time.monotonic() < end
    first.release()
    assert store.sharing() == 1


@POSTGRES
def test_a_conversation_that_another_process_works_on_is_left_to_it(store: Store, other: Store) -> None:
    receive(store, "telegram:1", 1, 2)
    receive(store, "telegram:2", 3)
    with store.post() as post:
        assert [letter.raw for letter in post.waiting(1)] == [b"1"]
        assert waiting(other) == [b"3"]
        with other.post() as second:
            list(second.waiting(20))
            assert second.is_behind()
    assert waiting(other) == [b"1", b"2", b"3"]


@POSTGRES
def test_an_update_that_several_processes_receive_at_once_is_one(place: Place) -> None:
    stores = [place.open() for _ in range(3)]
    with ThreadPoolExecutor(len(stores)) as pool:
        new = list(pool.map(lambda each: [receive(each, "a", number)[0] for number in range(200)], stores))
    assert [sum(given) for given in zip(*new, strict=True)] == [1] * 200


@POSTGRES
def test_a_claim_that_was_undone_is_not_kept(store: Store, other: Store) -> None:
    with store.post() as post:
        with pytest.raises(ZeroDivisionError), post.attempt(), post.talk("web:1"):
            _ = 1 / 0
        write(other, "web:1", "entre-temps")
        with post.talk("web:1") as talk:
            assert [answer.value for answer in talk.state.answers] == ["entre-temps"]
            add(talk, "ensuite")
    assert said(store, "web:1") == ["entre-temps", "ensuite"]


def write(store: Store, who: str, value: str) -> None:
    with store.talk(who) as talk:
        add(talk, value)


def add(talk: Talk, value: str) -> None:
    talk.state = State((*talk.state.answers, Answer("noeud", value)))


# ── replies ────────────────────────────────────────────────────────────────────────────────────


def test_a_chat_has_one_reply_on_its_way_and_the_next_follows(store: Store) -> None:
    send(store, "telegram:1", "un", "deux")
    send(store, "telegram:2", "trois")
    (one, *_), _ = claimed = claim(store)
    assert [payload for _, payload, _ in claimed] == ["un", "trois"]
    assert claim(store, busy=["telegram:1", "telegram:2"]) == []
    with store.post() as post:
        post.sent({one: None})
        following = following_of(post, "telegram:1")
        assert following
        assert following.payload == "deux"


def test_a_claim_of_which_nobody_heard_is_handed_out_again(store: Store) -> None:
    send(store, "telegram:1", "un")
    first = claim(store)
    assert claim(store) == first
    with store.post() as post:
        following = following_of(post, "telegram:1")
        assert following
        assert (following.id, following.again) == (first[0][0], False)


@POSTGRES
def test_a_reply_belongs_to_one_process(store: Store, other: Store) -> None:
    send(store, "telegram:1", "un", "deux")
    ((id, _, _),) = claim(store)
    assert claim(other) == []
    with other.post() as post:
        assert following_of(post, "telegram:1") is None
        post.later(id, 0)
        post.drop(id, "autre")
        post.replace(id)
    with store.post() as post:
        post.later(id, 0)
    assert payloads(other) == ["un"]


@POSTGRES
def test_a_living_process_keeps_what_is_on_its_way_and_a_dead_one_loses_it(
    store: Store, other: Store
) -> None:
    send(store, "telegram:1", "un")
    send(store, "telegram:2", Drawn("fichier", once=True, instead="phrase"))
    hold = store.join()
    assert hold
    claim(store)
    with other.post() as post:
        assert post.recover(BOT) == 0
    hold.release()
    with other.post() as post:
        assert post.recover(BOT) == 2
    assert [(payload, again) for _, payload, again in claim(other)] == [("un", True), ("phrase", False)]


@SQLITE
def test_on_one_file_a_second_process_waits_for_the_first(store: Store, other: Store) -> None:
    send(store, "telegram:1", "un")
    hold = store.join()
    assert hold
    claim(store)
    assert other.join() is None
    hold.release()
    second = other.join()
    assert second
    with other.post() as post:
        assert post.recover(BOT) == 1
    second.release()


def test_what_became_of_a_reply_can_be_kept_twice(store: Store) -> None:
    """The commit took place and nobody heard of it: the same is done again."""
    send(store, "telegram:1", Drawn("fichier", once=True, instead="phrase"), "suite")
    ((id, _, _),) = claim(store)
    for _ in range(2):
        with store.post() as post:
            post.replace(id)
            following = following_of(post, "telegram:1")
            assert following
            assert (following.id, following.payload) == (id, "phrase")
    for _ in range(2):
        with store.post() as post:
            post.sent({id: None})
            following = following_of(post, "telegram:1")
            assert following
            assert following.payload == "suite"


def test_leading_is_for_one_and_another_follows(store: Store, other: Store) -> None:
    first = store.lead("telegram-1")
    assert first
    assert other.lead("telegram-1") is None
    elsewhere = other.lead("telegram-2")
    assert elsewhere
    assert first.held()
    first.release()
    second = other.lead("telegram-1")
    assert second
    for hold in (second, elsewhere):
        hold.release()


@POSTGRES
def test_a_lead_whose_connection_was_cut_is_lost(store: Store, other: Store) -> None:
    hold = store.lead("telegram-1")
    assert hold
    with other.database.writing() as connection:
        wanted = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid()"
        )
        connection.execute(text(wanted))
    assert not hold.held()
    again = other.lead("telegram-1")
    assert again
    again.release()
