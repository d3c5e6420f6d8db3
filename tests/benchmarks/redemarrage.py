"""How soon a bot that was ended, or killed, under load answers again; and how soon it ends.

    python -m tests.benchmarks.redemarrage [--rounds 5] [--people 20]

People go on speaking all the while; what counts is the first answer that leaves after the start. Medians of
the rounds, beside a bare echo bot. Nothing here asserts.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests import postgres
from tests.benchmarks.debit.mesure import PAIRS
from tests.benchmarks.robot import SERVE, TOKEN, asked, family, free_port, processor, settings
from tests.botapi.people import Person
from tests.botapi.server import BotApi, running
from tests.environnements import ROOT

EVERY_SECONDS = 0.1
"""One of the people says something so often."""

LIFE_SECONDS = 2.0
"""How long a bot answers before it is ended."""

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Subject:
    """A bot: how updates come to it, and where it keeps them."""

    name: str
    hooked: bool = False
    on_server: bool = False
    echo: bool = False
    more: tuple[str, ...] = ()


SUBJECTS = (
    Subject("le produit, SQLite, getUpdates"),
    Subject("le produit, SQLite, webhook", hooked=True),
    Subject("le produit, PostgreSQL, getUpdates", on_server=True),
    Subject(
        "le produit, PostgreSQL, webhook, --workers 2",
        hooked=True,
        on_server=True,
        more=("--workers", "2"),
    ),
    Subject("python-telegram-bot (écho), webhook", hooked=True, echo=True),
)


@dataclass(frozen=True)
class Round:
    """Seconds of one round: to end on SIGTERM, and from the starts after it and after a SIGKILL to the first
    answer, with the processor time of that.
    """

    end: float
    after_end: float
    after_kill: float
    processor: float


class Bot:
    """Starts one again and again, over the same store and the same server."""

    def __init__(self, subject: Subject, api: BotApi, folder: Path, database: str) -> None:
        self._api = api
        port = free_port()
        more = {"DATABASE_URL": database} | ({} if subject.hooked else {"TELEGRAM_WEBHOOK": ""})
        self._known = settings(folder, api.url, port, **more)
        self._command = (
            [sys.executable, str(PAIRS / "echo_ptb.py"), api.url, TOKEN, str(port)]
            if subject.echo
            else [*SERVE, *subject.more]
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> tuple[float, float]:
        """Start it; return the seconds, and those of processor, until its first answer."""
        before, begun = self._answers(), time.perf_counter()
        self._process = process = subprocess.Popen(
            self._command, env=self._known, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        while self._answers() == before:
            if time.perf_counter() - begun > PATIENCE_SECONDS or process.poll() is not None:
                raise RuntimeError("no answer")
            time.sleep(0.01)
        return time.perf_counter() - begun, processor(process.pid)

    def end(self) -> float:
        """Tell it to end; return how long that took."""
        assert self._process is not None
        begun = time.perf_counter()
        self._process.terminate()
        self._process.wait()
        return time.perf_counter() - begun

    def kill(self) -> None:
        """End it and all that it started, whatever they do."""
        if self._process is not None:
            for each in family(self._process.pid):
                os.kill(each, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> int:
        return len(self._api.world.calls_of("sendMessage"))


@contextmanager
def speaking(api: BotApi, people: int) -> Iterator[None]:
    """People who say one thing after the other, whether they are answered or not."""
    enough = threading.Event()

    def speak() -> None:
        everybody = [Person(api, 100 + rank) for rank in range(people)]
        number = 0
        while not enough.wait(EVERY_SECONDS):
            everybody[number % people].says(f"bonjour {number}")
            number += 1

    thread = threading.Thread(target=speak)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def measure(subject: Subject, cluster: postgres.Cluster, *, rounds: int, people: int) -> list[Round]:
    """End and start it so often."""
    found = []
    with (
        running(TOKEN) as api,
        cluster.database() as database,
        tempfile.TemporaryDirectory() as folder,
        speaking(api, people),
    ):
        bot = Bot(subject, api, Path(folder), database if subject.on_server else "")
        try:
            bot.start()  # the first start makes the store
            for _ in range(rounds):
                time.sleep(LIFE_SECONDS)
                end = bot.end()
                after_end, spent = bot.start()
                time.sleep(LIFE_SECONDS)
                bot.kill()
                found.append(Round(end, after_end, bot.start()[0], spent))
        finally:
            bot.kill()
    return found


def main() -> None:
    """Print the table."""
    given = asked(rounds=5, people=20, only="")
    # The fake server leaves what it was delivering when it ends, and asyncio says so of each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"{os.cpu_count()} processeurs, charge {load:.1f} ; médianes de {given.rounds}, en secondes.\n\n"
        "| robot | SIGTERM : fin | redémarré : première réponse | après SIGKILL | processeur |\n"
        "| --- | --- | --- | --- | --- |"
    )
    with postgres.running(lasting=True) as cluster:
        for subject in SUBJECTS:
            if given.only not in subject.name:
                continue
            found = measure(subject, cluster, rounds=given.rounds, people=given.people)
            cells = [
                f"{median(getattr(each, name) for each in found):.2f}"
                for name in ("end", "after_end", "after_kill", "processor")
            ]
            print(f"| {subject.name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
