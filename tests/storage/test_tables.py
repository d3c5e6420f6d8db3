"""Moments are compared alike by every database, and never guessed a zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select
from sqlalchemy.dialects import sqlite

from storage.tables import Moment, metadata

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zoned by `timezones`


@given(MOMENTS, MOMENTS)
def test_a_moment_comes_back_and_keeps_its_order(one: datetime, two: datetime) -> None:
    moment, dialect = Moment(), sqlite.dialect()
    first, second = (moment.process_bind_param(each, dialect) for each in (one, two))
    assert moment.process_result_value(first, dialect) == one
    assert first is not None
    assert second is not None
    assert (first < second) == (one < two)


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(TypeError):
        Moment().process_bind_param(datetime(2026, 8, 24), sqlite.dialect())  # noqa: DTZ001 - the mistake


def test_a_column_of_moments_may_be_empty() -> None:
    table = Table("t", MetaData(), Column("name", String), Column("at", Moment))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(name="a", at=None))
        assert connection.execute(select(table.c.at)).scalar() is None
    engine.dispose()


def test_every_table_has_a_key_to_go_through_it_by() -> None:
    assert all(table.primary_key.columns for table in metadata.sorted_tables)
