"""What waits is counted, and how long it has been waiting."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.post import Arrival
from storage.queues import queues
from tests.storage.conftest import Place


@dataclass(frozen=True)
class Draft:
    payload: str = "{}"
    buttons: bool = False
    once: bool = False
    instead: str = ""


def test_nothing_waits_in_a_new_house(place: Place) -> None:
    assert set(queues(place.open()).values()) == {0.0}


def test_what_waits_is_counted_with_its_age(place: Place) -> None:
    store = place.open()
    with store.post() as post:
        post.receive([Arrival(7, number, "telegram:1", str(number), b"{}") for number in (1, 2)])
        post.set_aside(bot=7, who="telegram:1", raw=b"{}", reason="unreadable")
        post.done([next(post.waiting(1)).id])
    place.clock.advance(seconds=30)
    with store.post() as post:
        for who in ("telegram:1", "telegram:2"):
            post.send(bot=7, who=who, draft=Draft())
        post.close("telegram:2", "left")
    place.clock.advance(seconds=5)
    assert queues(store) == {
        "inbox_waiting": 1,
        "inbox_oldest_seconds": 35.0,
        "outbox_waiting": 1,
        "outbox_oldest_seconds": 5.0,
        "outbox_dead": 1,
        "quarantine": 1,
    }
