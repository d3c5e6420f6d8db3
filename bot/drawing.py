"""Replies drawn as text, for a person at a terminal and for the transcript of a script.

Prose is wrapped between words; an exact value (`Copy.value`) stands alone on its lines, never cut, so
that a triple click takes it whole. Nothing that is drawn can act on the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text as Styled

from bot.grille import aligned, stacked
from bot.signes import visible
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import Bullets, Span, parse, plain
from knowledge.dialogue.types import (
    Ask,
    Copy,
    File,
    Grid,
    Heading,
    Line,
    Lines,
    Link,
    Option,
    Reply,
    Text,
)

WIDTH = 80
"""Columns of a script's transcript."""

MAX_WIDTH = 100
"""Columns of prose in a window, however wide it is: longer lines are hard to read."""

_STYLES = {"plain": "", "strong": "bold", "code": "bold cyan"}


def plain_console(out: TextIO) -> Console:
    """A console that draws the same everywhere, whatever the environment says of colours and widths."""
    return Console(
        file=out,
        width=WIDTH,
        color_system=None,
        force_terminal=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def draw(replies: Iterable[Reply], console: Console, guide: Guide) -> None:
    """Draw replies, a blank line after each. A line that has a button stands under the number of it."""
    shown = tuple(replies)
    options = next((reply.options for reply in reversed(shown) if isinstance(reply, Ask)), ())
    numbers = {option: rank for rank, option in enumerate(options, start=1)}
    rows = {row.toggle for reply in shown if isinstance(reply, Lines) for row in reply.rows}
    for reply in shown:
        match reply:
            case Lines(lines):
                _lines(console, lines, numbers, guide)
            case Ask():
                _ask(console, reply, numbers, guide, without=rows)
            case _:
                _draw(reply, console, guide)
        console.line()


def _lines(console: Console, rows: Sequence[Line], numbers: Mapping[Option, int], guide: Guide) -> None:
    for row in rows:
        number = numbers.get(row.toggle)
        out = f"({guide.word('dossier.retiree')}) " if row.out else ""
        said = Styled.assemble((out, "dim"), (f"{row.label}\u00a0: ", "bold"), visible(row.value))
        if row.out:
            said.stylize("dim strike")
        prose(console, said, mark=f"{number:>3}. " if number else "  - ")


def _ask(
    console: Console, ask: Ask, numbers: Mapping[Option, int], guide: Guide, *, without: Collection[Option]
) -> None:
    prose(console, styled(ask.prompt, "bold"))
    for option in ask.options:
        if option not in without:
            prose(console, styled(option.label), mark=f"{numbers.get(option, 0):>3}. ")
    if ask.hint:
        prose(console, styled(guide.word("terminal.exemple", exemple=ask.hint), "dim"))


def _draw(reply: Reply, console: Console, guide: Guide) -> None:
    match reply:
        case Heading(title, part, rank, total):
            prose(console, styled(title, "bold"))
            exactly(console, Styled("─" * min(cell_len(plain(title)), console.width), style="dim"))
            if total:
                where = guide.word("terminal.etape", partie=plain(part), rang=rank, total=total)
                prose(console, styled(where, "dim"))
        case Text(body, source):
            _blocks(console, body)
            if source:
                console.line()
                prose(console, styled(source, "dim"))
        case Copy(label, value):
            prose(console, styled(label, "bold") + Styled("\u00a0:"))
            console.out(visible(value.rstrip("\n")), highlight=False)
        case Link(label, href):
            prose(console, styled(label, "bold") + Styled("\u00a0:"))
            # A mailto link holds the whole e-mail again, which is copied elsewhere: the text is left out.
            shown = href.partition("&body=")[0] if href.startswith("mailto:") else href
            exactly(console, Styled(visible(shown), style=Style(link=href)))
        case Grid(words=True):
            _blocks(console, stacked(reply))
        case Grid():
            _grid(console, reply)
        case File():
            _file(console, reply, guide)


def _blocks(console: Console, body: str) -> None:
    for rank, block in enumerate(parse(body)):
        if isinstance(block, Bullets):
            for item in block.items:
                prose(console, _runs(item), mark="  - ")
        else:
            if rank:
                console.line()
            prose(console, _runs(block.spans))


def _grid(console: Console, grid: Grid) -> None:
    """A table whose titles fold where the window is narrow, and that is turned where it is narrower still."""
    table = Table(box=None, pad_edge=False, header_style="")
    widths = [
        _longest_word(title for title, *_ in grid.rows),
        *map(_longest_word, zip(grid.columns, strict=True)),
    ]
    for title, width in zip(("", *grid.columns), widths, strict=True):
        table.add_column(Styled(visible(title)), justify="right" if title else "left", min_width=width)
    for title, *cells in grid.rows:
        table.add_row(Styled(visible(title)), *(Styled(visible(cell)) for cell in cells))
    with console.capture() as drawn:
        console.print(table)
    fits = sum(widths) + 2 * len(grid.columns) <= console.width
    for line in drawn.get().splitlines() if fits else aligned(grid):
        exactly(console, Styled(visible(line.rstrip())))


def _longest_word(titles: Iterable[str]) -> int:
    return max((cell_len(word) for title in titles for word in title.split()), default=0)


def _file(console: Console, file: File, guide: Guide) -> None:
    prose(console, styled(guide.word("terminal.fichier", nom=file.name), "bold"))
    if console.is_terminal:
        prose(console, styled(guide.word("terminal.fichier_comment"), "dim"))
    else:
        _content(console, file)


def _content(console: Console, file: File) -> None:
    """The content of a file that is read as text: in a transcript nothing is written to the disk."""
    if file.type.split(";")[0] in ("text/plain", "text/csv"):
        for line in file.data.decode("utf-8", "replace").splitlines():
            exactly(console, Styled(f"    {visible(line)}"))


def prose(console: Console, text: Styled, *, mark: str = "") -> None:
    """Wrap a paragraph between words; its further lines are indented by the width of `mark`.

    rich would break at a non-breaking space, and cut an address that is longer than a line.
    """
    width = min(console.width, MAX_WIDTH) - len(mark)
    breaks, start = [], 0
    for found in re.finditer(r"[^ ]+", text.plain):
        if found.start() > start and cell_len(text.plain[start : found.end()]) > width:
            start = found.start()
            breaks.append(start)
    for rank, line in enumerate(text.divide(breaks)):
        line.rstrip()
        exactly(console, Styled(" " * len(mark) if rank else mark) + line)


def exactly(console: Console, line: Styled) -> None:
    """One line as it is: not wrapped, not cut, nothing in it understood as markup."""
    console.print(line, soft_wrap=True, highlight=False, markup=False, emoji=False)


def styled(words: str, style: str = "") -> Styled:
    """A label or a one-line sentence of light markup."""
    line = Styled(style=style)
    for rank, block in enumerate(parse(words)):
        for run in block.items if isinstance(block, Bullets) else (block.spans,):
            line.append_text(Styled(" " if rank else "") + _runs(run))
    return line


def _runs(spans: Sequence[Span]) -> Styled:
    return Styled.assemble(*((visible(span.text), _STYLES[span.kind]) for span in spans))
