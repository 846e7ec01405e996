"""Keys of the service, which end but are never taken out."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table and its guard."""
    op.create_table(
        "access_keys",
        sa.Column("key_id", sa.String(12), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("daily_queries", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_access_keys_name", "access_keys", ["name"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(guard)


def downgrade() -> None:
    """Drop the table, if no key was ever made: without its keys a service would be open."""
    drop_empty("access_keys")


_SQLITE = (
    "CREATE TRIGGER access_keys_delete BEFORE DELETE ON access_keys "
    "BEGIN SELECT RAISE(ABORT, 'access_keys: rows are only ever added'); END",
)
_POSTGRESQL = (
    "CREATE TRIGGER access_keys_delete BEFORE DELETE ON access_keys "
    "EXECUTE FUNCTION riskmodel_only_added()",
    "CREATE TRIGGER access_keys_truncate BEFORE TRUNCATE ON access_keys "
    "EXECUTE FUNCTION riskmodel_only_added()",
)
