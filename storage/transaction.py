"""What every part of the post works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.sealing import Ring


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction, the ring that it was given, and its moment."""

    connection: Connection
    ring: Ring
    now: datetime
