"""Long texts cut where it hurts least, with their styles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

TEXT_MAX = 4096
"""Signs of a message (Bot API, `sendMessage`)."""

Style = Literal["", "bold", "italic", "code", "pre", "strikethrough"]
Run = tuple[str, Style]


def split(runs: Sequence[Run], most: int = TEXT_MAX) -> Iterator[list[Run]]:
    """Cut a long text where it hurts least: between paragraphs, lines, words; never inside one sign."""
    text = "".join(words for words, _ in runs)
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= most else start + _cut(text[start : start + most + 1])
        yield _slice(runs, start, start + len(text[start:end].rstrip("\n")))
        start = end + len(text[end:]) - len(text[end:].lstrip("\n"))


def _cut(text: str) -> int:
    """Where to cut `text`, which is one sign too long."""
    room = len(text) - 1
    for mark in ("\n\n", "\n"):
        at = text.rfind(mark, room // 2, room + 1)
        if at > 0:
            return at
    at = text.rfind(" ", 0, room)
    if at > 0:
        return at + 1
    at = room
    while at > 1 and _joined(text[at - 1], text[at]):
        at -= 1
    return at


def _slice(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The runs between two places of their text."""
    part, place = [], 0
    for text, style in runs:
        words = text[max(start - place, 0) : max(end - place, 0)]
        if words:
            part.append((words, style))
        place += len(text)
    return part


def _joined(before: str, after: str) -> bool:
    """Do two characters make one sign on the screen? Joiners, variation marks, skin tones, accents."""
    return (
        "\u200d" in (before, after)
        or "\ufe00" <= after <= "\ufe0f"
        or "\u0300" <= after <= "\u036f"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def whole(text: str) -> str:
    """The text without halves of UTF-16 pairs, which JSON can bring and no message can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
