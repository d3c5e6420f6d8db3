"""How well free questions are answered: `python -m tests.eval.evalue`, beside plain BM25 in the same run.

`reglage.toml` is what the answers were improved with, `reserve.toml` was held out. A question is answered
when an answer's id or one of its cited facts is expected.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click

from bot.commandes.ask import read
from knowledge.questions import Questions
from knowledge.recherche.fiches import Entry
from tests.eval.pair import Peer

HERE = Path(__file__).resolve().parent
SETS = ("reglage", "reserve")

Answer = Callable[[str], Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Shares of the on-subject questions, then of the off-subject ones, and the failures themselves."""

    asked: int
    top1: float
    top3: float
    wrongly_declined: float
    off_asked: int
    rightly_declined: float
    failures: tuple[str, ...]


def questions(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each question of a set with the ids that are expected; none for an off-subject one."""
    data = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    for group in data["groupes"]:
        for question in group["questions"]:
            yield question, frozenset(group["attendus"])
    for question in data["hors_sujet"]["questions"]:
        yield question, frozenset()


def measure(name: str, answer: Answer) -> Measure:
    """Ask every question of a set."""
    hits1 = hits3 = declined = asked = off = rightly = 0
    failures = []
    for question, expected in questions(name):
        found = answer(question)
        right = [bool(expected & {entry.id, *entry.cites}) for entry in found]
        if not expected:
            off, rightly = off + 1, rightly + (not found)
        else:
            asked, declined = asked + 1, declined + (not found)
            hits1, hits3 = hits1 + (right[:1] == [True]), hits3 + any(right)
        if bool(found) != bool(expected) or (expected and not right[0]):
            failures.append(f"{question} -> {', '.join(entry.id for entry in found) or 'declined'}")
    return Measure(asked, hits1 / asked, hits3 / asked, declined / asked, off, rightly / off, tuple(failures))


def ours(asked: Questions) -> Answer:
    """Our engine, as an answer of entries."""
    return lambda question: [found.entry for found in asked.ask(question).found]


def main() -> None:
    """Print both sets, ours and the peer's, then the time of an answer."""
    asked = read()
    peer = Peer([entry for entry in asked.moteur.entries if not entry.id.startswith("-")])
    click.echo("set      engine   asked  top-1  top-3  wrongly declined   off  rightly declined")
    for name in SETS:
        for label, answer in (("ours", ours(asked)), ("bm25s", peer.rank)):
            got = measure(name, answer)
            click.echo(
                f"{name:8} {label:8} {got.asked:5}  {got.top1:5.1%}  {got.top3:5.1%}"
                f"  {got.wrongly_declined:16.1%}  {got.off_asked:4}  {got.rightly_declined:16.1%}"
            )
            if label == "ours" and "-v" in sys.argv:
                click.echo("\n".join(f"    {failure}" for failure in got.failures))
    times = []
    for question, _ in questions("reserve"):
        begun = perf_counter()
        asked.ask(question)
        times.append(perf_counter() - begun)
    times.sort()
    click.echo(f"an answer: {times[len(times) // 2] * 1000:.1f} ms median, {times[-1] * 1000:.1f} ms at most")


if __name__ == "__main__":
    main()
