"""The data that the CAS room is given: the guide's own adresses.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import knowledge.guide
from knowledge.cas.liens import Bases, read_bases

GUIDE = Path(knowledge.guide.__file__).parent


@pytest.fixture(scope="session")
def data() -> dict[str, Any]:
    """Read adresses.toml."""
    return tomllib.loads((GUIDE / "adresses.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def bases(data: dict[str, Any]) -> Bases:
    """The CAS bases that the guide knows."""
    return read_bases(data)
