"""Views of the queue that people save, and an index to read decisions of a period by."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "saved_views",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_case_steps_taken", "case_steps", ["step", "at"])


def downgrade() -> None:
    """Drop the index, and the table if nobody has saved a view."""
    op.drop_index("ix_case_steps_taken", "case_steps")
    drop_empty("saved_views")
