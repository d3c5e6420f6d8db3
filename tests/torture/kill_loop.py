"""`python -m tests.torture.kill_loop --kills 1000`: kill -9 at every point, count what is lost or doubled.

People say numbered things all the while. In the end each of them must have got one answer to each, in order;
an answer that may have arrived twice says so itself ("(renvoi)"), and is counted apart.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.web.serve import listen
from tests import postgres
from tests.botapi.people import Person
from tests.botapi.server import BotApi, running

PEOPLE = 8
BOTS = 3
"""Bots that live at the same time over one PostgreSQL."""

POINTS_MAX = 60
"""As many as one goes through until all that waits is answered."""
LIFE_SECONDS = 1.2
"""One that has not reached its point by then is killed where it stands; longer where the machine is slow."""

_SAID = re.compile(r"«\u00a0zz(\d+)\u00a0»")


@dataclass(frozen=True)
class Report:
    """What came of it; `fused` bots killed themselves at their point, the others were killed anywhere."""

    kills: int
    fused: int
    said: int
    lost: int
    doubled: int
    disordered: int
    resent: int

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, order kept?"""
        return not (self.lost or self.doubled or self.disordered)


class Zygote:
    """The process that forks bots."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, *order: object) -> int:
        """A bot's process number."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(" ".join(map(str, order)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def run(
    kills: int, folder: Path, *, hooked: bool, database: str = "", bots: int = 1, seed: int = 1
) -> Report:
    """Kill so often, then let a bot finish, and look at what everybody got.

    `database` is an address, the folder's own file otherwise; `bots` live at the same time.
    """
    chance = random.Random(seed)  # noqa: S311 - a test's own
    with running() as api:
        people = [Person(api, 100 + rank) for rank in range(PEOPLE)]
        said = dict.fromkeys(range(PEOPLE), 0)
        fused = 0
        port = free_port() if hooked else 0
        zygote = Zygote()
        try:
            began = time.monotonic()
            first = zygote.fork(folder, api.url, port, 0, database or "-")
            people[0].says("zz0")
            said[0] += 1
            api.wait(lambda: answers(people[0]), seconds=90)
            life = max(LIFE_SECONDS, 1.5 * (time.monotonic() - began))
            os.kill(first, signal.SIGKILL)
            for _ in range(kills // bots):
                for rank in chance.sample(range(PEOPLE), 2 * bots):
                    people[rank].says(f"zz{said[rank]}")
                    said[rank] += 1
                points = [chance.randint(1, POINTS_MAX) for _ in range(bots)]
                living = [zygote.fork(folder, api.url, port, point, database or "-") for point in points]
                end = time.monotonic() + chance.uniform(life / 4, life)
                fused += sum([wait_for_end(bot, end) for bot in living])
            living = [zygote.fork(folder, api.url, port, 0, database or "-") for _ in range(bots)]
            finish(api, people, said)
            for bot in living:
                with suppress(ProcessLookupError):
                    os.kill(bot, signal.SIGKILL)
        finally:
            zygote.close()
        return judge(kills, fused, people, said)


def free_port() -> int:
    """A port that the webhook can have each time."""
    with listen("127.0.0.1", 0) as bound:
        port: int = bound.getsockname()[1]
        return port


def wait_for_end(bot: int, end: float) -> bool:
    """Wait until it has killed itself at its point; kill it at `end` (monotonic), and return False then."""
    while time.monotonic() < end:
        try:
            os.kill(bot, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.kill(bot, signal.SIGKILL)
    while True:
        try:
            os.kill(bot, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.002)


def finish(api: BotApi, people: list[Person], said: dict[int, int]) -> None:
    """Let the last bot finish what is left."""

    def done() -> bool:
        return not api.world.updates and all(
            len(set(answers(person))) == said[rank] for rank, person in enumerate(people)
        )

    with suppress(AssertionError):
        api.wait(done, seconds=90)
    time.sleep(0.5)  # whatever would still be doubled comes now


def answers(person: Person) -> list[int]:
    """The numbers that were answered, in order."""
    return [int(found[1]) for found in map(_SAID.search, texts(person)) if found]


def texts(person: Person) -> list[str]:
    """What the person got."""
    return [message.get("text", "") for message in person.sees()]


def judge(kills: int, fused: int, people: list[Person], said: dict[int, int]) -> Report:
    """Count."""
    lost = doubled = disordered = resent = 0
    for rank, person in enumerate(people):
        got = [(int(found[1]), "(renvoi)" in text) for text in texts(person) if (found := _SAID.search(text))]
        plain = Counter(number for number, again in got if not again)
        first = list(dict.fromkeys(number for number, _ in got))
        lost += len(set(range(said[rank])) - set(first))
        doubled += sum(count - 1 for count in plain.values())
        disordered += first != sorted(first)
        resent += sum(again for _, again in got)
    return Report(kills, fused, sum(said.values()), lost, doubled, disordered, resent)


def main() -> int:
    """Run it over both ways that updates come, on SQLite and, several bots at a time, on PostgreSQL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1000)
    kills = parser.parse_args().kills // 4
    clean = True
    with postgres.running(lasting=True) as cluster:
        for hooked, on_server in itertools.product((False, True), (False, True)):
            with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
                database = stack.enter_context(cluster.database()) if on_server else ""
                began = time.monotonic()
                bots = BOTS if on_server else 1
                report = run(kills, Path(folder), hooked=hooked, database=database, bots=bots)
                way = f"{'webhook' if hooked else 'polling'}, {'PostgreSQL' if on_server else 'SQLite'}"
                print(f"{way}: {report} in {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
                clean = clean and report.clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
