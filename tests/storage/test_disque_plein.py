"""Fault 64 on a disk that is full in earnest, where the machine lets a small one in memory be mounted."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from knowledge.dialogue.errors import StoreUnusable
from storage.queues import queues
from storage.store import Store
from tests.storage.conftest import Place, said, say
from tests.storage.test_post import Drawn, receive, send

SIZE = 2 << 20
LONG = "é" * 20_000


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Place]:
    """A place on a disk of its own, of two megabytes."""
    folder = tmp_path / "disque"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk; tests/storage/test_engine.py limits a file")
    made = Place(folder)
    yield made
    for store in made.opened:
        store.close()
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(place: Place, *, left: int = 0) -> Path:
    """Leave no room, or so many bytes."""
    ballast = place.folder / "lest"
    with ballast.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    os.truncate(ballast, max(0, ballast.stat().st_size - left))
    return ballast


WORKS: dict[str, Callable[[Store, int], object]] = {
    "said": lambda store, _: say(store, "web:1", LONG),
    "received": lambda store, turn: receive(store, "telegram:1", *range(100 * turn, 100 * turn + 100)),
    "sent": lambda store, _: send(store, "telegram:1", *(Drawn(LONG) for _ in range(3))),
}


@pytest.mark.parametrize("left", [0, 4096, 30_000, 70_000])
@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_what_does_not_fit_is_refused_whole_and_goes_on_once_there_is_room(
    small: Place, left: int, work: Callable[[Store, int], object]
) -> None:
    def counted() -> tuple[int, float, float]:
        found = queues(store)
        return len(said(store, "web:1")), found["inbox_waiting"], found["outbox_waiting"]

    store = small.open()
    say(store, "web:1", "un")
    ballast = fill(small, left=left)
    for turn in range(1, 200):
        before = counted()
        try:
            work(store, turn)
        except StoreUnusable as error:
            assert error.values["reason"] == "full"
            break
    assert counted() == before
    ballast.unlink()
    work(store, 1000)
    now = counted()
    assert sum(now) > sum(before)
    store.close()
    store = small.open()
    assert counted() == now
    assert said(store, "web:1")[0] == "un"


def test_a_process_that_is_killed_on_a_full_disk_leaves_all_that_it_committed(small: Place) -> None:
    code = """
it = store()
committed = 0
try:
    while True:
        with it.talk("web:1") as talk:
            talk.state = State((*talk.state.answers, Answer("noeud", str(committed) + "x" * 5000)))
        committed += 1
        print(committed, flush=True)
except HouseError as error:
    print(error.values["reason"], flush=True)
die()
"""
    exit_code, out, _ = small.run(code)
    *_, committed, reason = out.split()
    assert (exit_code, reason) == (-9, "full")
    with suppress(StoreUnusable):  # it says so where there is no room to open it in
        small.open().close()
    _grow(small)
    again = small.open()
    assert len(said(again, "web:1")) == int(committed)
    say(again, "web:1", "encore")
    assert said(again, "web:1")[-1] == "encore"


def _grow(place: Place) -> None:
    """Give the disk more room, as whoever runs the house does."""
    command = ["mount", "-o", f"remount,size={8 * SIZE}", str(place.folder)]
    subprocess.run(command, check=True)
