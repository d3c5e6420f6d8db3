"""What waits in the store, in numbers: whoever runs the house looks at them, and they name nobody."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.statements import OPEN
from storage.store import Store
from storage.tables import inbox, outbox, quarantaine


def queues(store: Store) -> dict[str, float]:
    """Count the updates to be handled, the replies to be sent, and those that never will.

    `…_oldest_seconds` is how long the one that came first has been waiting. Raises StoreUnusable.
    """
    now = store.now()
    waiting = select(func.count(), func.min(inbox.c.received_at)).where(~inbox.c.handled)
    leaving = select(func.count(), func.min(outbox.c.made_at)).where(outbox.c.status.in_(OPEN))
    with store.database.reading() as connection:
        updates, first_update = connection.execute(waiting).one()
        replies, first_reply = connection.execute(leaving).one()
        dead = connection.execute(select(func.count()).where(outbox.c.status == "dead")).scalar_one()
        aside = connection.execute(select(func.count()).select_from(quarantaine)).scalar_one()
    return {
        "inbox_waiting": updates,
        "inbox_oldest_seconds": max(0.0, (now - first_update).total_seconds()) if updates else 0.0,
        "outbox_waiting": replies,
        "outbox_oldest_seconds": max(0.0, (now - first_reply).total_seconds()) if replies else 0.0,
        "outbox_dead": dead,
        "quarantine": aside,
    }
