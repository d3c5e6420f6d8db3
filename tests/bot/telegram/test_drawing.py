"""What is drawn fits into Telegram's messages, and says what was to be said."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.cutting import TEXT_MAX, Run, split
from bot.telegram.drawing import draw
from bot.telegram.reading import Origin
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import (
    LINE_NODE,
    Ask,
    Copy,
    File,
    Grid,
    Heading,
    Line,
    Lines,
    Link,
    Option,
    Reply,
    Text,
)

FAMILY = "👩\u200d👩\u200d👧\u200d👦"


def nowhere(who: str) -> str:
    raise AssertionError(who)


def drawn(guide: Guide, *replies: Reply) -> list[dict[str, Any]]:
    return [json.loads(draft.payload) for draft in draw(guide, replies, Origin(), nowhere)]


def piece(message: dict[str, Any], entity: dict[str, Any]) -> str:
    units: bytes = message["text"].encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def test_a_step_is_one_message_with_its_buttons(guide: Guide) -> None:
    option = Option("hebergement", "heberge", "Hébergé")
    asked = Ask("hebergement", "Où ?", (option,))
    (message,) = drawn(guide, Heading("Étape", "Réglages", 2, 9), Text("**Ouvrez** `x`."), asked)
    assert "unbutton" in message
    assert message["reply_markup"] == {
        "inline_keyboard": [[{"text": "Hébergé", "callback_data": "hebergement:heberge"}]]
    }
    styles = {(piece(message, entity), entity["type"]) for entity in message["entities"]}
    assert {("Étape", "bold"), ("Ouvrez", "bold"), ("x", "code"), ("Où ?", "bold")} <= styles


def test_the_lines_of_a_file_have_a_button_each_below_the_answer(guide: Guide) -> None:
    toggles = [Option(LINE_NODE, f"retirer.{id}", f"Retirer : {id}") for id in ("a", "b", "c")]
    rows = [Line(each.id, "valeur", each is toggles[1], each, "Retirer") for each in toggles]
    asked = Ask("dossier_relecture", "Ainsi ?", (*toggles, Option("dossier_relecture", "oui", "Oui")))
    (whole,) = drawn(guide, Text("Relisez."), Lines(tuple(rows)), asked)
    keyboard = whole["reply_markup"]["inline_keyboard"]
    assert [button["callback_data"] for row in keyboard for button in row] == [
        "dossier_relecture:oui",
        *(f"{LINE_NODE}:{each.id}" for each in toggles),
    ]
    assert max(len(button["text"]) for row in keyboard for button in row) < 12
    assert [piece(whole, e) for e in whole["entities"] if e["type"] == "strikethrough"] == [
        "retirer.b\u00a0: valeur"
    ]
    (changed,) = drawn(guide, Lines(tuple(rows)), asked)
    assert "valeur" not in changed["text"]


@pytest.mark.parametrize(("size", "has_button"), [(1, True), (256, True), (257, False), (3000, False)])
def test_an_exact_value_is_a_block_and_a_button_copies_a_short_one(
    guide: Guide, size: int, has_button: bool
) -> None:
    value = "é" * size
    (message,) = drawn(guide, Copy("Adresse", value))
    assert value in [piece(message, e) for e in message["entities"] if e["type"] == "pre"]
    copied = [
        b["copy_text"]["text"]
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for b in row
    ]
    assert copied == ([value] if has_button else [])


def test_a_mailto_link_is_shown_and_is_no_button(guide: Guide) -> None:
    (message,) = drawn(guide, Link("Écrire", "mailto:aide@exemple.fr?body=tout"))
    assert "aide@exemple.fr" in message["text"]
    assert "tout" not in message["text"]
    assert "reply_markup" not in message


def test_a_file_is_a_document_sent_once_with_words_for_the_doubt(guide: Guide) -> None:
    (draft,) = draw(guide, [File("courriel", "a.eml", "message/rfc822", b"\0x")], Origin(), nowhere)
    assert draft.once
    assert "a.eml" in json.loads(draft.instead)["text"]


def test_an_option_that_no_button_can_carry_is_left_to_be_typed(guide: Guide) -> None:
    (message,) = drawn(guide, Ask("n", "?", (Option("n", "x" * 63, "long"), Option("n", "y", "court"))))
    texts = [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    assert texts == ["court"]


def test_a_long_text_is_cut_between_paragraphs(guide: Guide) -> None:
    body = "\n\n".join(f"Paragraphe {rank} " + "mot " * 60 for rank in range(40))
    messages = drawn(guide, Text(body))
    assert len(messages) > 1
    assert all(len(message["text"]) <= TEXT_MAX for message in messages)
    assert all(message["text"].startswith("Paragraphe") for message in messages)


def test_an_emoji_of_several_characters_is_not_cut() -> None:
    parts = list(split([(FAMILY * 2000, "")]))
    assert all(len("".join(text for text, _ in part)) <= TEXT_MAX for part in parts)
    for before, after in pairwise(parts):
        assert before[-1][0].endswith("👦")
        assert after[0][0].startswith("👩")


def test_more_entities_than_a_message_takes_are_left_plain(guide: Guide) -> None:
    (message,) = drawn(guide, Text(" ".join(f"**{rank}**" for rank in range(150))))
    assert len(message["entities"]) == 100
    assert "149" in message["text"]


STYLES = st.sampled_from(["", "bold", "code"])
RUNS: st.SearchStrategy[list[Run]] = st.lists(
    st.tuples(st.text("aé👩\u200d \n", max_size=80), STYLES), max_size=12
)


@given(RUNS, st.integers(5, 60))
def test_nothing_but_line_ends_is_lost_by_cutting(runs: list[Run], most: int) -> None:
    parts = list(split(runs, most))
    assert all(sum(len(text) for text, _ in part) <= most for part in parts)
    whole = "".join(text for text, _ in runs).replace("\n", "")
    assert "".join(text for part in parts for text, _ in part).replace("\n", "") == whole


def test_a_table_of_words_is_told_below_each_other_what_is_wrong_first(guide: Guide) -> None:
    (message,) = drawn(guide, Grid(("A", "B"), (("Un", "juste", "**faux** (`%3F`)"),), words=True))
    assert message["text"] == "Un\n• B\u00a0: faux (%3F)\n• A\u00a0: juste"
    styles = {(piece(message, entity), entity["type"]) for entity in message["entities"]}
    assert styles == {("Un", "bold"), ("faux", "bold"), ("%3F", "code")}
