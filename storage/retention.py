"""How long things are kept: what is too old goes, and a person is forgotten."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete

from storage import lacunes, tickets
from storage.incoming import tidy
from storage.store import Store
from storage.tables import NAME_LENGTH, conversations, deliveries
from storage.talk import erase

DELIVERIES_KEPT = timedelta(hours=48)
"""A transport that retries gives up long before (Telegram: 24 hours)."""


def purge(store: Store, *, older_than: datetime) -> int:
    """Erase the conversations and the unanswered questions not touched since `older_than`, deliveries older
    than 48 hours, old post.

    Returns how many conversations went. Raises StoreUnusable.
    """
    # Alone: whoever comes back at this moment comes before or after, and is not forgotten half-way.
    with store.database.alone() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.seen_at < store.now() - DELIVERIES_KEPT))
        tidy(connection, store.now())
        lacunes.purge(connection, older_than=older_than)
        # Their cases and deliveries go with them (ON DELETE CASCADE).
        gone = connection.execute(
            delete(conversations).where(conversations.c.updated_at < older_than)
        ).rowcount
    store.scrub()
    return gone


def forget(store: Store, who: str) -> int:
    """Erase all that is kept about `who`: a person (`web:…`), or the name of a row (`RowUnreadable.row`).

    Returns how many rows went. Raises StoreUnusable, and what the key file may raise.
    """
    is_row = re.fullmatch(rf"[0-9a-f]{{{NAME_LENGTH}}}", who)
    with store.database.writing() as connection:
        row = who if is_row else store.keys.ring().name(who)
        store.database.claim(connection, row)
        gone = erase(connection, row)
        if is_row:
            gone += lacunes.erase(connection, row) + tickets.erase(connection, row)
    store.scrub()
    return gone
