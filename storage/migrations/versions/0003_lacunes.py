"""The questions that nobody could answer.

A migration never imports `storage.tables`: those move on, this stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lacunes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_lacunes"),
    )
    op.create_index("ix_lacunes_day", "lacunes", ["day"])
