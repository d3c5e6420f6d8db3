"""Each error that storage raises is one French sentence that names the file or the row, and the repair."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined

PHRASES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "knowledge" / "guide" / "erreurs.toml").read_text("utf-8")
)
REASONS = ("locked", "full", "refused", "damaged", "newer", "other")
SERVER = "postgresql://anne:***@là/base"
SERVER_REASONS = (*REASONS, "unreachable", "password", "absent", "crowded", "cut")
CASES = [
    *((name, {"path": "/là/cle.txt"}, "/là/cle.txt") for name in ("KeyMissing", "KeyUnsafe", "KeyWrong")),
    *(("StoreUnusable", {"url": "/là/base", "reason": reason}, "/là/base") for reason in REASONS),
    *(("StoreUnusable", {"url": SERVER, "reason": reason}, SERVER) for reason in SERVER_REASONS),
    ("StoreUnusable", {"url": "/là/base"}, "/là/base"),
    *(
        ("RowUnreadable", {"url": "/là/base", "row": "ab12", "reason": reason}, "db forget ab12")
        for reason in ("altered", "edition")
    ),
]


def render(name: str, values: dict[str, str]) -> str:
    env = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - text/plain
    return env.from_string(PHRASES[name]["phrase"]).render(values)


@pytest.mark.parametrize(("name", "values", "named"), CASES)
def test_the_sentence_is_one_line_that_names_what_is_concerned(
    name: str, values: dict[str, str], named: str
) -> None:
    said = render(name, values)
    assert named in said
    assert said == said.strip()
    assert "\n" not in said
    assert "\u00a0: " in said
    assert said.endswith(".")


def test_each_reason_has_a_sentence_of_its_own() -> None:
    for url, reasons in (("x", REASONS), (SERVER, SERVER_REASONS)):
        said = {render("StoreUnusable", {"url": url, "reason": reason}) for reason in reasons}
        assert len(said) == len(reasons)
