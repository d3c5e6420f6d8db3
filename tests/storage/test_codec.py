"""What is kept comes back the same; what another edition wrote is judged, not guessed."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dialogue.bilan import Cause
from knowledge.dialogue.pieces import Comptes, InfoMobile, Lien, Passage, Pieces
from knowledge.dialogue.types import (
    Answer,
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
    State,
    Text,
)
from storage import codec

TEXT = st.text(st.characters(), max_size=30)
ANSWERS = st.lists(st.builds(Answer, TEXT, TEXT), max_size=5).map(tuple)
CELL = st.none() | st.integers(0, 9999)
PIECES = st.builds(
    Pieces,
    liens=st.lists(st.builds(Lien, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    info=st.none()
    | st.builds(
        InfoMobile,
        st.none() | st.booleans(),
        TEXT,
        st.none() | st.lists(TEXT, max_size=2).map(tuple),
        TEXT,
        TEXT,
    ),
    comptes=st.none()
    | st.builds(
        Comptes,
        TEXT,
        st.lists(st.tuples(TEXT, CELL, CELL, CELL, CELL), max_size=2).map(tuple),
        st.lists(st.builds(Cause, TEXT, TEXT, TEXT, st.integers()), max_size=2).map(tuple),
        exports=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    ),
    retirees=st.lists(TEXT, max_size=2).map(tuple),
    journal=st.lists(st.builds(Passage, TEXT, TEXT, TEXT), max_size=2).map(tuple),
)
STATES = st.builds(State, answers=ANSWERS, reopened=TEXT, set_aside=ANSWERS, pieces=PIECES)
OPTIONS = st.lists(st.builds(Option, TEXT, TEXT, TEXT), max_size=3).map(tuple)
REPLY: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Heading, TEXT, part=TEXT, rank=st.integers(), total=st.integers()),
    st.builds(Text, TEXT, source=TEXT),
    st.builds(Copy, TEXT, TEXT),
    st.builds(Link, TEXT, TEXT),
    st.builds(
        Grid,
        st.lists(TEXT, max_size=3).map(tuple),
        st.lists(st.lists(TEXT, max_size=3).map(tuple), max_size=3).map(tuple),
        words=st.booleans(),
    ),
    st.builds(
        Lines,
        st.lists(
            st.builds(Line, TEXT, TEXT, st.booleans(), st.builds(Option, TEXT, TEXT, TEXT), TEXT), max_size=2
        ).map(tuple),
    ),
    st.builds(File, TEXT, TEXT, TEXT, st.binary(max_size=30)),
    st.builds(
        Ask, TEXT, TEXT, options=OPTIONS, expects=st.sampled_from(("option", "text", "file")), hint=TEXT
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("answers", "reopened", "node", "value", "_type")), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(STATES)
def test_any_state_comes_back(state: State) -> None:
    assert codec.decode_state(codec.encode_state(state)) == state


@given(st.lists(REPLY, max_size=5).map(tuple))
def test_any_replies_come_back(replies: tuple[Reply, ...]) -> None:
    assert codec.decode_replies(codec.encode_replies(replies)) == replies


def test_every_kind_of_reply_was_tried() -> None:
    assert {Heading, Text, Copy, Link, Grid, File, Lines, Ask} == set(Reply.__args__)


def test_fields_of_a_later_edition_are_not_in_the_way() -> None:
    state = b'{"answers": [{"node": "a", "value": "b", "since": 3}], "mood": "good"}'
    assert codec.decode_state(state) == State((Answer("a", "b"),))
    replies = b'[{"_type": "Text", "body": "x", "colour": "red"}]'
    assert codec.decode_replies(replies) == (Text("x"),)


def strewn(value: object, mark: str) -> Any:  # noqa: ANN401 - JSON
    """JSON with a field more in each of its objects."""
    match value:
        case dict():
            return {**{key: strewn(inner, mark) for key, inner in value.items()}, mark: [1, {"x": None}]}
        case list():
            return [strewn(inner, mark) for inner in value]
    return value


@given(STATES)
def test_what_another_edition_wrote_is_written_as_it_stood_where_nothing_changed(state: State) -> None:
    stood = strewn(json.loads(codec.encode_state(state)), "mood")
    value, rest = codec.read_state(json.dumps(stood).encode())
    assert value == state
    assert json.loads(codec.encode_state(value, rest)) == stood


@given(STATES, STATES)
def test_fields_of_another_edition_never_change_what_this_one_reads(before: State, after: State) -> None:
    stood = strewn(json.loads(codec.encode_state(before)), "mood")
    _, rest = codec.read_state(json.dumps(stood).encode())
    written = codec.encode_state(after, rest)
    assert codec.decode_state(written) == after
    assert json.loads(written)["mood"] == stood["mood"]


def test_a_field_of_an_answer_stays_with_the_answer() -> None:
    stood = b'{"answers": [{"node": "a", "value": "b", "since": 3}, {"node": "c", "value": "d", "since": 4}]}'
    state, rest = codec.read_state(stood)
    other = State((Answer("z", "new"), state.answers[1], Answer("a", "else")), pieces=Pieces(retirees=("x",)))
    written = json.loads(codec.encode_state(other, rest))
    assert written["answers"] == [
        {"node": "z", "value": "new"},
        {"node": "c", "value": "d", "since": 4},
        {"node": "a", "value": "else"},
    ]
    assert codec.decode_state(json.dumps(written).encode()) == other


def test_what_this_edition_wrote_has_nothing_beside_it() -> None:
    assert codec.read_state(codec.encode_state(State((Answer("a", "b"),))))[1] is None


def test_fields_that_an_earlier_edition_did_not_have_take_their_default() -> None:
    assert codec.decode_state(b"{}") == State()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"{",
        b'{"answers": null}',
        b'{"answers": "ab"}',
        b'{"answers": [{"node": "a"}]}',
        b'{"answers": [{"node": "a", "value": null}]}',
        b'{"answers": [{"node": "a", "value": 3}]}',
        b'{"reopened": true}',
        b"[" * 100_000,
    ],
)
def test_a_state_that_cannot_be_read_is_an_error(data: bytes) -> None:
    with pytest.raises(codec.Unreadable):
        codec.decode_state(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"3",
        b'[{"_type": "Text", "body": "x"}, {"_type": "Video", "href": "y"}]',
        b'[{"body": "x"}]',
        b'[{"_type": "File", "node": "n", "name": "n", "type": "t", "data": "*"}]',
        b'[{"_type": "Ask", "node": "n", "prompt": "p", "expects": "song"}]',
        b'[{"_type": "Heading", "title": "t", "rank": true}]',
    ],
)
def test_replies_that_cannot_be_read_are_no_replies(data: bytes) -> None:
    assert codec.decode_replies(data) == ()


@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50))
def test_nothing_but_a_state_or_its_refusal_comes_out(data: bytes) -> None:
    with contextlib.suppress(codec.Unreadable):
        assert isinstance(codec.decode_state(data), State)
    assert isinstance(codec.decode_replies(data), tuple)
