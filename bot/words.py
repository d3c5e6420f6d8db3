"""The sentences that must be there before the house is: help, usage errors, and why it cannot start.

They stand in the guide's data like all others; here its two files are read without the rest, so that
a broken guide or a bad setting is still told in French.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.dialogue.errors import HelpdeskError

GUIDE = Path(__file__).resolve().parent.parent / "knowledge" / "guide"
"""Where the guide's data files are."""


@cache
def words(name: str = "interface.toml") -> dict[str, Any]:
    """One data file of the guide, read from the disk once."""
    return tomllib.loads((GUIDE / name).read_text("utf-8"))


def word(path: str, /, **values: object) -> str:
    """One sentence of interface.toml by its dotted path, filled with `values` as they are."""
    found: Any = words()
    for key in path.split("."):
        found = found[key]
    return _fill(str(found), values)


def sentence(error: HelpdeskError) -> str:
    """The French sentence of an error: what happened, and what to do next."""
    return _fill(words("erreurs.toml")[type(error).__name__]["phrase"], error.values)


def _fill(phrase: str, values: dict[str, Any]) -> str:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - a fifth of the time to match a school

    env = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - text/plain
    return env.from_string(phrase).render(values).strip()
