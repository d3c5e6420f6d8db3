"""Rows are unreadable without the ring, and a token only opens where it was sealed."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select, update
from sqlalchemy.exc import StatementError

from storage.sealing import NotOpened, Ring, Sealed, Token, new_ring, place

RING = new_ring()
TEXT = st.text(st.characters())  # lone surrogates included, as JSON can bring them


@given(st.binary(max_size=500), st.text(max_size=100))
def test_what_is_sealed_opens_at_its_place(content: bytes, where: str) -> None:
    assert RING.open(where, RING.seal(where, content)) == content


@given(st.binary(max_size=50), st.text(max_size=20), st.text(max_size=20))
def test_a_token_moved_elsewhere_does_not_open(content: bytes, here: str, there: str) -> None:
    token = RING.seal(here, content)
    assert RING.opens(there, token) == (here == there)


@given(st.data())
def test_a_token_that_lost_a_single_bit_does_not_open(data: st.DataObject) -> None:
    token = RING.seal("a", b"content")
    position = data.draw(st.integers(0, len(token.data) - 1))
    bit = data.draw(st.integers(0, 7))
    altered = bytearray(token.data)
    altered[position] ^= 1 << bit
    with pytest.raises(NotOpened):
        RING.open("a", Token(bytes(altered)))


def test_a_place_cannot_be_stretched_into_the_content() -> None:
    token = RING.seal("a", b"bcontent")
    assert not RING.opens("ab", token)


def test_another_ring_does_not_open_it() -> None:
    assert not new_ring().opens("a", RING.seal("a", b"content"))


def test_a_token_tells_no_time() -> None:
    token = urlsafe_b64encode(RING.seal("a", b"").data)
    assert Fernet(RING.keys[0]).extract_timestamp(token) == 0


def test_a_new_key_seals_and_the_old_ones_still_open() -> None:
    old = RING.seal("a", b"content")
    both = RING.with_new_key()
    assert both.open("a", old) == b"content"
    assert both.newest().opens("a", both.seal("a", b"content"))
    assert not both.newest().opens("a", old)
    assert not RING.opens("a", both.seal("a", b"content"))


def test_names_do_not_change_with_the_keys() -> None:
    changed = RING.with_new_key().newest()
    assert changed.name("web:1") == RING.name("web:1")
    assert changed.mark("web:1", "k") == RING.mark("web:1", "k")
    assert changed.derive("cookies") == RING.derive("cookies")


@given(TEXT, TEXT, TEXT, TEXT)
def test_a_mark_belongs_to_one_person_and_one_key(who: str, key: str, who2: str, key2: str) -> None:
    assert (RING.mark(who, key) == RING.mark(who2, key2)) == ((who, key) == (who2, key2))


@given(st.text(min_size=2), st.data())
def test_the_border_between_person_and_key_counts(text: str, data: st.DataObject) -> None:
    one, two = data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True))
    assert RING.mark(text[:one], text[one:]) != RING.mark(text[:two], text[two:])


@given(TEXT)
def test_a_name_a_mark_and_a_derived_secret_never_meet(text: str) -> None:
    made = {RING.name(text), RING.mark(text, ""), RING.mark("", text), RING.derive(text).hex()}
    assert len(made) == (3 if text == "" else 4)


def test_a_ring_shows_no_secret() -> None:
    assert repr(RING) == "Ring()"


@pytest.mark.parametrize("keys", [(), (b"short",), (b"*" * 44,)])
def test_a_ring_needs_real_keys(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError):
        Ring(b"\0" * 32, keys)


def test_a_sealed_column_takes_nothing_in_clear() -> None:
    table = Table("t", MetaData(), Column("seal", Sealed))
    engine = create_engine("sqlite://")
    token = RING.seal(place("t", "seal", "1"), b"content")
    with engine.begin() as connection:
        table.create(connection)
        for clear in (b"content", "content", token.data):
            with pytest.raises(StatementError):
                connection.execute(insert(table).values(seal=clear))
        connection.execute(insert(table).values(seal=token))
        assert connection.execute(select(table.c.seal)).scalar() == token
        connection.execute(update(table).values(seal=None))
        assert connection.execute(select(table.c.seal)).scalar() is None
    engine.dispose()
