"""Processes that share a port: one that dies is replaced, all end in time, and none outlives the first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.ouvriers import shared
from knowledge.dialogue.errors import PortTaken

ROOT = Path(__file__).parents[2]
WORKERS = 3
PATIENCE = 30.0

posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

SCRIPT = """
import os
from bot.ouvriers import Ouvriers, shared

def work(bound, word):
    while True:
        caller, _ = bound.accept()
        with caller:
            caller.sendall(f"{word} {os.getpid()}".encode())

def fail(bound):
    raise ValueError("Canari")

if __name__ == "__main__":
    with shared("127.0.0.1", 0, 3) as sockets:
        print(sockets[0].getsockname()[1], flush=True)
        Ouvriers(sockets, WORK, ended=lambda number: print("ended", number, flush=True)).run()
"""


@contextmanager
def program(folder: Path, work: str = 'work, ("bonjour",)') -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The first process, and its port."""
    script = folder / "essai.py"
    script.write_text(SCRIPT.replace("WORK", work), "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def answers(port: int) -> int:
    """Which process answers now."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        word, number = line.recv(100).split()
    assert word == b"bonjour"
    return int(number)


def all_of(port: int) -> set[int]:
    """Ask until all have answered."""
    found: set[int] = set()
    end = time.monotonic() + PATIENCE
    while len(found) < WORKERS and time.monotonic() < end:
        found.add(answers(port))
    return found


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def await_end(numbers: set[int]) -> None:
    end = time.monotonic() + PATIENCE
    while any(is_alive(number) for number in numbers):
        assert time.monotonic() < end
        time.sleep(0.02)


@posix
def test_all_serve_and_one_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with program(tmp_path) as (process, port):
        first = all_of(port)
        assert len(first) == WORKERS
        killed = next(iter(first))
        os.kill(killed, signal.SIGKILL)
        assert process.stdout
        assert process.stdout.readline() == f"ended {killed}\n"
        second = all_of(port)
        assert len(second) == WORKERS
        assert len(first & second) == WORKERS - 1


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_end_when_the_first_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with program(tmp_path) as (process, port):
        workers = all_of(port)
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")
        assert not any(is_alive(worker) for worker in workers)


@posix
def test_none_outlives_the_first(tmp_path: Path) -> None:
    with program(tmp_path) as (process, port):
        workers = all_of(port)
        process.kill()
        await_end(workers)


@posix
def test_one_that_fails_says_what_kind_of_failure_it_was_and_nothing_else(tmp_path: Path) -> None:
    with program(tmp_path, "fail") as (process, _):
        assert process.stdout
        assert process.stdout.readline().startswith("ended")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
        assert set(errors.splitlines()) == {"worker: ValueError"}


def test_a_port_that_another_program_shares_out_is_taken() -> None:
    with shared("127.0.0.1", 0, 2) as sockets:
        port = sockets[0].getsockname()[1]
        assert {each.getsockname()[1] for each in sockets} == {port}
        with pytest.raises(PortTaken), shared("127.0.0.1", port, 2):
            pass
    with suppress(PortTaken), shared("127.0.0.1", port, 2):
        return
    pytest.fail("the port was not given back")
