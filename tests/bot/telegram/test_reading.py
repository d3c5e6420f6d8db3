"""What a press means, whatever the server makes of the message under it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.telegram.reading import read
from handlers.readings import Nothing, Reading, Said, Unreadable
from knowledge.dialogue.types import Picked

PERSON = {"id": 7, "is_bot": False, "first_name": "Essai"}
CHAT = {"id": 7, "type": "private"}


def press(message: object, data: str = "hebergement:index") -> Reading:
    query = {"id": "1", "from": PERSON, "message": message, "data": data}
    return read(json.dumps({"update_id": 1, "callback_query": query}).encode(), now=datetime.now(UTC))


def buttons(*rows: object) -> dict[str, Any]:
    return {"message_id": 5, "chat": CHAT, "reply_markup": {"inline_keyboard": list(rows)}}


def test_the_pressed_button_is_named_as_it_stood_on_the_screen() -> None:
    found = press(buttons([{"text": "Chez Index", "callback_data": "hebergement:index"}]))
    assert isinstance(found, Said)
    assert found.message == Picked("hebergement", "index")
    assert (found.origin.pressed, found.origin.label) == (5, "Chez Index")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "message",
    [
        {"message_id": 5, "chat": CHAT, "date": 0},
        {"message_id": 5, "chat": {"id": 7}},
        buttons("odd", [None, {"text": 3, "callback_data": "hebergement:index"}]),
        {"message_id": 5, "chat": CHAT, "reply_markup": {"inline_keyboard": 1}},
        {"message_id": 5, "chat": CHAT, "text": 12, "from": "odd"},
    ],
)
def test_a_press_counts_even_where_its_button_is_not_to_be_seen(message: dict[str, Any]) -> None:
    found = press(message)
    assert isinstance(found, Said)
    assert found.message == Picked("hebergement", "index")
    assert (found.origin.pressed, found.origin.label) == (None, "")  # type: ignore[attr-defined]


def test_a_press_that_cannot_be_told_from_another_is_set_aside() -> None:
    with pytest.raises(Unreadable):
        press({"chat": CHAT})


@pytest.mark.parametrize(
    "message", [None, {}, {"message_id": 5, "chat": {"id": -7}}, {"message_id": 5, "chat": {"id": 8}}]
)
def test_a_press_from_elsewhere_than_the_persons_own_chat_means_nothing(message: object) -> None:
    assert press(message) == Nothing()
