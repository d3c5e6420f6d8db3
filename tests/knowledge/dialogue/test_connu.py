"""What is known along a way: the facts that an answer leaves alone are kept, and none of them goes stale."""

from __future__ import annotations

from datetime import date
from itertools import islice

from bot.house import read_sources
from knowledge.dialogue.conditions import CONDITIONS
from knowledge.dialogue.exploration import explore
from knowledge.dialogue.guide import load
from knowledge.dialogue.manques import LACKS, lacking, lacks
from knowledge.dialogue.parcours import connu_of

TODAY = date(2026, 8, 27)


def test_what_is_kept_along_a_way_is_what_would_be_worked_out_again() -> None:
    guide = load(read_sources())
    places = list(islice(explore(guide, today=TODAY), 0, None, 23))
    assert len(places) > 500
    for node, kept in places:
        fresh = connu_of(guide, kept.answers, today=TODAY, pieces=kept.pieces)
        assert kept.names() == fresh.names(), node.id
        assert [held(kept) for held in CONDITIONS.values()] == [held(fresh) for held in CONDITIONS.values()]
        assert (kept.essais, kept.pistes) == (fresh.essais, fresh.pistes), node.id
        assert lacking(kept) == tuple(bool(lacks(kept, name)) for name in LACKS), node.id
