"""The area that a webhook is told of; without one it is told of every area."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_unset

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column."""
    op.add_column("webhooks", sa.Column("area", sa.String(12), nullable=True))


def downgrade() -> None:
    """Drop it, if no webhook has an area: it would be told of every household from then on."""
    drop_unset("webhooks", "area")
