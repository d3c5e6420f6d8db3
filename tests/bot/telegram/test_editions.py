"""Two editions at work on one database: what the later one keeps survives a turn of the earlier one (66)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from storage.sealing import place
from storage.tables import conversations
from tests.bot.telegram.bot import Bot
from tests.bot.telegram.test_receiving import FIRST, SECOND, settle
from tests.botapi.people import Person


def kept_of(bot: Bot, **more: object) -> dict[str, Any]:
    """What is kept of the only conversation, with `more` put into it."""
    ring = bot.store.keys.ring()
    with bot.store.database.writing() as connection:
        row = connection.execute(select(conversations)).one()
        where = place("conversations", "state", row.who)
        state: dict[str, Any] = json.loads(ring.open(where, row.state))
        state |= more
        if more:
            sealed = ring.seal(where, json.dumps(state).encode())
            connection.execute(update(conversations).values(state=sealed))
    return state


def test_what_a_later_edition_keeps_of_a_conversation_survives_each_turn(kept: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    settle(kept)
    mood = {"since": [1, {"day": None}]}
    kept_of(kept, humeur=mood, pieces={**kept_of(kept)["pieces"], "photos": ["x"]})
    camille.says("1")
    camille.awaits(SECOND)
    settle(kept)
    now = kept_of(kept)
    assert now["answers"]
    assert (now["humeur"], now["pieces"]["photos"]) == (mood, ["x"])


def test_what_a_later_edition_keeps_does_not_pass_into_a_conversation_begun_anew(
    kept: Bot, camille: Person
) -> None:
    for said in ("/start", "1"):
        camille.says(said)
        settle(kept)
    kept_of(kept, humeur="Canari", pieces={**kept_of(kept)["pieces"], "photos": ["x"]})
    for said in ("/recommencer", "/retour"):
        camille.says(said)
        settle(kept)
        assert "humeur" not in kept_of(kept)
        # What is known of the school goes on, and so does what stands in it.
        assert kept_of(kept)["pieces"]["photos"] == ["x"]
    assert kept_of(kept)["answers"]


def test_what_a_later_edition_keeps_goes_with_what_is_forgotten(kept: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    settle(kept)
    kept_of(kept, humeur="Canari")
    camille.says("/oublier")
    camille.awaits("effacé")
    camille.says("/start")
    settle(kept)
    assert "humeur" not in kept_of(kept)
