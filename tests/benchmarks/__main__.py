"""`python -m tests.benchmarks [NAME…]`: every measure, or those named, beside its peers.

The environments of the peers are built where they are missing; a measure by itself takes more options.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.environnements import ROOT, python

LOCK = Path(__file__).resolve().parent / "requirements-bench.lock"

MEASURES = {
    "rapprochement": "tests.benchmarks.mesure",
    "debit": "tests.benchmarks.debit.mesure",
    "webhook": "tests.benchmarks.webhook",
    "ouvriers": "tests.benchmarks.ouvriers",
    "redemarrage": "tests.benchmarks.redemarrage",
}


def main() -> int:
    """Run them one after the other: two at once would measure each other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("measures", nargs="*", choices=(*MEASURES, []), default=[])
    failed = 0
    for name in parser.parse_args().measures or MEASURES:
        more = ("--peers", str(python("bench", LOCK))) if name == "rapprochement" else ()
        failed |= _run(MEASURES[name], *more)
    return failed


def _run(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
