"""Faults 2 and 3: killed at any point, nothing is lost, nothing is doubled, order is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.torture.kill_loop import BOTS, run

KILLS = 78
"""For each way that updates come and each store; `run.py torture` kills more often."""

HOOKED = pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])


@HOOKED
def test_a_bot_killed_anywhere_loses_and_doubles_nothing(tmp_path: Path, hooked: bool) -> None:
    report = run(KILLS, tmp_path, hooked=hooked)
    assert report.clean, report
    assert report.said == 2 * KILLS + 1


@HOOKED
def test_bots_over_one_database_killed_anywhere_lose_and_double_nothing(
    tmp_path: Path, postgres: Cluster, hooked: bool
) -> None:
    with postgres.database() as database:
        report = run(KILLS, tmp_path, hooked=hooked, database=database, bots=BOTS)
    assert report.clean, report
    assert report.said == 2 * KILLS + 1
