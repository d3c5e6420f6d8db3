"""Golden conversations: each story is played through the terminal, and drawn by the web page alike.

A story is the transcript itself; what the person says stands behind `> `. The line `# redémarrage`
closes the program and opens it again; the files of `/fichier` are those of `sample`. `pytest --update`
rewrites them; the diff is read as prose.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from bot import config
from bot.house import build
from bot.terminal import play
from handlers.references import rehearse
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.personnes import mask_typed
from tests.conftest import TODAY

FOLDER = Path(__file__).parent
STORIES = sorted(path.stem for path in FOLDER.glob("*.txt"))
RESTART = "# redémarrage"


def parts_of(story: str) -> list[list[str]]:
    """What the person says, one list between two restarts."""
    parts: list[list[str]] = [[]]
    for line in story.splitlines():
        if line == RESTART:
            parts.append([])
        elif line.startswith("> "):
            parts[-1].append(line.removeprefix("> "))
    return parts


def transcript(story: str, folder: Path, *, today: date) -> str:
    """Play a story; each part in a house of its own on the same data folder."""
    title = story.splitlines()[0]
    played = []
    for part in parts_of(story):
        out = io.StringIO()
        house = build(config.read({"PRONOTE_HELPDESK_DATA": str(folder)}), draw=rehearse(""))
        play(house, part, out, today=today)
        played.append(unmasked(out.getvalue(), part, house.guide).strip("\n"))
    return f"{title}\n\n" + f"\n\n{RESTART}\n\n".join(played) + "\n"


def unmasked(told: str, lines: list[str], guide: Guide) -> str:
    """A transcript masks secrets and pupils; a story keeps its invented ones, to be played again."""
    for line in lines:
        told = told.replace(f"> {mask_typed(guide, line, year=TODAY.year).text}\n", f"> {line}\n", 1)
    return told


@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_told_as_before(  # noqa: PLR0917 - pytest's fixtures
    name: str,
    tmp_path: Path,
    ecole: Path,
    today: date,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = FOLDER / f"{name}.txt"
    monkeypatch.chdir(ecole)
    story = path.read_text(encoding="utf-8")
    told = transcript(story, tmp_path, today=today)
    if request.config.getoption("--update"):
        path.write_text(told, encoding="utf-8", newline="\n")
    assert told == path.read_text(encoding="utf-8")
