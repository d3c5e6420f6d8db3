"""How much more two processes on one PostgreSQL do than one.

    python -m tests.benchmarks.ouvriers [--seconds 8] [--people 60] [--rounds 1]

Where the people, PostgreSQL and the bots share few processors, seconds of the clock tell little: beside them
stands the processor time of each an exchange, and what it would come to with a processor for each bot.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.benchmarks.debit.charge import Figures, Load, Person, serve
from tests.benchmarks.debit.mesure import START_SECONDS
from tests.benchmarks.robot import HOOK, SERVE, asked, free_port, listening, running, settings


@dataclass(frozen=True)
class Way:
    """How the bots are started: each on a port of its own, or `shared` by one command."""

    name: str
    bots: int
    shared: bool = False


WAYS = (
    Way("un processus", 1),
    Way("deux, un message sur deux à chacun", 2),
    Way("serve --workers 2", 2, shared=True),
)


@contextmanager
def bots(way: Way, ports: list[int], folder: str, api: str, database: str) -> Iterator[list[int]]:
    """The bots of one database; their numbers."""
    more = ("--workers", str(way.bots)) if way.shared else ()
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                running([*SERVE, *more], settings(Path(folder), api, port, DATABASE_URL=database))
            ).pid
            for port in ports
        ]


async def measure(way: Way, cluster: postgres.Cluster, *, people: int, seconds: float) -> Figures:
    """Start them, let people talk to them; the time of the people and of PostgreSQL is counted first."""
    load = Load({number: Person(number) for number in range(1, people + 1)}, buttons=True, hook=HOOK)
    server, api = await serve(load)
    ports = [free_port() for _ in range(1 if way.shared else way.bots)]
    with (
        cluster.database() as database,
        tempfile.TemporaryDirectory() as folder,
        bots(way, ports, folder, f"http://127.0.0.1:{api}", database) as numbers,
    ):
        await asyncio.wait_for(load.started.wait(), START_SECONDS)
        for port in ports:
            await listening(port)
        counted = [os.getpid(), cluster.process, *numbers]
        found = await load.run(ports, processes=counted, warm=seconds / 2, seconds=seconds)
    server.close()
    return found


def main() -> None:
    """Print the table."""
    given = asked(seconds=8.0, people=60, rounds=1)
    print(
        f"{os.cpu_count()} processeurs pour tous.\n\n"
        "| robot | échanges/s | fois un | robots (ms) | PostgreSQL (ms) | personnes (ms)"
        " | réponse p50 / p99 (ms) | à un processeur chacun, fois un |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    with postgres.running(lasting=True) as cluster:
        for _ in range(given.rounds):
            rate = cost = 0.0
            for way in WAYS:
                found = asyncio.run(measure(way, cluster, people=given.people, seconds=given.seconds))
                theirs, server, *ours = found.processor
                # The people are in this process, which is the father of all: what they had is the rest.
                own, all_ours = theirs - server - sum(ours), sum(ours)
                rate, cost = rate or found.updates, cost or all_ours
                print(
                    f"| {way.name} | {found.updates:.0f} | {found.updates / rate:.2f} | {all_ours:.1f}"
                    f" | {server:.1f} | {own:.1f} | {found.answer[0]:.0f} / {found.answer[2]:.0f}"
                    f" | {way.bots * cost / max(all_ours, 0.001):.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
