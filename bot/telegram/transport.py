"""What the inbox asks of Telegram: updates read, replies drawn, long work put into the order of replies."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.telegram import drawing, reading, shapes
from bot.telegram.offer import Link
from bot.telegram.reading import Origin
from handlers.readings import Reading
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Message, Picked, Reply, Told

ERRAND, FETCH = "errand", "fetch"
"""The methods of what is no call: a message to hand over, a file to fetch first."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Fits `handlers.readings.Transport`. `reads`: the operator lets files come through Telegram."""

    guide: Guide
    link: Link
    now: Callable[[], datetime]
    reads: bool = False

    def read(self, raw: bytes) -> Reading:
        """What an update means. Raises Unreadable."""
        return reading.read(raw, now=self.now(), uploads=self.reads)

    def chat_of(self, raw: bytes) -> str:
        """Who is to be told that an update could not be handled."""
        return shapes.chat_of(raw)

    def draw(self, replies: Sequence[Reply], origin: object) -> Sequence[drawing.Draft]:
        """What is to be sent; a file that was sent is fetched after the words about it."""
        source = origin if isinstance(origin, Origin) else Origin()
        drawn = drawing.draw(self.guide, replies, source, self.link, reads=self.reads)
        if source.file:
            drawn.append(fetch(source))
        return drawn

    def errand(self, message: Message, origin: object) -> drawing.Draft:
        """A button about files or a pasted list, handed over in its turn (`bot.telegram.errands`)."""
        thread = origin.thread if isinstance(origin, Origin) else None
        match message:
            case Picked(node, option):
                said = {"node": node, "option": option}
            case Told(text):
                said = {"text": text}
            case _:
                raise TypeError(type(message).__name__)
        return drawing.Draft(json.dumps({"method": ERRAND, "thread": thread, **said}))


def fetch(
    source: Origin, *, more: Sequence[tuple[str, str]] = (), told: bool = False, group: str = ""
) -> drawing.Draft:
    """A file to be fetched, and `more` (each with its name) that are read with it.

    `told`: its sender was told what becomes of it. `group`: what its album's files are known by.
    """
    content = {"method": FETCH, "thread": source.thread, "file": source.file, "name": source.name}
    further = {"album": source.album, "more": more, "told": told, "group": group}
    return drawing.Draft(json.dumps({**content, **further}))
