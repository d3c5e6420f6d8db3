"""Fault 52: whatever is typed, wherever it can be, is answered, and shown as it is or not at all."""

from __future__ import annotations

import logging
import re

import pytest

from storage.tables import outbox, quarantaine
from tests.bot.telegram.bot import Bot
from tests.bot.telegram.test_receiving import rows, settle
from tests.botapi.people import Person
from tests.chaines import STRINGS

PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
ECHO = re.compile("Je n’ai rien à répondre à «\u00a0(.*?)\u00a0»", re.DOTALL)
ECHOED_MAX = 40
"""Longer ones are cut."""


@pytest.fixture
def begun(polled: Bot, camille: Person) -> Person:
    camille.says("/start")
    settle(polled)
    return camille


def shown(text: str) -> str:
    """As it can be shown: on one line, halves of UTF-16 pairs apart, which no message can hold."""
    return " ".join(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())


def unharmed(bot: Bot) -> None:
    """Everything was handled, every message was taken as it is, and no log has more than a line."""
    settle(bot)
    assert not rows(bot, quarantaine)
    assert not [row for row in rows(bot, outbox) if row["status"] == "dead"]
    assert {call.code for call in bot.api.world.calls_of("sendMessage", "sendPhoto", "sendDocument")} == {200}


def test_texts_are_answered_and_what_is_repeated_is_repeated_as_it_is(
    polled: Bot, begun: Person, caplog: pytest.LogCaptureFixture
) -> None:
    for text in STRINGS:
        begun.says(text)
    unharmed(polled)
    echoed = ECHO.findall(begun.reads())
    typed = {shown(text) for text in STRINGS}
    assert {said for said in echoed if len(said) < ECHOED_MAX} <= typed | {"« »"}
    assert len(echoed) > len(STRINGS) // 2
    assert {"{{7*7}}", "<b>gras", "_*[]()~`>#+-=|{}.!"} <= set(echoed)
    styles = {entity["type"] for message in begun.sees() for entity in message.get("entities", ())}
    assert styles <= {"bold", "italic", "code", "pre"}
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO]
    assert not [line for line in lines if "\n" in line or "\x1b" in line]


def test_names_captions_file_names_and_payloads_are_answered_and_never_repeated(
    polled: Bot, begun: Person
) -> None:
    asked = begun.sees()[-1]
    for rank, text in enumerate(STRINGS):
        begun.chat.title = begun.name = f"Nom{text}"
        match rank % 3:
            case 0:
                begun.sends(photo=PHOTO, caption=f"Nom{text}")
            case 1:
                begun.sends_file(b"x", f"Nom{text}")
            case _:
                begun.says(f"/start Nom{text}")
        begun.presses(asked, data=text)
    unharmed(polled)
    said = begun.reads()
    assert "Nom" not in said.replace("Nom, Prénom", "")
    assert said.count("Je ne regarde pas les images") == len(STRINGS[::3])
    assert said.count("Je ne lis pas les fichiers") == len(STRINGS[1::3])
    assert "Ce bouton n’existe plus" in said
