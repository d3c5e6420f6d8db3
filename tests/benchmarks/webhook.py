"""How soon the webhook acknowledges, and other chats are answered, while a large file is opened and matched.

    python -m tests.benchmarks.webhook [--rate 50] [--seconds 10] [--people 400] [--file 100000] [--rounds 1]

Messages come at a steady rate, whatever the bot does, as Telegram posts them. Nothing here asserts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.debit.charge import Load, Person, centiles, connect, params_of, serve
from tests.benchmarks.debit.http import Posting
from tests.benchmarks.debit.mesure import PAIRS, START_SECONDS
from tests.benchmarks.mesure import whole_list
from tests.benchmarks.region import Region
from tests.benchmarks.robot import (
    HOOK,
    SERVE,
    TOKEN,
    asked,
    family,
    free_port,
    listening,
    processor,
    running,
    settings,
)

SENDER = 999_999
"""The chat that the large file comes from."""

QUIET_SECONDS = 2.0
"""When every file has had its child, and there has been none for so long, the reading is over."""

LOOK_SECONDS = 0.25
READ_SECONDS = 180.0


@dataclass
class Flow(Load):
    """People who speak in turn at a steady rate, and files that can be fetched."""

    files: dict[str, bytes] = field(default_factory=dict)
    late: int = 0

    def answer(self, path: str, body: bytes) -> bytes:
        """Answer one call, or give a file out."""
        if "/file/" in path:
            return self.files[path.rsplit("/", 1)[-1]]
        method = path.rsplit("/", 1)[-1].lower()
        if method == "getfile":
            id = params_of(body)["file_id"]
            found = {"file_id": id, "file_unique_id": id, "file_path": f"documents/{id}"}
            return json.dumps({"ok": True, "result": found}).encode()
        return super().answer(path, body)

    async def sends(self, line: Posting) -> None:
        """The sender sends its files."""
        for rank, (name, data) in enumerate(self.files.items(), 1):
            user = {"id": SENDER, "is_bot": False, "first_name": "Essai", "language_code": "fr"}
            chat = {"id": SENDER, "type": "private", "first_name": "Essai"}
            document = {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": len(data)}
            message = {"message_id": rank, "date": int(time.time()), "chat": chat, "from": user}
            update = {"update_id": rank, "message": message | {"document": document}}
            assert await line.post(self.hook, json.dumps(update).encode(), self.secret) == 200

    async def flow(self, port: int, rate: float, until: Callable[[], bool]) -> None:
        """Let the next person who got an answer speak, so often a second, until it is enough."""
        free: list[Posting] = []

        async def speak(person: Person) -> None:
            line = free.pop() if free else await connect(port)
            await self.say(line, person)
            free.append(line)

        speaking: set[asyncio.Task[None]] = set()
        begun, turn = time.perf_counter(), 0
        while not until():
            turn += 1
            await asyncio.sleep(max(0.0, begun + turn / rate - time.perf_counter()))
            try:
                task = asyncio.create_task(speak(self._due.get_nowait()))
            except asyncio.QueueEmpty:
                self.late += 1  # everybody still waits
            else:
                speaking.add(task)
                task.add_done_callback(speaking.discard)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*speaking), 10)

    def everybody(self) -> None:
        """All may speak; what was measured before does not count."""
        self.acked, self.answered, self.late = [], [], 0
        while not self._due.empty():
            self._due.get_nowait()
        for person in self.people.values():
            person.waits = False
            self._due.put_nowait(person)


@dataclass(frozen=True)
class Given:
    """How it is measured."""

    rate: float
    seconds: float
    people: int


async def measure(name: str, command: list[str], given: Given, files: dict[str, bytes] | None) -> float:
    """Measure a bot, and print its rows: without a file, then with one where it takes files; return the p99
    of its acknowledgement.
    """
    people = {number: Person(number) for number in range(1, given.people + 1)}
    flow = Flow({**people, SENDER: Person(SENDER)}, files is not None, hook=HOOK, files=files or {})
    server, api = await serve(flow)
    port, url = free_port(), f"http://127.0.0.1:{api}"
    arguments = [] if files is not None else [url, TOKEN, str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        running([*command, *arguments], settings(Path(folder), url, port, TELEGRAM_UPLOADS="1")) as process,
    ):
        await asyncio.wait_for(flow.started.wait(), START_SECONDS)
        await listening(port)
        flow.people.pop(SENDER)
        flow.everybody()
        await flow.flow(port, given.rate, _after(given.seconds / 3))  # everything is loaded and begun
        flow.everybody()
        before = processor(process.pid)
        await flow.flow(port, given.rate, _after(given.seconds))
        ack = centiles(flow.acked)[2]
        _print(name, flow, processor(process.pid) - before)
        if files:
            flow.people[SENDER] = Person(SENDER)
            await flow.sends(await connect(port))
            people.pop(SENDER, None)
            flow.everybody()
            before, reading = processor(process.pid), Reading(process.pid, len(files))
            await flow.flow(port, given.rate, reading.is_over)
            took = f"{name}, un fichier lu en {reading.seconds:.0f} s"
            _print(took, flow, processor(process.pid) - before)
    server.close()
    return ack


class Reading:
    """Looks, several times a second, which children of a bot read: one for each of so many files."""

    def __init__(self, process: int, files: int) -> None:
        self._process = process
        self._files = files
        self._children: set[int] = set()
        self._begun = self._looked = self._seen = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return self._seen - self._begun

    def is_over(self) -> bool:
        """Is it?"""
        now = time.perf_counter()
        if now - self._looked > LOOK_SECONDS:
            self._looked = now
            children = family(self._process).keys() - {self._process}
            self._children |= children
            if children or len(self._children) < self._files:
                self._seen = now
        return now - self._seen > QUIET_SECONDS or now - self._begun > READ_SECONDS


def _after(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def _print(name: str, flow: Flow, spent: float) -> None:
    ack, answer = ("{:.0f} / {:.0f} / {:.0f}".format(*centiles(each)) for each in (flow.acked, flow.answered))
    cost = spent * 1000 / max(1, len(flow.answered))
    print(f"| {name} | {len(flow.acked)} | {flow.late} | {ack} | {answer} | {cost:.1f} |", flush=True)


def lists(size: int) -> dict[str, bytes]:
    """The two lists of an invented region."""
    both = Region(seed=size).lists(size)
    with tempfile.TemporaryDirectory() as folder:
        return {
            f"{name}.csv": whole_list(Path(folder) / name, people, identifier).path.read_bytes()
            for people, name, identifier in zip(
                both, ("pronote", "ent"), ("Identifiant PRONOTE-ENT", "Id ENT"), strict=True
            )
        }


def main() -> None:
    """Print the table."""
    given = asked(rate=50.0, seconds=10.0, people=400, file=100_000, rounds=1)
    files = lists(given.file)
    rule = Given(given.rate, given.seconds, given.people)
    print(
        f"À {given.rate:.0f} messages par seconde ; un chat envoie deux listes de {given.file} personnes.\n\n"
        "| robot | messages | en attente | accusé p50 / p95 / p99 (ms) | réponse p50 / p95 / p99 (ms)"
        " | processeur (ms) |\n| --- | --- | --- | --- | --- | --- |"
    )
    for _ in range(given.rounds):
        ours = asyncio.run(measure("le produit", list(SERVE), rule, files))
        echo = [sys.executable, str(PAIRS / "echo_ptb.py")]
        theirs = asyncio.run(measure("python-telegram-bot (écho)", echo, rule, None))
        print(f"| accusé p99, nous / lui | | | {ours / max(theirs, 0.1):.2f} | | |", flush=True)


if __name__ == "__main__":
    main()
