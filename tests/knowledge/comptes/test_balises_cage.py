"""Reading hostile XML opens no file and no connection (fault 26): the kernel is the witness."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.knowledge.comptes.test_balises import ATTACKS, INERT

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a process at a system call")


def caged(*documents: bytes) -> subprocess.CompletedProcess[bytes]:
    """Read documents in the cage."""
    return subprocess.run(
        [sys.executable, "-m", "tests.knowledge.comptes.cage"],
        input=b"\n".join(map(base64.b64encode, documents)),
        capture_output=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip


def test_the_cage_kills_who_opens_a_file() -> None:
    assert caged(b"ouvre").returncode == -signal.SIGSYS


def test_no_attack_makes_the_reader_open_anything() -> None:
    documents = [attack.encode(encoding) for attack in (*ATTACKS, *INERT) for encoding in ("utf-8", "utf-16")]
    done = caged(*documents)
    assert (done.returncode, done.stdout) == (0, b"lu\n")
