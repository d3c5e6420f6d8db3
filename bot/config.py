"""The settings: read once from the environment, checked at once, never changed afterwards.

Every setting is a variable `PRONOTE_HELPDESK_…`, but `DATABASE_URL`, which every host of programs knows by
that name. It may hold a password, and can stand in a file instead: `DATABASE_URL_FILE=/run/secrets/url` is
read in the place of the value.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from knowledge.dialogue.errors import BadSetting

PREFIX = "PRONOTE_HELPDESK_"
DATABASE = "DATABASE_URL"
APP = "pronote-helpdesk"

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_RETENTION_DAYS = 90
MAX_RETENTION_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Settings:
    """How this house is set up. `database_url` may hold a password, so it is never shown.

    `export_key` is the private key that opens sealed exports; nobody but Index-Education has the real one.
    """

    data_folder: Path
    database_url: str = field(repr=False)
    key_file: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    retention_days: int = DEFAULT_RETENTION_DAYS
    export_key: Path | None = None

    @property
    def is_beside(self) -> bool:
        """Is the database a file of its own folder, and not one that `DATABASE_URL` names?"""
        return self.database_url == _beside(self.data_folder)


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises BadSetting with the name of the variable and what it holds."""
    known = os.environ if environ is None else environ
    data_folder = _folder(known, "DATA") or user_data_path(APP, appauthor=False)
    return Settings(
        data_folder=data_folder,
        database_url=_secret(known, DATABASE) or _beside(data_folder),
        key_file=_folder(known, "KEY_FILE") or data_folder / "cle.txt",
        host=_value(known, "HOST") or DEFAULT_HOST,
        port=_number(known, "PORT", DEFAULT_PORT, low=0, high=65535),
        retention_days=_number(
            known, "RETENTION_DAYS", DEFAULT_RETENTION_DAYS, low=1, high=MAX_RETENTION_DAYS
        ),
        export_key=_folder(known, "EXPORT_KEY"),
    )


def _beside(folder: Path) -> str:
    return f"sqlite:///{folder / 'helpdesk.sqlite3'}"


def _value(known: Mapping[str, str], name: str) -> str:
    return known.get(PREFIX + name, "").strip()


def _secret(known: Mapping[str, str], name: str) -> str:
    """The value, or the content of the file that `…_FILE` names; an empty one counts as absent."""
    path = known.get(f"{name}_FILE", "").strip()
    if not path:
        return known.get(name, "").strip()
    try:
        found = Path(path).read_text("utf-8").strip()
    except (OSError, ValueError):
        raise BadSetting(name=f"{name}_FILE", value=path) from None
    if not found or len(found.splitlines()) > 1:
        raise BadSetting(name=f"{name}_FILE", value=path)
    return found


def _folder(known: Mapping[str, str], name: str) -> Path | None:
    """A path, `~` understood, absolute: the program may be started from anywhere."""
    value = _value(known, name)
    if not value:
        return None
    try:
        return Path(value).expanduser().absolute()
    except (RuntimeError, ValueError):
        raise BadSetting(name=PREFIX + name, value=value) from None


def _number(known: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    value = _value(known, name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and low <= int(value) <= high):
        raise BadSetting(name=PREFIX + name, value=value)
    return int(value)
