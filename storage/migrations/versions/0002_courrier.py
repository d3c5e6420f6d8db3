"""The post: updates that arrived, replies that leave, and the quarantine.

A migration never imports `storage.tables`: those move on, this stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "inbox",
        sa.Column("id", counted, nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("handled", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("bot", "number", name="uq_inbox_bot"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_digest", "inbox", ["digest"])
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_index("ix_inbox_handled", "inbox", ["handled", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", counted, nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("buttons", sa.Boolean(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.BigInteger()),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_made_at", "outbox", ["made_at"])
    op.create_index("ix_outbox_queue", "outbox", ["queue", "status", "id"])
    op.create_index("ix_outbox_status", "outbox", ["status", "bot", "queue", "id"])
    op.create_table(
        "quarantaine",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_quarantaine"),
    )
    op.create_index("ix_quarantaine_queue", "quarantaine", ["queue"])
    op.create_index("ix_quarantaine_kept_at", "quarantaine", ["kept_at"])
