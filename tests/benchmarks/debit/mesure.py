"""Measure: `python -m tests.benchmarks.debit.mesure [--seconds 8] [--people 60] [--rounds 1]`.

Nothing here asserts: the table is read by people, and stands in the README with its date and machine.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.debit.charge import Figures, Load, Person, serve
from tests.benchmarks.robot import HOOK, SERVE, TOKEN, asked, free_port, listening, running, settings
from tests.environnements import ROOT, python

PAIRS = Path(__file__).resolve().parents[1] / "pairs"
START_SECONDS = 60.0


@dataclass(frozen=True)
class Subject:
    """A bot to be measured: how it is started, and whether it is talked to by its buttons."""

    name: str
    command: Sequence[str]
    buttons: bool = False


def subjects() -> list[Subject]:
    """The product, and the bare echo bots it is measured against."""
    pair = python("pair", ROOT / "tests" / "botapi" / "requirements.lock")
    return [
        Subject("le produit (conversation)", SERVE, buttons=True),
        Subject("python-telegram-bot (écho)", [sys.executable, str(PAIRS / "echo_ptb.py")]),
        Subject("aiogram (écho)", [str(pair), str(PAIRS / "echo_aiogram.py")]),
    ]


async def measure(subject: Subject, *, people: int, seconds: float) -> Figures:
    """Start a bot, let people talk to it, end it."""
    load = Load({number: Person(number) for number in range(1, people + 1)}, subject.buttons, hook=HOOK)
    server, api = await serve(load)
    port, url = free_port(), f"http://127.0.0.1:{api}"
    arguments = [] if subject.buttons else [url, TOKEN, str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        running([*subject.command, *arguments], settings(Path(folder), url, port)) as process,
    ):
        await asyncio.wait_for(load.started.wait(), START_SECONDS)
        await listening(port)
        found = await load.run([port], processes=[process.pid], warm=seconds / 4, seconds=seconds)
    server.close()
    return found


def main() -> None:
    """Print the table."""
    given = asked(seconds=8.0, people=60, rounds=1, only="")
    print(
        "| robot | échanges/s | appels/s | processeur (ms) | réponse p50 / p99 (ms) | accusé p50 / p99 (ms) |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for _ in range(given.rounds):
        for subject in subjects():
            if given.only and given.only not in subject.name:
                continue
            found = asyncio.run(measure(subject, people=given.people, seconds=given.seconds))
            answer, ack = (f"{cut[0]:.0f} / {cut[2]:.0f}" for cut in (found.answer, found.ack))
            rates = f"{found.updates:.0f} | {found.calls:.0f} | {found.processor[0]:.2f}"
            print(f"| {subject.name} | {rates} | {answer} | {ack} |", flush=True)


if __name__ == "__main__":
    main()
