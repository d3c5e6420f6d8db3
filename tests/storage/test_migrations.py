"""The sum of the migrations is the schema; running them is safe at any time, from anywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from knowledge.dialogue.errors import StoreUnusable
from storage import migrations
from storage.engine import Database, memory
from storage.tables import metadata
from tests.storage.conftest import Place, said, say


@pytest.fixture
def migrated() -> Iterator[Database]:
    database = memory()
    assert migrations.upgrade(database)
    yield database
    database.close()


def schema(connection: Connection) -> set[tuple[str, str, str]]:
    rows = connection.execute(
        text("SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
    )
    # Quotes and blanks aside: the order of columns and every constraint count.
    return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows if "alembic" not in name}


def test_the_sum_of_the_migrations_is_the_schema_of_the_tables(migrated: Database) -> None:
    made = memory()
    with made.writing() as connection:
        metadata.create_all(connection)
        wanted = schema(connection)
    made.close()
    with migrated.reading() as connection:
        assert schema(connection) == wanted
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert {"conversations", "deliveries", "sceau"} <= {name for _, name, _ in wanted}


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_database_that_is_up_to_date_has_nothing_to_do(migrated: Database) -> None:
    assert not migrations.upgrade(migrated)


def test_a_database_of_a_later_edition_is_refused_untouched(place: Place) -> None:
    place.open().close()
    base = sqlite3.connect(place.base)
    base.execute("UPDATE alembic_version SET version_num = '9999'")
    base.commit()
    base.close()
    before = place.base.read_bytes()
    with pytest.raises(StoreUnusable) as refused:
        place.open()
    assert refused.value.values == {"url": str(place.base), "reason": "newer"}
    assert place.base.read_bytes() == before


def test_first_starts_at_the_same_time_make_one_house(place: Place) -> None:
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


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE alembic_version", "CREATE TABLE deliveries", "INSERT INTO alem"]
)
def test_a_first_start_that_is_killed_leaves_nothing_in_the_way(place: Place, statement: str) -> None:
    code = """
from sqlalchemy import Engine, event

@event.listens_for(Engine, "after_cursor_execute")
def on_execute(connection, cursor, statement, *_):
    if statement.strip().startswith(sys.argv[3]):
        die()

store()
"""
    place.kill(code, statement)
    store = place.open()
    say(store, "web:1", "bonjour")
    assert said(store, "web:1") == ["bonjour"]
