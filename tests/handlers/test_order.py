"""Fault 9: many chats, many updates, several processes; each conversation keeps its order to the letter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from handlers.post import Arrival
from storage.sealing import place
from storage.store import Store, open_store
from storage.tables import outbox
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
CHATS, EACH = 50, 100
PROCESSES, WORKERS = 2, 4
BOT = 4242

PROCESS = """
import asyncio, sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from handlers.inbox import Inbox
from handlers.readings import Aside
from handlers.references import draw
from handlers.writer import Writer
from storage.store import open_store

@dataclass
class Draft:
    payload: str
    buttons = once = False
    instead = ""

class Echo:
    reads = False
    def read(self, raw):
        chat, number = raw.decode().split()
        return Aside(f"telegram:{chat}", "mot", origin=number)
    def chat_of(self, raw):
        return ""
    def draw(self, replies, origin):
        return [Draft(origin)]

async def live(store):
    words = SimpleNamespace(word=lambda name: name)
    writers = [Writer(store) for _ in range(int(sys.argv[3]))]
    inboxes = [
        Inbox(each, words, Echo(), today=date.today, replied=lambda: None, draw=draw) for each in writers
    ]
    tasks = [asyncio.create_task(each.run()) for each in inboxes]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    while await writers[0].run(lambda post: post.is_behind()):
        await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for each in writers:
        await each.close()
    print(sum(each.handled for each in inboxes))

store = open_store(sys.argv[1], Path(sys.argv[2]), now=lambda: datetime.now(UTC))
asyncio.run(live(store))
store.close()
"""


def receive(store: Store, numbers: range) -> None:
    """Every chat says the next thing, then the next."""
    for number in numbers:
        keys = [(chat, number * CHATS + chat) for chat in range(CHATS)]
        with store.post() as post:
            post.receive(
                [
                    Arrival(BOT, key, f"telegram:{chat}", str(key), f"{chat} {number}".encode())
                    for chat, key in keys
                ]
            )


def sent(store: Store) -> dict[str, list[int]]:
    """What each chat is answered, in the order in which it will leave."""
    found: dict[str, list[int]] = defaultdict(list)
    ring = store.keys.ring()
    with store.database.reading() as connection:
        for row in connection.execute(select(outbox).order_by(outbox.c.id)):
            content = json.loads(ring.open(place("outbox", "content", str(row.id)), row.content))
            found[content["who"]].append(int(content["payload"]))
    return found


def test_several_processes_keep_the_order_of_every_conversation(postgres: Cluster, tmp_path: Path) -> None:
    key = tmp_path / "cle.txt"
    with postgres.database() as url:
        store = open_store(url, key, now=lambda: datetime.now(UTC))
        receive(store, range(EACH // 2))
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", PROCESS, url, str(key), str(WORKERS)],
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(PROCESSES)
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        receive(store, range(EACH // 2, EACH))
        told = [process.communicate("all\n", timeout=120) for process in processes]
        assert [errors for _, errors in told] == [""] * PROCESSES
        handled = [int(out) for out, _ in told]
        assert sum(handled) == CHATS * EACH
        assert all(handled)
        assert sent(store) == {f"telegram:{chat}": list(range(EACH)) for chat in range(CHATS)}
        store.close()
