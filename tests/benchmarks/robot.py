"""The product as a measure starts it, and the processor time that processes have had."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.web.serve import listen
from tests.environnements import ROOT

TOKEN = "123456:debit"
HOOK = "/telegram"
STOP_SECONDS = 15
SERVE = (sys.executable, "-m", "bot", "serve")


def asked(**usual: float | str) -> argparse.Namespace:
    """What the command line asks for: an option for each name, of the kind of its usual value."""
    parser = argparse.ArgumentParser()
    for name, value in usual.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    return parser.parse_args()


def free_port() -> int:
    """A port that nobody has now."""
    with listen("127.0.0.1", 0) as bound:
        port: int = bound.getsockname()[1]
        return port


def settings(folder: Path, api: str, port: int, **more: str) -> dict[str, str]:
    """What the product is told: its store in `folder`, one Bot API server, updates posted to `port`."""
    return os.environ | {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api,
        "TELEGRAM_WEBHOOK": f"http://127.0.0.1:{port}",
        "TELEGRAM_RATE": "0",
        "PRONOTE_HELPDESK_DATA": str(folder),
        "PRONOTE_HELPDESK_PORT": str(port),
        **more,
    }


@contextmanager
def running(command: Sequence[str], known: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A bot, ended in the end."""
    process = subprocess.Popen(command, env=known, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()


async def listening(port: int) -> None:
    """Wait until somebody listens there."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def family(process: int) -> dict[int, float]:
    """A process and those it started, each with its seconds of processor time (Linux, `proc(5)`)."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        # Its own, and that of its children that have ended.
        spent[int(folder.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    found = {process} & spent.keys()
    while grown := {child for child, parent in parents.items() if parent in found} - found:
        found |= grown
    return {each: spent[each] for each in found}


def processor(process: int) -> float:
    """Seconds of processor time of a process and those it started; 0 where the system does not tell."""
    return sum(family(process).values())
