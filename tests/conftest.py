"""What all tests share: the real guide, houses that last no longer than a test, and `--update`."""

from __future__ import annotations

from datetime import date

import pytest

from bot.house import read_guide
from knowledge.dialogue.guide import Guide

TODAY = date(2026, 8, 27)
"""The day of all tests: the end of August, when schools do this."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden transcripts")


@pytest.fixture(scope="session")
def guide() -> Guide:
    return read_guide()


@pytest.fixture
def today() -> date:
    return TODAY
