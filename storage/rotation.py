"""Renewing the key without a moment when something cannot be read.

A ring with several keys is a rotation that is under way. A new key goes into the file first; then every
sealed column of every table is sealed again, a batch a transaction; the old keys go last. The file is only
changed by who has the database alone, and every talk reads the file while it holds it: nothing can
be sealed with a key that is about to go (faults.md, 43).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select, tuple_, update

from storage.errors import RowUnreadable
from storage.proof import put_seal
from storage.sealing import NotOpened, Ring, Sealed, place
from storage.store import Store
from storage.tables import metadata

BATCH = 100
"""Rows sealed again in one transaction; talks go on between two of them."""


def rotate(store: Store) -> int:
    """Renew the key and seal everything again with it; return how many rows were.

    Killed anywhere, everything stays readable and the next call goes on; other processes keep talking
    meanwhile. Raises StoreUnusable, what the key file may raise, and RowUnreadable for a row that no key
    opens: the old keys are kept then, until that row is forgotten and this is called again.
    """
    sealed, finished = 0, False
    while not finished:
        target = _begin(store)
        sealed += sum(_reseal_table(store, table) for table in metadata.sorted_tables if _sealed(table))
        finished = _end(store, target)
    return sealed


def _begin(store: Store) -> bytes:
    """Have a key that is newer than the rows, or the one of a rotation under way; return it."""
    with store.database.alone() as connection:
        ring = store.keys.ring()
        if len(ring.keys) == 1:
            ring = ring.with_new_key()
            store.keys.save(ring)
        # From here on a copy of the old key file, put back, is known to be wrong.
        put_seal(connection, ring)
        return ring.keys[0]


def _end(store: Store, target: bytes) -> bool:
    """Drop the old keys; False if another rotation was begun meanwhile: rows may need `target` then."""
    with store.database.alone():
        ring = store.keys.ring()
        if ring.keys[0] != target:
            return False
        if len(ring.keys) > 1:
            store.keys.save(ring.newest())
        return True


def _reseal_table(store: Store, table: Table) -> int:
    """Go through the table by its primary key; rows that come meanwhile have the new key already."""
    key = list(table.primary_key)
    page = select(table).order_by(*key).limit(BATCH)
    sealed, after = 0, page
    while True:
        with store.database.alone() as connection:
            rows = connection.execute(after).all()
            ring = store.keys.ring()
            for row in rows:
                sealed += _reseal_row(connection, ring, table, row, shown=store.database.shown)
        if len(rows) < BATCH:
            return sealed
        after = page.where(tuple_(*key) > tuple_(*(rows[-1]._mapping[column] for column in key)))


def _reseal_row(connection: Connection, ring: Ring, table: Table, row: Row[Any], *, shown: str) -> bool:
    """Seal what the newest key does not open; False if it opens all."""
    same = {column: row._mapping[column] for column in table.primary_key}
    name = "/".join(str(value) for value in same.values())
    newest = ring.newest()
    changed = {}
    for column in _sealed(table):
        where, token = place(table.name, column.name, name), row._mapping[column]
        if token is not None and not newest.opens(where, token):
            try:
                changed[column.name] = ring.seal(where, ring.open(where, token))
            except NotOpened:
                raise RowUnreadable(url=shown, row=name, reason="altered") from None
    if changed:
        is_row = [column == value for column, value in same.items()]
        connection.execute(update(table).where(*is_row).values(changed))
    return bool(changed)


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if isinstance(column.type, Sealed)]
