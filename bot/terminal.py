"""The terminal: what is typed is what the person says, and the replies are drawn below.

A script says its lines in the same way, and its transcript is plain text that never differs.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.text import Text as Styled

from bot.comptes import take
from bot.downloads import Refused, save
from bot.drawing import draw, exactly, plain_console, prose, styled
from bot.signes import visible
from handlers import turn
from handlers.readings import Update
from knowledge.dialogue.compte_rendu import say_stage
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.personnes import mask_typed
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Ask, File, Message, Reply, Sent, Text, Told

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

WHO = "terminal:0"
"""The one person who sits at this terminal."""

FILE = "/fichier"
"""Alone it saves the files that are offered; with a path it sends that file."""

PATH_MAX = 1000
BAR = 30
"""Columns of the bar that shows how far the reading is."""

_PATH = re.compile(r"(\"[^\"]+\"|'[^']+')|(\S+)")


def play(house: turn.House, lines: Iterable[str], out: TextIO, *, today: date) -> None:
    """Play a script: each line that is neither empty nor a comment (`#`) is what the person says.

    The transcript goes to `out`; the same script, guide and day make the same transcript.
    """
    console = plain_console(out)
    replies = turn.look(house, WHO, today=today).current
    draw(replies, console, house.guide)
    said = (line.strip() for line in lines)
    for text in (line for line in said if line and not line.startswith("#")):
        shown = mask_typed(house.guide, text, year=today.year).text
        exactly(console, Styled(f"> {visible(shown)}"))
        console.line()
        replies = _answered(house, text, today=today, awaited=_awaits_file(replies))
        draw(replies, console, house.guide)


def chat(
    house: turn.House,
    *,
    today: Callable[[], date] = date.today,
    listen: Callable[[Completer], str] | None = None,
) -> None:
    """Talk with the person at this terminal until they leave; the conversation is remembered.

    Ctrl-D, Ctrl-C and /quitter leave. `listen` asks for one message, with its completions.
    """
    from bot.prompt import Words, listener  # noqa: PLC0415 - a script is played without

    console, guide = Console(highlight=False), house.guide
    listen = listen or listener()
    view = turn.look(house, WHO, today=today())
    _say(console, guide, "accueil", *(["reprise"] if view.past else []))
    replies = view.current
    draw(replies, console, guide)
    while (text := _heard(listen, Words(replies, guide))) is not None:
        if text == FILE:
            _save(house, replies, console, today=today())
        elif text:
            with Live(get_renderable=partial(_waiting, house), console=console, transient=True):
                replies = _answered(house, text, today=today(), awaited=_awaits_file(replies))
            console.line()
            draw(replies, console, guide)
    kept = turn.look(house, WHO, today=today()).past
    _say(console, guide, "au_revoir" if kept else "au_revoir_vide")


def _answered(house: turn.House, text: str, *, today: date, awaited: bool) -> tuple[Reply, ...]:
    """Say a line: files by their paths behind `/fichier`, or by their paths alone where a file is awaited."""
    message: Message = Told(text)
    named = text.startswith(f"{FILE} ")
    paths = _paths(text.removeprefix(FILE).strip() if named else text)
    if named or (awaited and all(_is_file(str(path)) for path in paths)):
        sent = []
        for path in paths:
            try:
                sent.append(Sent(path.name, take(path)))
            except OSError:
                last = turn.look(house, WHO, today=today).current[-1:]
                return (Text(house.guide.word("terminal.fichier_illisible", fichier=str(path))), *last)
        message = replace(sent[0], more=tuple(sent[1:]))
    return turn.handle(house, Update(WHO, uuid.uuid4().hex, message), today=today)


def _waiting(house: turn.House) -> RenderableType:
    """What is shown while one waits: where the reading of files stands, or a wheel that turns."""
    stage = house.dossiers.stage(WHO)
    if stage is None:
        return Spinner("dots", text=plain(house.guide.word("terminal.lecture")))
    bar = ProgressBar(total=1.0, completed=stage.part, width=BAR)
    return Columns([bar, say_stage(house.guide, stage)])


def _paths(text: str) -> list[Path]:
    """One path, or several beside each other, each quoted where it has spaces in it."""
    if _is_file(text):
        return [_path(text)]
    found = [_path(quoted or bare) for quoted, bare in _PATH.findall(text)]
    return found if len(found) > 1 and all(_is_file(str(path)) for path in found) else [_path(text)]


def _path(text: str) -> Path:
    """A path as it is typed, pasted with quotes, or dropped into the window."""
    return Path(text.strip().strip("\"'")).expanduser()


def _is_file(text: str) -> bool:
    try:
        return len(text) <= PATH_MAX and _path(text).is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _awaits_file(replies: Iterable[Reply]) -> bool:
    return any(isinstance(reply, Ask) and reply.expects == "file" for reply in replies)


def _heard(listen: Callable[[Completer], str], words: Completer) -> str | None:
    """What the person says; None when they leave."""
    try:
        text = listen(words).strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if text == "/quitter" else text


def _save(house: turn.House, replies: Iterable[Reply], console: Console, *, today: date) -> None:
    """Save the files that were last offered; each path stands on a line of its own."""
    guide = house.guide
    offered = [reply for reply in replies if isinstance(reply, File)]
    files = [file for file in offered if file.data]
    for node in dict.fromkeys(file.node for file in offered if not file.data):
        files += turn.files(house, WHO, node, today=today)
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
