"""Several processes that serve the same address: started, started again where one dies, ended together.

Each has a socket of its own on the same port where the system shares connections out among them (Linux,
SO_REUSEPORT); the sockets stay open here, so that what comes while a process is started again waits for it.
Elsewhere all share one socket.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TYPE_CHECKING, Any

from bot import bac
from bot.tiroir import Tiroir
from bot.web.serve import listen, url
from knowledge.dialogue.errors import OneProcess

if TYPE_CHECKING:
    from bot.house import House

STOP_SECONDS = 9.0
"""What the processes are given to end; a service manager gives ten."""

READING_SECONDS = 4.5
"""When whoever waits for a file to be read has been told to come back, and its reading is given up."""

PAUSE_SECONDS = 1.0
"""How long one that died at once is not started again."""

LOOK_SECONDS = 0.2

_FORKS = "forkserver" in get_all_start_methods()

_log = logging.getLogger(__name__)

Work = Callable[..., None]
"""Serves on the socket that it is given first until SIGTERM; a function of a module."""


def make_ready(module: str) -> None:
    """Have what the processes need loaded, where they are forked from, while this process goes on.

    Forked from a process that has loaded it all and does nothing, one that died is there again in a moment;
    and none has threads, connections or locks of this process.
    """
    if _FORKS:
        from multiprocessing import forkserver  # noqa: PLC0415 - not for every system

        forkserver.set_forkserver_preload([module])
        with _uninterrupted():
            forkserver.ensure_running()


@dataclass(slots=True)
class Ouvriers:
    """Processes that do `work(bound, *given)`, one for each socket; `ended` is told of their numbers."""

    sockets: list[socket.socket]
    work: Work
    given: tuple[object, ...] = ()
    ended: Callable[[int], None] = lambda _: None
    _places: dict[int, BaseProcess] = field(default_factory=dict)
    _begun: dict[int, float] = field(default_factory=dict)
    _ending: bool = False
    _context: Any = field(default_factory=lambda: get_context("forkserver" if _FORKS else "spawn"))

    def run(self) -> None:
        """Keep them at work until SIGTERM or Ctrl-C, then end them within `STOP_SECONDS`."""
        with self._signals():
            while not self._ending:
                self._start()
                wait([each.sentinel for each in self._places.values()], LOOK_SECONDS)
                self._bury()
        self._stop()

    def _start(self) -> None:
        for place, bound in enumerate(self.sockets):
            if place not in self._places and time.monotonic() >= self._begun.get(place, 0) + PAUSE_SECONDS:
                process = self._context.Process(target=_be, args=(self.work, bound, self.given))
                with _uninterrupted():
                    process.start()
                self._places[place], self._begun[place] = process, time.monotonic()

    def _bury(self) -> None:
        for place, process in [*self._places.items()]:
            if not process.is_alive():
                process.join()
                self.ended(process.pid or 0)
                del self._places[place]

    def _stop(self) -> None:
        for process in self._places.values():
            process.terminate()
        begun = time.monotonic()
        self._join(begun + READING_SECONDS)
        bac.end()  # it is this process that has files read
        self._join(begun + STOP_SECONDS)
        for process in self._places.values():
            if process.is_alive():
                process.kill()
        self._bury()

    def _join(self, end: float) -> None:
        for process in self._places.values():
            process.join(max(0.0, end - time.monotonic()))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def end(_signal: int, _frame: FrameType | None) -> None:
            self._ending = True

        before = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, was in before.items():
                signal.signal(each, was)


def serve(  # noqa: PLR0913 - what they serve, where, and who is told
    house: House,
    address: tuple[str, int],
    workers: int,
    work: Work,
    *,
    ready: Callable[[str], None],
    ended: Callable[[int], None] = lambda _: None,
) -> None:
    """Have so many processes do `work(bound, host, dossiers, workers)` until told to end.

    `dossiers` is the `Adresse` of the files that all of them share. `house` is closed: each builds its own.
    Raises OneProcess where the database serves one alone, PortTaken, BadSetting.
    """
    from storage.store import Store  # noqa: PLC0415 - who only starts processes needs none

    store = house.store
    assert isinstance(store, Store)  # noqa: S101 - a house that lasts has one
    store.close()
    if not store.database.shared:
        raise OneProcess(workers=str(workers))
    with shared(*address, workers) as sockets, closing(Tiroir(house.dossiers)) as tiroir:
        ready(url(sockets[0]))
        Ouvriers(sockets, work, (address[0], tiroir.address, workers), ended).run()


@contextmanager
def shared(host: str, port: int, count: int) -> Iterator[list[socket.socket]]:
    """Sockets on one address for so many processes; port 0 takes a free one.

    Raises PortTaken, or BadSetting for an address that is not ours to bind.
    """
    with ExitStack() as stack:
        first = stack.enter_context(closing(listen(host, port)))
        if not sys.platform.startswith("linux"):
            yield [first] * count
            return
        # The first one proved that the port is free: these would share it with another program's.
        family, address = first.family, first.getsockname()
        first.close()
        sockets = []
        for _ in range(count):
            bound = stack.enter_context(closing(socket.socket(family, socket.SOCK_STREAM)))
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            bound.bind(address)
            bound.listen()
            sockets.append(bound)
        yield sockets


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process that heeds no Ctrl-C while it loads: it reaches all, and is for this one to tell."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _be(work: Work, bound: socket.socket, given: tuple[object, ...]) -> None:
    """Be one of them, until told to end or left alone."""
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    with bound:
        try:
            work(bound, *given)
        except Exception as error:  # noqa: BLE001 - its text may quote a person; another takes this place
            _log.critical("worker: %s", type(error).__name__)
            sys.exit(1)


def _outlive_nobody() -> None:
    """End like on SIGTERM when the process that started us is gone."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
