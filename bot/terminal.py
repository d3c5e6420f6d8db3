"""The terminal: what is typed is what the person says, and the replies are drawn below.

A script says its lines in the same way, and its transcript is plain text that never differs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.text import Text as Styled

from bot.downloads import Refused, save
from bot.drawing import draw, exactly, plain_console, prose, styled, visible
from handlers import turn
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Ask, File, Reply, Told, Update

WHO = "terminal:0"
"""The one person who sits at this terminal."""


def play(house: turn.House, lines: Iterable[str], out: TextIO, *, today: date) -> None:
    """Play a script: each line that is neither empty nor a comment (`#`) is what the person says.

    The transcript goes to `out`; the same script, guide and day make the same transcript.
    """
    console = plain_console(out)
    draw(turn.look(house, WHO, today=today).current, console, house.guide)
    said = (line.strip() for line in lines)
    for text in (line for line in said if line and not line.startswith("#")):
        exactly(console, Styled(f"> {visible(text)}"))
        console.line()
        draw(turn.handle(house, Update(WHO, uuid.uuid4().hex, Told(text)), today=today), console, house.guide)


def chat(
    house: turn.House,
    *,
    today: Callable[[], date] = date.today,
    listen: Callable[[Completer], str] | None = None,
) -> None:
    """Talk with the person at this terminal until they leave; the conversation is remembered.

    Ctrl-D, Ctrl-C and /quitter leave. `listen` asks for one message, with its completions.
    """
    console, guide = Console(highlight=False), house.guide
    listen = listen or _listener()
    view = turn.look(house, WHO, today=today())
    _say(console, guide, "accueil", *(["reprise"] if view.past else []))
    replies = view.current
    draw(replies, console, guide)
    while (text := _heard(listen, _Words(replies, guide))) is not None:
        if text == "/fichier":
            _save(replies, console, guide)
        elif text:
            replies = turn.handle(house, Update(WHO, uuid.uuid4().hex, Told(text)), today=today())
            console.line()
            draw(replies, console, guide)
    kept = turn.look(house, WHO, today=today()).past
    _say(console, guide, "au_revoir" if kept else "au_revoir_vide")


def _heard(listen: Callable[[Completer], str], words: Completer) -> str | None:
    """What the person says; None when they leave."""
    try:
        text = listen(words).strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if text == "/quitter" else text


def _listener() -> Callable[[Completer], str]:
    """The prompt. Its history lives as long as the window: what was typed may be an address of a school."""
    session: PromptSession[str] = PromptSession(history=InMemoryHistory(), complete_while_typing=True)
    return lambda words: session.prompt("> ", completer=words)


class _Words(Completer):
    """What can be said now: the options of the pending question, and the words that begin with `/`."""

    def __init__(self, replies: Iterable[Reply], guide: Guide) -> None:
        options = [option for reply in replies if isinstance(reply, Ask) for option in reply.options]
        self._said = [(plain(option.label), "") for option in options]
        everywhere = guide.words["commandes"] | guide.words["terminal"]["commandes"]
        self._said += [(f"/{name}", plain(label)) for name, label in everywhere.items()]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002 - prompt_toolkit's shape
        typed = document.text
        for word, meaning in self._said:
            if typed and word.casefold().startswith(typed.casefold()):
                yield Completion(word, start_position=-len(typed), display_meta=meaning)


def _save(replies: Iterable[Reply], console: Console, guide: Guide) -> None:
    """Save the files that were last offered; each path stands on a line of its own."""
    files = [reply for reply in replies if isinstance(reply, File)]
    if not files:
        _say(console, guide, "fichier_aucun")
    for file in files:
        try:
            path = save(file.name, file.data)
        except Refused as refused:
            _say(console, guide, "fichier_refuse", nom=file.name, dossier=refused.folder)
        else:
            _say(console, guide, "enregistre")
            console.out(str(path), highlight=False)


def _say(console: Console, guide: Guide, *names: str, **values: object) -> None:
    for name in names:
        prose(console, styled(guide.word(f"terminal.{name}", **values)))
    console.line()
