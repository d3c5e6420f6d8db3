"""Environments of their own for the real parts of the tests, each built once from its hashed lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).parents[1]


def python(name: str, lock: Path) -> Path:
    """The Python of the environment `.venv-{name}`, filled from `lock`, with uv where it is there.

    Skips the test where the network is missing, fails for anything else.
    """
    place = ROOT / f".venv-{name}"
    stamp = place / "installation.txt"
    found = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    version = "{}.{}".format(*sys.version_info[:2])
    wanted = f"{version} {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        shutil.rmtree(place, ignore_errors=True)
        pip = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        make = [sys.executable, "-m", "venv", str(place)]
        if uv := shutil.which("uv"):
            make = [uv, "venv", "--quiet", "--python", sys.executable, str(place)]
            pip = [uv, "pip", "install", "--quiet", "--python", str(found)]
        for command in (make, [*pip, "--require-hashes", "-r", str(lock)]):
            _run(name, command)
        (place / ".gitignore").write_text("*\n", "utf-8")
        stamp.write_text(wanted, "utf-8")
    return found


def _run(name: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        log = done.stdout + done.stderr
        if run.explain(log) == "network":
            pytest.skip(f"« {name} » cannot be installed: no package index can be reached from here.")
        pytest.fail(f"The environment « {name} » cannot be built:\n{log}")
