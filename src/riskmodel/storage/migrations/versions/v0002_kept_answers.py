"""Answers that a retry gets again, for as long as a retry may come."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kept_answers",
        sa.Column("key_sha256", sa.String(64), primary_key=True),
        sa.Column("request_sha256", sa.String(64), nullable=False),
        sa.Column("pieces", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_kept_answers_until", "kept_answers", ["until"])


def downgrade() -> None:
    """Drop the table: what is kept for a day to answer a retry alike is no record."""
    op.drop_table("kept_answers")
