"""The whole story in Telegram: from /start to addresses and e-mail, and what people do besides."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.botapi.world import Json

STORY = Path(__file__).parents[2] / "dialogues" / "heberge_les_deux.txt"
LOGIN = (
    "https://cas.itslearning.com/cas-asp/login?service="
    "https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
)


def exact(message: Json) -> list[str]:
    """The blocks of a message that are to be copied untouched."""
    units = message.get("text", "").encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.get("entities", [])
        if e["type"] == "pre"
    ]


def lines() -> list[str]:
    """What the person of the story says."""
    return [line[2:] for line in STORY.read_text("utf-8").splitlines() if line.startswith("> ")]


def play(bot: Bot, person: Person) -> None:
    """Say each line once the bot has said all; a button that shows it is pressed, twice."""
    person.says("/start")
    for line in lines():
        settle(bot)
        last = person.sees()[-1]
        if line in [button["text"] for button in buttons(last)]:
            person.presses(last, line)
            person.presses(last, line)
        else:
            person.says(line)
    settle(bot)


@pytest.mark.parametrize("hooked", [False, True], ids=["polling", "webhook"])
def test_the_whole_story_is_told_in_telegram(
    api: BotApi, tmp_path: Path, camille: Person, hooked: bool
) -> None:
    with living(api, tmp_path, hooked=hooked) as bot:
        play(bot, camille)
        camille.edits(camille.says("/aide"), "0310048J")
        camille.awaits("je ne relis pas les anciens")
        settle(bot)
    blocks = [block for message in camille.sees() for block in exact(message)]
    copied = [b["copy_text"]["text"] for m in camille.sees() for b in buttons(m) if "copy_text" in b]
    assert LOGIN in copied or any(LOGIN in block for block in blocks)
    assert set(copied) <= set(blocks)
    files = {name: data for name, data, _ in api.world.files.values()}
    letter = message_from_bytes(files["courriel-itslearning.eml"])
    assert letter["Subject"]
    failed = [call for call in api.world.calls if call.method.startswith("send") and call.code != 200]
    assert not failed
    assert all(len(message.get("text", "")) <= 4096 for message in camille.sees())


def test_only_the_last_question_has_buttons_that_are_not_marks(polled: Bot, camille: Person) -> None:
    for said in ("/start", "1", "1", "/aide"):
        camille.says(said)
    settle(polled)
    shown = [m for m in camille.sees() if any("callback_data" in b for b in buttons(m))]
    assert shown == camille.sees()[-1:]
    assert FIRST in camille.reads()
