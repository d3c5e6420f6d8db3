"""A look at a store that changes nothing: for whoever wants to know before a start whether it would work."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from knowledge.dialogue.errors import StoreUnusable
from storage.engine import engine
from storage.keys import KeyFile
from storage.migrations import HEAD, version
from storage.proof import prove

Standing = Literal["absent", "empty", "old", "current"]


def look(url: str, key_path: Path) -> Standing:
    """Where the store at `url` stands, and whether the ring in `key_path` opens it; no file is made.

    `absent`: the first start makes it; `empty`: a server's database without a schema; `old`: the next start
    brings it up to date. Raises what `open_store` raises.
    """
    if not _is_there(url):
        return "absent"
    database = engine(url)
    try:
        with database.reading() as connection:
            found = version(connection)
            if found is None:
                return "empty"
            if found > HEAD:
                raise StoreUnusable(url=database.shown, reason="newer")
            prove(connection, KeyFile(key_path))
            return "current" if found == HEAD else "old"
    finally:
        database.close()


def has_key(key_path: Path) -> bool:
    """Is there a ring in `key_path`, one that may be used? Raises KeyUnsafe, KeyWrong, StoreUnusable."""
    keys = KeyFile(key_path)
    if not keys.exists():
        return False
    keys.ring()
    return True


def _is_there(url: str) -> bool:
    """Of a file alone it can be said before it is opened."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return True  # opening it says what is wrong
    return parsed.drivername != "sqlite" or not parsed.database or Path(parsed.database).exists()
