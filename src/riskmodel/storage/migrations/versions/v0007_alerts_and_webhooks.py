"""Alerts, the outbox and its deliveries, and the households that declined automated scoring."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty

revision = "0007"
down_revision = "0006"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _opt_outs()
    _alerts()
    _outbox()


def downgrade() -> None:
    """Drop the tables, if none was used; how far the follower has read is no record."""
    drop_empty("webhook_deliveries", "webhooks", "outbox", "alerts", "opt_outs")
    op.drop_table("followers")


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("opt_out_id", sa.String(32), primary_key=True),
        sa.Column("household_id", sa.String(500), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(500), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.String(500), nullable=True),
    )
    op.create_index("ix_opt_outs_household_id", "opt_outs", ["household_id"])


def _alerts() -> None:
    op.create_table(
        "followers",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("recorded", _SEQUENCE, nullable=False),
    )
    op.create_table(
        "alerts",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=False),
        sa.Column("alert_id", sa.String(32), nullable=False, unique=True),
        sa.Column("assessment_id", sa.String(32), nullable=False, unique=True),
        sa.Column("previous_assessment_id", sa.String(32), nullable=True),
        sa.Column("household_id", sa.String(500), nullable=False),
        sa.Column("as_of_date", sa.Date(), nullable=False),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("acknowledged_by", sa.String(500), nullable=True),
        sa.Column("words", sa.String(500), nullable=True),
    )
    op.create_index("ix_alerts_household_id", "alerts", ["household_id"])
    op.create_index("ix_alerts_area", "alerts", ["area"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.String(32), nullable=False, unique=True),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("household_id", sa.String(500), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(32), primary_key=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=True),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery_id", sa.String(32), primary_key=True),
        sa.Column("event_id", sa.String(32), sa.ForeignKey("outbox.event_id"), nullable=False),
        sa.Column(
            "webhook_id", sa.String(32), sa.ForeignKey("webhooks.webhook_id"), nullable=False
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("answer", sa.String(80), nullable=True),
        sa.Column("delivered_at", _MOMENT, nullable=True),
    )
    op.create_index("ix_webhook_deliveries_due", "webhook_deliveries", ["state", "due_at"])
    op.create_index("ix_webhook_deliveries_event_id", "webhook_deliveries", ["event_id"])
    op.create_index("ix_webhook_deliveries_webhook_id", "webhook_deliveries", ["webhook_id"])
