"""Light markup: `**bold**`, `` `code` `` and lines that start with `- `; a backslash makes a sign plain.

The guide's texts are written in it and every transport draws the blocks it is parsed into, escaping
for its own medium. What a person typed is put into a text through `literal`, so that nothing typed
can become markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["plain", "strong", "code"]

_SIGNS = re.compile(r"([\\*`=+>-])")
_MARKUP = re.compile(r"[\\*`]")
_TOKEN = re.compile(
    r"\\(?P<escaped>.)"
    r"|\*\*(?P<strong>(?:\\.|[^\\])+?)\*\*"
    r"|`(?P<code>(?:\\.|[^\\`])+)`"
    r"|(?P<plain>[^\\*`]+|[*`\\])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind."""

    text: str
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its lines are joined by a space."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, an item being a run of spans."""

    items: tuple[tuple[Span, ...], ...]


Block = Paragraph | Bullets


def literal(value: object) -> str:
    """Write `value` so that it is read back as it is, whatever signs it holds."""
    return _SIGNS.sub(r"\\\1", str(value))


def parse(body: str) -> tuple[Block, ...]:
    """Read light markup into blocks: paragraphs stand apart by an empty line, lists by their dashes."""
    return tuple(_blocks(body))


def plain(body: str) -> str:
    """The text alone, without signs: what a person reads, for search, comparison and small screens."""
    bare = body.strip()
    if _MARKUP.search(bare) is None and len(bare.splitlines()) <= 1:
        return bare  # such as the label of a button
    lines = []
    for block in parse(body):
        runs = block.items if isinstance(block, Bullets) else (block.spans,)
        mark = "- " if isinstance(block, Bullets) else ""
        lines += [mark + "".join(span.text for span in run) for run in runs]
    return "\n".join(lines)


def _blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", body.strip()):
        for listed, lines in groupby(_logical_lines(part), key=lambda line: line.startswith("- ")):
            if listed:
                blocks.append(Bullets(tuple(_spans(line[2:]) for line in lines)))
            elif text := " ".join(lines):
                blocks.append(Paragraph(_spans(text)))
    return blocks


def _logical_lines(part: str) -> list[str]:
    """Lines of a part; an indented line goes on with the list item before it."""
    lines: list[str] = []
    for line in part.splitlines():
        if line.startswith("  ") and lines and lines[-1].startswith("- "):
            lines[-1] += " " + line.strip()
        elif line.strip():
            lines.append(line.strip())
    return lines


def _spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for token in _TOKEN.finditer(text):
        kind: Kind = "strong" if token["strong"] else "code" if token["code"] else "plain"
        words = token["escaped"] or unescape(token["strong"] or token["code"] or "") or token["plain"]
        if spans and spans[-1].kind == kind == "plain":
            words = spans.pop().text + words
        spans.append(Span(words, kind))
    return tuple(spans)


def unescape(text: str) -> str:
    """Undo `literal`."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
