"""The settings: read once from the environment, checked at once, never changed afterwards.

Every setting is a variable `PRONOTE_HELPDESK_…`, but `DATABASE_URL`, which every host of programs knows by
that name. It may hold a password, and can stand in a file instead: `DATABASE_URL_FILE=/run/secrets/url` is
read in the place of the value.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from knowledge.dialogue.errors import BadSetting

PREFIX = "PRONOTE_HELPDESK_"
DATABASE = "DATABASE_URL"
APP = "pronote-helpdesk"

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_RETENTION_DAYS = 90
MAX_RETENTION_DAYS = 3650
LOOPBACK = ("127.0.0.0/8", "::1/128")
LOG_LEVELS = ("debug", "info", "warning", "error")
DEFAULT_LOG_LEVEL = "warning"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this house is set up. `database_url` may hold a password, so it is never shown.

    `export_key` is the private key that opens sealed exports; nobody but Index-Education has the real one.
    `public_url` is the address under which people reach the web page, where that is not this computer's own.
    `proxies` may say for whom they ask; `monitors` may see numbers and details of health (networks both).
    """

    data_folder: Path
    database_url: str = field(repr=False)
    key_file: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    retention_days: int = DEFAULT_RETENTION_DAYS
    export_key: Path | None = None
    public_url: str = ""
    proxies: tuple[str, ...] = LOOPBACK
    monitors: tuple[str, ...] = LOOPBACK
    log_level: str = DEFAULT_LOG_LEVEL


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises BadSetting with the name of the variable and what it holds."""
    known = os.environ if environ is None else environ
    data_folder = _folder(known, "DATA") or user_data_path(APP, appauthor=False)
    return Settings(
        data_folder=data_folder,
        database_url=_secret(known, DATABASE) or f"sqlite:///{data_folder / 'helpdesk.sqlite3'}",
        key_file=_folder(known, "KEY_FILE") or data_folder / "cle.txt",
        host=_value(known, "HOST") or DEFAULT_HOST,
        port=_number(known, "PORT", DEFAULT_PORT, low=0, high=65535),
        retention_days=_number(
            known, "RETENTION_DAYS", DEFAULT_RETENTION_DAYS, low=1, high=MAX_RETENTION_DAYS
        ),
        export_key=_folder(known, "EXPORT_KEY"),
        public_url=_url(known, "PUBLIC_URL"),
        proxies=_networks(known, "PROXIES"),
        monitors=_networks(known, "MONITORS"),
        log_level=_choice(known, "LOG_LEVEL", LOG_LEVELS) or DEFAULT_LOG_LEVEL,
    )


def _value(known: Mapping[str, str], name: str) -> str:
    return known.get(PREFIX + name, "").strip()


def _secret(known: Mapping[str, str], name: str) -> str:
    """The value, or the content of the file that `…_FILE` names; an empty one counts as absent."""
    path = known.get(f"{name}_FILE", "").strip()
    if not path:
        return known.get(name, "").strip()
    try:
        found = Path(path).read_text("utf-8-sig").strip()  # Windows editors begin with a mark
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


def _url(known: Mapping[str, str], name: str) -> str:
    """The address of a site, with no path: the page stands at its root. Ends with a slash."""
    value = _value(known, name)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not value:
        return ""
    if not usable or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise BadSetting(name=PREFIX + name, value=value)
    return f"{parts.scheme}://{parts.netloc}/"


def _networks(known: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Addresses and networks (`10.0.0.0/8`), by commas or spaces; this computer when none is given."""
    value = _value(known, name)
    try:
        found = tuple(str(ip_network(part, strict=False)) for part in value.replace(",", " ").split())
    except ValueError:
        raise BadSetting(name=PREFIX + name, value=value) from None
    return found or LOOPBACK


def _choice(known: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    value = _value(known, name).lower()
    if value and value not in words:
        raise BadSetting(name=PREFIX + name, value=value)
    return value


def _number(known: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    value = _value(known, name)
    if not value:
        return default
    if not (value.isascii() and value.isdecimal() and low <= int(value) <= high):
        raise BadSetting(name=PREFIX + name, value=value)
    return int(value)
