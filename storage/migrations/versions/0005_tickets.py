"""The cases for the desk.

A migration never imports `storage.tables`: those move on, this stays what it was. Processes of the edition
before go on meanwhile: where they erase a conversation its cases go too, by the foreign key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tickets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_tickets"),
        sa.ForeignKeyConstraint(["who"], ["conversations.who"], name="fk_tickets_who", ondelete="CASCADE"),
    )
    op.create_index("ix_tickets_who", "tickets", ["who"])
