"""Which kind of database an address names."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from knowledge.dialogue.errors import BadSetting
from storage.database import Database

SETTING = "DATABASE_URL"
"""The setting that an operator corrects when the address of the database is of no use."""


def engine(url: str) -> Database:
    """Open the database at `url`: `sqlite:///path`, made if it is not there, or `postgresql://…`.

    Raises BadSetting when the address is of no kind known here, StoreUnusable when it cannot be opened.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # What cannot be read may still hold a password: only its beginning is said again.
        raise BadSetting(name=SETTING, value=url.partition(":")[0]) from None
    match parsed.drivername:
        case "sqlite" if parsed.database and not parsed.host and not parsed.query:
            from storage import sqlite  # noqa: PLC0415 - each kind brings a driver of its own

            return sqlite.memory() if parsed.database == ":memory:" else sqlite.file(parsed.database)
        case "postgresql" | "postgres" | "postgresql+psycopg":
            from storage import postgres  # noqa: PLC0415

            return postgres.server(parsed)
    raise BadSetting(name=SETTING, value=parsed.render_as_string(hide_password=True))
