"""What every part of the post works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from storage.database import Database
from storage.sealing import Ring
from storage.talk import Row


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction of a database, the ring that it was given, its moment, and whose it is.

    `claimed` are the names of the conversations that it may change, `rows` what was read of them already.
    """

    database: Database
    connection: Connection
    ring: Ring
    now: datetime
    owner: str
    claimed: set[str] = field(default_factory=set)
    rows: dict[str, Row] = field(default_factory=dict)
