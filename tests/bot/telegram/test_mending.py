"""Updates in other shapes than Telegram's are mended; what is as it should be is not touched."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.mending import mend, updates_in
from bot.telegram.shapes import arrival
from tests.bot.telegram.bot import living
from tests.bot.telegram.test_receiving import FIRST, settle
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi, running
from tests.botapi.world import Json

NAMES = st.sampled_from(
    ("update_id", "message", "callback_query", "id", "from", "chat", "date", "message_id", "entities", "text")
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("12"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(ANY)
def test_nothing_that_arrives_is_an_error_and_mending_twice_is_mending_once(update: object) -> None:
    once = copy.deepcopy(mend(update))
    assert json.dumps(mend(update)) == json.dumps(once)
    arrival(1, update)
    assert isinstance(updates_in(update), list)


def test_what_telegram_writes_is_not_touched() -> None:
    with running() as api:
        camille = Person(api, 42)
        camille.says("/start")
        camille.edits(camille.says("un"), "deux")
        camille.becomes("kicked")
        made: Json = {"message_id": 7, "date": 1, "chat": camille.chat.shown(), "text": "x"}
        camille.presses(made, data="a:b")
        for update in api.world.updates:
            before = copy.deepcopy(update)
            assert mend(update) == before


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (True, []),
        (None, []),
        ({}, []),
        ("", []),
        ("[{", []),
        ({"update_id": 1}, [{"update_id": 1}]),
        ('[{"update_id": 1}]', [{"update_id": 1}]),
        ([7], [7]),
    ],
)
def test_the_updates_of_an_answer_are_found_whatever_it_is(answer: object, found: list[object]) -> None:
    assert updates_in(answer) == found


def test_a_press_without_its_message_counts_once_for_each_press_of_its_own_person(
    api: BotApi, tmp_path: Path, camille: Person
) -> None:
    with living(api, tmp_path) as bot:
        camille.says("/start")
        data = buttons(camille.awaits(FIRST))[0]["callback_data"]
        for _ in range(3):
            api.world.push(callback_query={"id": 7, "from": {"id": 42}, "data": data})
        camille.awaits("Où est installé")
        settle(bot)
        assert camille.reads().count("Où est installé") == 1
