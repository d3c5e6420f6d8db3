"""The schema's history (Alembic), and how a database is brought to its end."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from knowledge.dialogue.errors import StoreUnusable
from storage.database import Database

HERE = Path(__file__).parent

HEAD = "0005"
"""The last migration: a database that stands there needs nothing, not even Alembic's import."""


def upgrade(database: Database) -> bool:
    """Bring the schema up to date, all of it or nothing; True if there was something to do.

    Two processes may do so at once: the second one waits and finds it done. Raises StoreUnusable,
    with the reason `newer` when a later edition of this program has already been there.
    """
    with database.reading() as connection:
        if version(connection) == HEAD:
            return False
    with database.alone() as connection:
        if version(connection) == HEAD:
            return False
        bring(connection, "head", shown=database.shown)
    return True


def version(connection: Connection) -> str | None:
    """Where the schema stands; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring(connection: Connection, revision: str, *, shown: str) -> None:
    """Bring the schema to a revision. Raises StoreUnusable where it stands at one that is not known.

    A migration only adds, and what it adds has a value of its own: processes of the edition before go on.
    """
    # Imported where it is needed: 60 ms that a start on a current database does not spend.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    # Alembic reads the place through configparser, where a percent sign would mean something.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    stands = version(connection)
    if stands is not None and stands not in known:
        raise StoreUnusable(url=shown, reason="newer")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
