"""What was said when a refusal of automated scoring was withdrawn."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_unset

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; of those withdrawn before nothing was kept."""
    op.add_column("opt_outs", sa.Column("withdrawn_words", sa.String(500), nullable=True))


def downgrade() -> None:
    """Drop it, if no refusal has such words: who withdrew it could not be asked about later."""
    drop_unset("opt_outs", "withdrawn_words")
