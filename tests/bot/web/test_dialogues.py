"""Each golden story again, on the page: what the terminal says at a turn, the page says too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.house import House
from bot.house import today as its_today
from handlers import turn
from handlers.readings import Update
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import (
    Ask,
    Copy,
    File,
    Grid,
    Heading,
    Lines,
    Link,
    Message,
    Reply,
    Sent,
    Text,
    Told,
)
from tests.bot.web.visitor import Visitor
from tests.dialogues.test_dialogues import FOLDER, STORIES, parts_of

REFERENCE = re.compile(r"\b[A-Z]\d[A-Z]\d-[A-Z]\d[A-Z][A-Z\d]\b")
"""Of a case: two conversations have two."""


def words(text: str) -> str:
    return REFERENCE.sub("K7M4-R2PD", " ".join(text.split()))


def said(reply: Reply) -> Iterator[str]:
    """What a person reads of a reply."""
    match reply:
        case Heading(title):
            yield plain(title)
        case Text(body, source):
            yield from (line.removeprefix("- ") for line in plain(body).splitlines())
            yield source
        case Copy(label, value):
            yield from (plain(label), value)
        case Link(label):
            yield plain(label)
        case Grid(columns, rows, worded):
            shown = (*columns, *(cell for row in rows for cell in row))
            yield from map(plain, shown) if worded else shown
        case File(name=name):
            yield name
        case Lines(rows):
            yield from (text for row in rows for text in (row.label, row.value, row.verb))
        case Ask(prompt=prompt, options=options):
            yield plain(prompt)
            yield from (plain(option.label) for option in options)


@pytest.mark.parametrize("name", STORIES)
def test_the_page_draws_the_same_turn(name: str, house: House, visitor: Visitor, ecole: Path) -> None:
    twin = f"terminal:{name}"  # the same story at the terminal, turn by turn
    story = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for part in parts_of(story) for line in part]
    for rank, line in enumerate(lines):
        message: Message = Told(line)
        if line.startswith("/fichier "):
            path = ecole / line.removeprefix("/fichier ")
            message = Sent(path.name, path.read_bytes())
            visitor.upload(path)
        else:
            visitor.write(line)
        replies = turn.handle(house, Update(twin, str(rank), message), today=its_today())
        seen = words(visitor.page.text)
        missing = [each for reply in replies for each in said(reply) if words(each) not in seen]
        assert missing == [], f"{line} ({rank})"
