"""The whole story in Telegram: addresses and e-mail, files in every way, the file for whoever has to act."""

from __future__ import annotations

import re
from email import message_from_bytes
from pathlib import Path

from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_depot import link
from tests.bot.telegram.test_receiving import FIRST, settle
from tests.bot.telegram.test_uploads import NOTICE
from tests.bot.web.test_fichiers import lists
from tests.bot.web.visitor import Visitor
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi
from tests.botapi.world import Json

DIALOGUES = Path(__file__).parents[2] / "dialogues"
ADDRESSES, ESCALATION = DIALOGUES / "heberge_les_deux.txt", DIALOGUES / "dossier_itslearning.txt"
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


def play(bot: Bot, person: Person, story: Path = ADDRESSES) -> None:
    """Say each line once the bot has said all; a button that shows it is pressed, twice."""
    person.says("/start")
    for line in [line[2:] for line in story.read_text("utf-8").splitlines() if line.startswith("> ")]:
        settle(bot)
        last = person.sees()[-1]
        if line in [button["text"] for button in buttons(last)]:
            person.presses(last, line)
            person.presses(last, line)
        else:
            person.says(line)
    settle(bot)


def sent(api: BotApi, end: str) -> bytes:
    """The last file of the bot whose name ends so."""
    return next(data for name, data, _ in reversed(api.world.files.values()) if name.endswith(end))


def test_the_whole_story_is_told_in_telegram(
    api: BotApi, tmp_path: Path, camille: Person, ecole: Path
) -> None:
    ours, theirs = lists(ecole)
    with living(api, tmp_path) as bot:
        # From the first word to the addresses and the e-mail, every button pressed twice; an edit.
        play(bot, camille)
        camille.edits(camille.says("/aide"), "0310048J")
        camille.awaits("je ne relis pas les anciens")
        settle(bot)
        blocks = [block for message in camille.sees() for block in exact(message)]
        copied = [b["copy_text"]["text"] for m in camille.sees() for b in buttons(m) if "copy_text" in b]
        assert LOGIN in copied or any(LOGIN in block for block in blocks)
        assert set(copied) <= set(blocks)
        assert message_from_bytes(sent(api, "courriel-itslearning.eml"))["Subject"]
        # A file is not taken; the link that is offered instead leads to the page, and on in the chat.
        camille.sends_file(ours.encode(), "liste.csv")
        offered = camille.awaits("Je ne lis pas les fichiers dans Telegram")
        with Visitor(bot.page) as browser:
            browser.open(link(offered["text"]))
            browser.paste(ours, to="/depot")
        camille.awaits("425 personnes")
        settle(bot)
        assert not api.world.calls_of("getFile", "download")
    with living(api, tmp_path, hooked=True, uploads=True) as bot:
        # After a start that lets files come: the same file, and the other side's.
        for name, data in (("nous.csv", ours), ("eux.csv", theirs)):
            camille.sends_file(data.encode(), name)
            settle(bot)
        camille.awaits("À corriger ou à vérifier")
        assert camille.reads().count(NOTICE) == 1
        # Nothing works: from what is seen to the file for whoever has to act, as an e-mail and as a page.
        camille.says("/recommencer")
        play(bot, camille, ESCALATION)
        letter = message_from_bytes(sent(api, ".eml"))
        assert letter["Subject"] != message_from_bytes(sent(api, "courriel-itslearning.eml"))["Subject"]
        assert sent(api, ".pdf").startswith(b"%PDF-")
    failed = [call for call in api.world.calls if call.method.startswith("send") and call.code != 200]
    assert not failed
    assert all(len(message.get("text", "")) <= 4096 for message in camille.sees())
    names = {line.split(";")[0] for line in ours.splitlines()[1:]}
    assert not names & set(re.findall(r"\w+", camille.reads()))


def test_only_the_last_question_has_buttons_that_are_not_marks(polled: Bot, camille: Person) -> None:
    for said in ("/start", "1", "1", "/aide"):
        camille.says(said)
    settle(polled)
    shown = [m for m in camille.sees() if any("callback_data" in b for b in buttons(m))]
    assert shown == camille.sees()[-1:]
    assert FIRST in camille.reads()
