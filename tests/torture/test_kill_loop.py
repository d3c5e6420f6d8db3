"""Faults 2 and 3: killed at any point, nothing is lost, nothing is doubled, order is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.kill_loop import run

KILLS = 150
"""For each way that updates come; `run.py torture` kills more often."""


@pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])
def test_a_bot_killed_anywhere_loses_and_doubles_nothing(tmp_path: Path, hooked: bool) -> None:
    report = run(KILLS, tmp_path, hooked=hooked)
    assert report.clean, report
    assert report.said == 2 * KILLS
