"""People who may sign in, who end but are never taken out, and their sessions."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and their guard."""
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", _MOMENT, nullable=True),
    )
    op.create_table(
        "user_sessions",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(64), sa.ForeignKey("users.name"), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_user_sessions_name", "user_sessions", ["name"])
    op.create_index("ix_user_sessions_expires_at", "user_sessions", ["expires_at"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(guard)


def downgrade() -> None:
    """Drop the tables, if nobody was ever added: without its people a service would be open."""
    drop_empty("user_sessions", "users")


_SQLITE = (
    "CREATE TRIGGER users_delete BEFORE DELETE ON users "
    "BEGIN SELECT RAISE(ABORT, 'users: rows are only ever added'); END",
)
_POSTGRESQL = (
    "CREATE TRIGGER users_delete BEFORE DELETE ON users EXECUTE FUNCTION riskmodel_only_added()",
    "CREATE TRIGGER users_truncate BEFORE TRUNCATE ON users "
    "EXECUTE FUNCTION riskmodel_only_added()",
)
