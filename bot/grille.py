"""A small table made narrow enough for a phone: numbers turned, words one below the other."""

from __future__ import annotations

from itertools import zip_longest

from knowledge.dialogue.types import Grid


def aligned(grid: Grid) -> list[str]:
    """A line a column of the table, the first cell being its title; the rows are named above, in order.

    >>> aligned(Grid(("A", "Bcd"), (("One", "1", "23"), ("Two", "4", "-"))))
    ['1 = One', '2 = Two', '', '     1  2', 'A    1  4', 'Bcd  23  -']
    """
    names = [f"{rank} = {title}" for rank, (title, *_) in enumerate(grid.rows, start=1)]
    lines = [["", *(str(rank) for rank in range(1, len(grid.rows) + 1))]]
    columns = zip_longest(*(cells for _, *cells in grid.rows), fillvalue="")
    lines += [[title, *cells] for title, cells in zip(grid.columns, columns, strict=False)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    drawn = [
        "  ".join([first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells, widths[1:], strict=True))])
        for first, *cells in lines
    ]
    return [*names, "", *drawn]


def stacked(grid: Grid) -> str:
    r"""A table of words as light markup: each row its title, then its cells with the titles of their columns.

    Equal cells of a row stand in one line, those that are stressed first.

    >>> stacked(Grid(("A", "B", "C"), (("One", "right", "**wrong** (why)", "right"),), words=True))
    '**One**\n\n- B\xa0: **wrong** (why)\n- A, C\xa0: right'
    """
    parts = []
    for title, *cells in grid.rows:
        named: dict[str, list[str]] = {}
        for name, cell in zip(grid.columns, cells, strict=False):
            named.setdefault(cell, []).append(name)
        stressed_first = sorted(named, key=lambda cell: not cell.startswith("**"))
        lines = (f"- {', '.join(named[cell])}\u00a0: {cell}" for cell in stressed_first)
        parts.append("\n".join((f"**{title}**", "", *lines)))
    return "\n\n".join(parts)
