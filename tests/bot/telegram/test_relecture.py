"""The file read over in Telegram: a line that is struck out changes the message that shows it."""

from __future__ import annotations

import pytest

from tests.bot.telegram.bot import Bot
from tests.bot.telegram.test_receiving import settle
from tests.botapi.people import Person, buttons
from tests.botapi.world import Json


def reviewed(bot: Bot, person: Person) -> Json:
    """The message where the file is read over."""
    for said in ("/start", "6", "1", "Index-Education (PRONOTE)", "Zoé Exemplaire n’entre plus"):
        person.says(said)
    for said in ("heberge", "0310047H", "tel quel"):
        person.says(said)
    settle(bot)
    return person.sees()[-1]


def struck(message: Json) -> list[str]:
    """What is struck through."""
    units = message["text"].encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.get("entities", [])
        if e["type"] == "strikethrough"
    ]


def test_a_line_is_struck_and_put_back_in_its_own_message(polled: Bot, camille: Person) -> None:
    message = reviewed(polled, camille)
    number, seen = message["message_id"], len(camille.sees())
    camille.presses(message, "Retirer 1")
    settle(polled)
    changed = camille.sees()[-1]
    assert (changed["message_id"], len(camille.sees())) == (number, seen)
    assert struck(changed) == ["Code RNE (UAI)\u00a0: 0310047H"]
    assert "[nom masqué] n’entre plus" in changed["text"]
    camille.presses(changed, "Retirer aussi ces lignes")
    settle(polled)
    assert len(struck(camille.sees()[-1])) == 4
    camille.presses(camille.sees()[-1], "Remettre 1")
    settle(polled)
    last = camille.sees()[-1]
    assert (last["message_id"], len(camille.sees()), len(struck(last))) == (number, seen, 3)
    camille.presses(last, "Oui, cela peut partir")
    settle(polled)
    assert len(camille.sees()) > seen
    shown = [m for m in camille.sees() if any("callback_data" in b for b in buttons(m))]
    assert [m["message_id"] for m in shown] == [number, camille.sees()[-1]["message_id"]]


def test_a_line_that_was_put_back_can_be_struck_again(polled: Bot, camille: Person) -> None:
    reviewed(polled, camille)
    for label, count in (("Retirer 2", 1), ("Remettre 2", 0), ("Retirer 2", 1), ("Remettre 2", 0)):
        camille.presses(camille.sees()[-1], label)
        settle(polled)
        assert len(struck(camille.sees()[-1])) == count


def test_a_press_that_came_twice_changes_it_once(polled: Bot, camille: Person) -> None:
    message = reviewed(polled, camille)
    for _ in range(2):
        camille.presses(message, "Retirer 1")
    settle(polled)
    assert struck(camille.sees()[-1]) == ["Code RNE (UAI)\u00a0: 0310047H"]
    assert camille.sees()[-1]["message_id"] == message["message_id"]


@pytest.mark.parametrize("description", ["message can't be edited", "message to edit not found"])
def test_where_it_cannot_be_changed_it_is_sent_anew(polled: Bot, camille: Person, description: str) -> None:
    message = reviewed(polled, camille)
    polled.api.refuse(400, f"Bad Request: {description}", method="editMessageText")
    camille.presses(message, "Retirer 1")
    settle(polled)
    last = camille.sees()[-1]
    assert last["message_id"] != message["message_id"]
    assert struck(last) == ["Code RNE (UAI)\u00a0: 0310047H"]


def test_a_change_whose_answer_is_lost_is_made_again(polled: Bot, camille: Person) -> None:
    message = reviewed(polled, camille)
    seen = len(camille.sees())
    polled.api.fail("lost", "editMessageText")
    camille.presses(message, "Retirer 1")
    settle(polled)
    assert len(camille.sees()) == seen
    assert struck(camille.sees()[-1]) == ["Code RNE (UAI)\u00a0: 0310047H"]
