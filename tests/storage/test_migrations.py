"""The sum of the migrations is the schema; running them is safe at any time, from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)

from knowledge.dialogue.errors import StoreUnusable
from storage import migrations
from storage.database import Database
from storage.tables import metadata
from tests.postgres import Cluster
from tests.storage.conftest import Place, said, say

REVISIONS = sorted(path.name[:4] for path in (migrations.HERE / "versions").glob("0*.py"))


@pytest.fixture
def migrated(bare: Database) -> Database:
    assert migrations.upgrade(bare)
    return bare


def schema(connection: Connection) -> set[str]:
    """Every column, key, constraint and index, as the database itself tells them."""
    looking = inspect(connection)
    found = {
        f"{table} {kind} {each}"
        for table in looking.get_table_names()
        if table != "alembic_version"
        for kind, rows in (
            ("column", looking.get_columns(table)),
            ("index", looking.get_indexes(table)),
            ("unique", looking.get_unique_constraints(table)),
            ("foreign", looking.get_foreign_keys(table)),
            ("check", looking.get_check_constraints(table)),
            ("primary", [looking.get_pk_constraint(table)]),
        )
        for each in rows
    }
    if connection.dialect.name == "sqlite":
        counted = text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        found |= {f"{name} counts" for name in connection.execute(counted).scalars()}
    return found


def test_the_sum_of_the_migrations_is_the_schema_of_the_tables(migrated: Database) -> None:
    with migrated.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        got = schema(connection)
    with migrated.alone() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert schema(connection) == got
    assert set(metadata.tables) <= {line.split()[0] for line in got}


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_database_that_is_up_to_date_has_nothing_to_do(migrated: Database) -> None:
    assert not migrations.upgrade(migrated)


def test_a_database_of_a_later_edition_is_refused_untouched(place: Place) -> None:
    store = place.open()
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with store.database.reading() as connection:
        before = schema(connection)
    with pytest.raises(StoreUnusable) as refused:
        place.open()
    assert refused.value.values == {"url": place.shown, "reason": "newer"}
    with store.database.reading() as connection:
        assert schema(connection) == before


def unmade(place: Place, cluster: Cluster) -> ExitStack:
    """Let the place have a database in which nothing was made yet."""
    stack = ExitStack()
    if place.server:
        place.server = stack.enter_context(cluster.database(empty=True))
    return stack


def test_first_starts_at_the_same_time_make_one_house(place: Place, postgres: Cluster) -> None:
    with unmade(place, postgres):
        start_four(place)


def start_four(place: Place) -> None:
    children = [
        place.start(
            """
sys.stdin.readline()
it = store()
with it.talk("web:" + sys.argv[3]) as talk:
    talk.state = State((Answer("noeud", sys.argv[3]),))
""",
            str(number),
        )
        for number in range(4)
    ]
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _, err = child.communicate()
        assert (child.returncode, err) == (0, "")
    store = place.open()
    assert [said(store, f"web:{number}") for number in range(4)] == [["0"], ["1"], ["2"], ["3"]]
    store.close()


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE alembic_version", "CREATE TABLE deliveries", "INSERT INTO alem"]
)
def test_a_first_start_that_is_killed_leaves_nothing_in_the_way(
    place: Place, postgres: Cluster, statement: str
) -> None:
    code = """
from sqlalchemy import Engine, event

@event.listens_for(Engine, "after_cursor_execute")
def on_execute(connection, cursor, statement, *_):
    if statement.strip().startswith(sys.argv[3]):
        die()

store()
"""
    with unmade(place, postgres):
        place.kill(code, statement)
        store = place.open()
        say(store, "web:1", "bonjour")
        assert said(store, "web:1") == ["bonjour"]
        store.close()


# ── the edition before goes on meanwhile (faults.md, 66) ───────────────────────────────────────

STEPS = list(pairwise(REVISIONS))


def sample(column: Column[Any], number: int) -> object:
    """Some value of a column."""
    match column.type:
        case Boolean():
            return bool(number % 2)
        case Integer():
            return number
        case LargeBinary():
            return bytes([number])
        case _:
            return str(number)


def fill(connection: Connection, tables: Sequence[Table], number: int) -> None:
    """Write, read, change and erase a row of each table, with the columns that are known here."""
    for table in tables:
        key = next(iter(table.primary_key))
        row = {column.name: sample(column, number) for column in table.columns}
        found = select(table).where(key == row[key.name])
        connection.execute(insert(table).values(row))
        connection.execute(update(table).where(key == row[key.name]).values(row))
        assert connection.execute(found).one()._mapping == row
    for table in reversed(tables):
        connection.execute(delete(table))
        assert connection.execute(select(table)).all() == []


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_what_the_edition_before_writes_and_reads_still_works(bare: Database, old: str, new: str) -> None:
    with bare.alone() as connection:
        migrations.bring(connection, old, shown=bare.shown)
        known = MetaData()
        known.reflect(connection)
        tables = [table for table in known.sorted_tables if table.name != "alembic_version"]
        fill(connection, tables, 1)
    with bare.alone() as connection:
        migrations.bring(connection, new, shown=bare.shown)
    with bare.writing() as connection:
        fill(connection, tables, 1)
