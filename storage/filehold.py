"""What one process has to itself on one machine: a file that SQLite locks."""

from __future__ import annotations

import sqlite3


class FileHold:
    """A file beside the database, locked by SQLite itself as every system can: it goes with the process."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def held(self) -> bool:
        """Nothing but `release` or the end of the process takes it away."""
        return True

    def release(self) -> None:
        """Let go of it."""
        self._connection.close()
