"""The lines of an escalation file in a message: numbered, those that will not leave struck through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.telegram.cutting import Run
from knowledge.dialogue.envoi import REMAINS_NODE
from knowledge.dialogue.types import LINE_NODE, Ask, Lines, Reply

SIDE_BY_SIDE = 2

T = TypeVar("T")


def runs_of(lines: Lines, *, brief: bool) -> list[Run]:
    """The lines; `brief`: without their values, for they stand in a message above."""
    runs: list[Run] = []
    for rank, row in enumerate(lines.rows, start=1):
        runs.append((f"{chr(10) if runs else ''}{rank}. ", ""))
        said = row.label if brief else f"{row.label}\u00a0: {row.value}"
        runs.append((said, "strikethrough" if row.out else ""))
    return runs


def keyboard_of(lines: Lines) -> list[list[dict[str, Any]]]:
    """A button a line, by its number."""
    buttons = [
        {"text": f"{row.verb} {rank}", "callback_data": f"{LINE_NODE}:{row.toggle.id}"}
        for rank, row in enumerate(lines.rows, start=1)
    ]
    return [buttons[at : at + SIDE_BY_SIDE] for at in range(0, len(buttons), SIDE_BY_SIDE)]


def is_change(replies: Sequence[Reply], pressed: int | None, data: str) -> bool:
    """Did the button of a line change the lines, and nothing else is said? `pressed` is the message of it."""
    return pressed is not None and is_of_lines(data) and bool(replies) and isinstance(replies[0], Lines)


def is_of_lines(data: str) -> bool:
    """Is it the button of a line? It stays in its message, to be pressed again after it was undone."""
    return data.partition(":")[0] in {LINE_NODE, REMAINS_NODE}


def without_lines(reply: T) -> T:
    """The same, of a question without the buttons of the lines, which stand below by their numbers."""
    if not isinstance(reply, Ask):
        return reply
    return replace(reply, options=tuple(option for option in reply.options if option.node != LINE_NODE))
