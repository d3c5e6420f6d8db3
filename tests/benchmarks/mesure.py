"""The product and its peers side by side on the same lists: quality, time and memory of whole processes.

    python -m tests.benchmarks.mesure --peers PYTHON [--sizes 1200 10000] [--rounds 3]

`--peers` is the interpreter of an environment that holds `requirements-bench.lock`. Nothing here asserts:
the table is read by people, and stands in the README with its date and machine.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.region import Region, Someone

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TITLES = ("Nom", "Prénom", "Date de naissance", "Code postal", "Catégorie")
TIMEOUT = 900


@dataclass(frozen=True, slots=True)
class Liste:
    """One side, written to a file; `truth` says who is on each line."""

    path: Path
    truth: dict[int, str]


@dataclass(frozen=True, slots=True)
class Cas:
    """Two lists to match."""

    name: str
    pronote: Liste
    ent: Liste


@dataclass(frozen=True, slots=True)
class Mesure:
    """One run of one program."""

    seconds: float
    processor: float
    megabytes: float
    precision: float
    recall: float
    certain: tuple[int, int] | None = None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Row = tuple[str, tuple[str, str, str, str, str]]


def write_list(path: Path, rows: Sequence[Row], identifier: str) -> Liste:
    """Write a list as an admin exports it; each row comes with who it truly is."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*TITLES, identifier])
        for number, (_, cells) in enumerate(rows):
            writer.writerow([*cells, f"{identifier[:2]}{number:07}"])
    return Liste(path, {line: who for line, (who, _) in enumerate(rows, 2)})


def whole_list(path: Path, people: Sequence[Someone], identifier: str) -> Liste:
    """Write everybody, with their postcodes."""
    return write_list(path, [_row(one, place=True) for one in people], identifier)


def cases(folder: Path, sizes: Sequence[int], *, febrl: bool) -> Iterator[Cas]:
    """FEBRL4 with and without its postcode, then the invented region, by kind of people."""
    for place in (True, False) if febrl else ():
        sides = []
        for name, identifier in (("pronote", "Identifiant PRONOTE-ENT"), ("ent", "Id ENT")):
            with (folder / f"febrl-{name}.csv").open(encoding="utf-8", newline="") as file:
                rows = [
                    (who, (nom, prenom, day, code if place else "", "Élèves"))
                    for nom, prenom, day, code, who in csv.reader(file, delimiter=";")
                ]
            sides.append(write_list(folder / f"febrl-{place}-{name}.csv", rows, identifier))
        yield Cas(f"FEBRL4 {'avec' if place else 'sans'} code postal", *sides)
    for size in sizes:
        both = Region(seed=size).lists(size)
        for kind, pupils, place in (
            ("élèves", True, False),
            ("adultes, code postal", False, True),
            ("adultes, noms seuls", False, False),
        ):
            sides = []
            for people, name, identifier in zip(
                both, ("pronote", "ent"), ("Identifiant PRONOTE-ENT", "Id ENT"), strict=True
            ):
                rows = [_row(one, place=place) for one in people if (one.categorie == "Élèves") == pupils]
                sides.append(write_list(folder / f"{size}-{kind}-{name}.csv", rows, identifier))
            yield Cas(f"Région {size} : {kind}", *sides)
        sides = [
            whole_list(folder / f"{size}-tous-{name}.csv", people, identifier)
            for people, name, identifier in zip(
                both, ("pronote", "ent"), ("Identifiant PRONOTE-ENT", "Id ENT"), strict=True
            )
        ]
        yield Cas(f"Région {size} : tous", *sides)


def _row(one: Someone, *, place: bool) -> Row:
    return str(one.who), (one.nom, one.prenom, one.naissance, one.code_postal if place else "", one.categorie)


def measure(command: Sequence[str], out: Path, case: Cas) -> Mesure:
    """Run a program on a case: its wall time, its peak memory, and how good its pairs are."""
    out.unlink(missing_ok=True)
    started = time.perf_counter()
    with (out.parent / "journal.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    processor = usage.ru_utime + usage.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print((out.parent / "journal.txt").read_text()[-2000:], file=sys.stderr)
        return Mesure(seconds, processor, usage.ru_maxrss / 1024, 0.0, 0.0)
    right = found = certain_right = certain = 0
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            same = case.pronote.truth[int(row["pronote_line"])] == case.ent.truth[int(row["ent_line"])]
            found += 1
            right += same
            if row.get("certain") == "1":
                certain += 1
                certain_right += same
    there = len(set(case.pronote.truth.values()) & set(case.ent.truth.values()))
    return Mesure(
        seconds,
        processor,
        usage.ru_maxrss / 1024,
        right / max(found, 1),
        right / max(there, 1),
        (certain_right, certain),
    )


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1200, 10_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-febrl", action="store_true")
    options = parser.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} processeurs, Python {platform.python_version()}"
    print(f"{machine}, {time.strftime('%d/%m/%Y')}")
    print(
        f"{'cas':42} {'programme':14} {'F1':>8} {'précision':>9} {'certain':>15} {'secondes':>8}"
        f" {'proc.':>7} {'Mo':>6}  nous / lui : temps, proc., mémoire"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        febrl = options.peers is not None and not options.no_febrl
        if febrl:
            subprocess.run([options.peers, HERE / "pairs" / "febrl.py", folder], check=True)
        for case in cases(folder, options.sizes, febrl=febrl):
            _compare(case, folder, options.peers, options.rounds)


def _compare(case: Cas, folder: Path, peers: Path | None, rounds: int) -> None:
    out = folder / "paires.csv"
    lists = [str(case.pronote.path), str(case.ent.path)]
    commands = {"nous": [sys.executable, "-m", "bot", "match", *lists, "--json", "--pairs", str(out)]}
    for peer in ("splink", "recordlinkage") if peers else ():
        commands[peer] = [str(peers), str(HERE / "pairs" / f"{peer}_pairs.py"), *lists, str(out)]
    ours: Mesure | None = None
    for program, command in commands.items():
        runs = [measure(command, out, case) for _ in range(rounds)]
        best = min(runs, key=lambda run: run.seconds)
        ours = ours or best
        ratio = "" if best is ours else _ratios(ours, best)
        sure = "{}/{}".format(*best.certain) if best.certain and best.certain[1] else ""
        print(
            f"{case.name:42} {program:14} {best.f1:8.5f} {best.precision:9.5f} {sure:>15}"
            f" {best.seconds:8.2f} {best.processor:7.2f} {best.megabytes:6.0f}  {ratio}",
            flush=True,
        )


def _ratios(ours: Mesure, peer: Mesure) -> str:
    pairs = (
        (ours.seconds, peer.seconds),
        (ours.processor, peer.processor),
        (ours.megabytes, peer.megabytes),
    )
    return ", ".join(f"{one / other:.2f}" for one, other in pairs)


if __name__ == "__main__":
    main()
