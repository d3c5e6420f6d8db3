"""The laws of the building: what no linter says and everyone keeps."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.dialogue.typographie import slips

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "knowledge", "storage")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
LEXICONS = {"synonymes.toml", "voisins.toml", "exemple.toml"}
"""Words as people type them, not sentences that are said."""

DATA = sorted(path for path in (ROOT / "knowledge" / "guide").rglob("*.toml") if path.name not in LEXICONS)
LINES_MAX = 250
LETTERS = re.compile(r"[àâçéèêëîïôûùüÿœæÀÂÇÉÈÊËÎÏÔÛÙÜŸŒÆ«»]")
PATTERNS = re.compile(r"[\[\]|\\^$]")
"""Signs of a pattern or a table of letters, which is no sentence."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The string constants of a module, its docstrings left out."""
    standing = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in standing:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_fits_a_few_screens(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_french_sentence_stands_in_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    french = [
        (node.lineno, node.value)
        for node in strings(tree)
        if LETTERS.search(str(node.value))
        and " " in str(node.value).strip()
        and not PATTERNS.search(str(node.value))
    ]
    assert french == []


QUIET = [
    path for path in MODULES if path.parent.name != "migrations" and "bot" not in path.relative_to(ROOT).parts
]


@pytest.mark.parametrize("path", QUIET, ids=name)
def test_nothing_happens_at_import(path: Path) -> None:
    """Below bot/, only definitions, imports and named constants stand at the top of a module."""
    loose = [
        node.lineno
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.For | ast.While | ast.With | ast.Try)
        or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant))
    ]
    assert loose == []


def values(table: object) -> Iterator[str]:
    match table:
        case dict():
            for key, each in table.items():
                if key not in {"litteral", "literal", "variantes", "phrases", "exemple", "synonymes"}:
                    yield from values(each)
        case list():
            for each in table:
                yield from values(each)
        case str():
            yield table


@pytest.mark.parametrize("path", DATA, ids=name)
def test_the_french_of_the_data_is_well_set(path: Path) -> None:
    assert [
        slip for text in values(tomllib.loads(path.read_text(encoding="utf-8"))) for slip in slips(text)
    ] == []


def test_every_room_says_what_it_is_for() -> None:
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), name(path)
