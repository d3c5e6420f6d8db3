"""Several processes: the chat that an update belongs to, and the process that a reply is on its way with.

A migration never imports `storage.tables`: those move on, this stays what it was. Processes of the edition
before go on meanwhile: what they do not know of has a value of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the two columns."""
    op.add_column("inbox", sa.Column("queue", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_inbox_queue", "inbox", ["handled", "queue", "id"])
    op.add_column("outbox", sa.Column("owner", sa.String(16), nullable=False, server_default=""))
