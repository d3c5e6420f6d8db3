"""The environment of the other client, built once from its hashed lock: with uv where it is there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
PLACE = HERE.parents[1] / ".venv-pair"
STAMP = PLACE / "installation.txt"
PYTHON = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python() -> Path:
    """The environment's Python. Skips the test where the network is missing, fails for anything else."""
    version = "{}.{}".format(*sys.version_info[:2])
    wanted = f"{version} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"
    if not STAMP.exists() or STAMP.read_text("utf-8") != wanted:
        shutil.rmtree(PLACE, ignore_errors=True)
        pip: list[str] = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        make = [sys.executable, "-m", "venv", str(PLACE)]
        if uv := shutil.which("uv"):
            make = [uv, "venv", "--quiet", "--python", sys.executable, str(PLACE)]
            pip = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        for command in (make, [*pip, "--require-hashes", "-r", str(LOCK)]):
            _run(command)
        (PLACE / ".gitignore").write_text("*\n", "utf-8")
        STAMP.write_text(wanted, "utf-8")
    return PYTHON


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        log = done.stdout + done.stderr
        if run.explain(log) == "network":
            pytest.skip("The other client cannot be installed: no package index can be reached from here.")
        pytest.fail(f"The other client's environment cannot be built:\n{log}")
