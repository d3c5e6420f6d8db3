"""A sandpit: files of strangers are read in a process that may die, within limits of memory and time.

A command confines its own process. The chat hands the work to a child, which confines itself before it
reads anything, and is killed without harm to anybody else.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.comptes.erreurs import LectureInterrompue
from knowledge.dialogue.errors import HelpdeskError

if sys.platform != "win32":  # there the parent's clock is the only limit
    import resource

_MIB = 1024 * 1024

_SECRET = ("PRONOTE_", "TELEGRAM_", "DATABASE_", "CREDENTIALS_", "PG")
"""Beginnings of variables that a child has no use for: they hold tokens and passwords, or where these are."""

_children: set[subprocess.Popen[bytes]] = set()
_ending = threading.Event()

_END = b"\n"
_LINE = 200
"""Bytes of what a child tells at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The memory that may be taken on top of what the process has, and the seconds of processor."""

    memory: int
    seconds: int


READING = Limits(memory=256 * _MIB, seconds=10)
"""One file of a stranger."""
MATCHING = Limits(memory=2048 * _MIB, seconds=300)
"""All the files of a region."""

NICENESS = 10
"""How far behind everybody else a child works: who talks with the bot meanwhile does not feel it."""


def confine(limits: Limits) -> None:
    """Put this process within limits, from now on. Does nothing where the system has none."""
    if sys.platform == "win32":
        return
    _lower(resource.RLIMIT_AS, _taken() + limits.memory)
    _lower(resource.RLIMIT_CPU, limits.seconds + int(sum(os.times()[:2])) + 1)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    soft, hard = resource.getrlimit(kind)
    known = [limit for limit in (soft, hard, value) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(known), hard))


def _taken() -> int:
    """The address space of this process, 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 512 * _MIB
    return pages * resource.getpagesize()


def run(
    work: Callable[..., Any],
    *arguments: object,
    limits: Limits = READING,
    hear: Callable[[str], None] = lambda _: None,
) -> Any:  # noqa: ANN401
    """Call `work(*arguments)` in a child within limits; its answer, or the HelpdeskError it raised.

    `work` is a function of a module, arguments and answer can be pickled; what it says meanwhile with
    `tell` reaches `hear`. Raises LectureInterrompue.
    """
    request = pickle.dumps((work, arguments, limits))
    command = [sys.executable, "-m", "bot.bac"]
    root = str(Path(__file__).resolve().parent.parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=root, env=environment,
    ) as child:  # fmt: skip
        _children.add(child)
        if _ending.is_set():
            child.kill()
        clock = threading.Timer(2 * limits.seconds + 5, child.kill)
        clock.start()
        try:
            answer = _listen(child, request, hear)
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
            _children.discard(child)
    if child.returncode != 0 or not answer:
        raise LectureInterrompue
    fine, outcome = _Careful(io.BytesIO(answer)).load()
    if fine:
        return outcome
    kind, values = outcome
    raise kind(**values)


def end() -> None:
    """Kill every child and let no other work: the program ends, and nobody waits for their answers."""
    _ending.set()
    for child in (*_children,):
        child.kill()


def tell(what: str) -> None:
    """In the child: say one line to the parent, before there is an answer."""
    sys.stdout.buffer.write(what.encode() + _END)
    sys.stdout.buffer.flush()


def _listen(child: subprocess.Popen[bytes], request: bytes, hear: Callable[[str], None]) -> bytes:
    """Hand the request over, then read the lines that the child tells and its answer behind an empty one."""
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    with suppress(OSError), child.stdin:  # a child that died reads no more: its return code tells
        child.stdin.write(request)
    while (line := child.stdout.readline(_LINE)) not in (_END, b""):
        hear(line.decode("utf-8", "replace").rstrip())
    return child.stdout.read()


class _Careful(pickle.Unpickler):
    """Takes from a child, which a file may have turned, only what an answer is made of."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the base's signature
        """A class of the house or a date; anything else is no answer. Raises LectureInterrompue."""
        if module == "datetime" or (module.startswith("knowledge.") and "." not in name):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise LectureInterrompue


def _main() -> None:
    work, arguments, limits = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - written by our parent
    if sys.platform != "win32":
        os.nice(NICENESS)
    confine(limits)
    outcome: tuple[bool, object]
    try:
        outcome = True, work(*arguments)
    except HelpdeskError as error:
        outcome = False, (type(error), error.values)
    except MemoryError:
        sys.exit(1)
    tell("")
    pickle.dump(outcome, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    _main()
