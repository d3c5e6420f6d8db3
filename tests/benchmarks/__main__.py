"""`python -m tests.benchmarks [rapprochement] [debit]`: every measure, or those named, beside its peers.

The environments of the peers are built where they are missing; a measure by itself takes more options.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.environnements import ROOT, python

LOCK = Path(__file__).resolve().parent / "requirements-bench.lock"


def main() -> int:
    """Run them one after the other: two at once would measure each other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("measures", nargs="*", choices=("rapprochement", "debit", []), default=[])
    wanted = parser.parse_args().measures or ["rapprochement", "debit"]
    failed = 0
    if "rapprochement" in wanted:
        failed |= _run("tests.benchmarks.mesure", "--peers", str(python("bench", LOCK)))
    if "debit" in wanted:
        failed |= _run("tests.benchmarks.debit.mesure")
    return failed


def _run(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
