"""Cases, and the steps that people take with them."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty

revision = "0004"
down_revision = "0003"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state <> 'closed'")
_ONLY_ADDED = "rows are only ever added"


def upgrade() -> None:
    """Make both tables; steps are guarded like the audit log that holds their digests."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(32), primary_key=True),
        sa.Column("household_id", sa.String(500), nullable=False),
        sa.Column(
            "assessment_id",
            sa.String(32),
            sa.ForeignKey("assessments.assessment_id"),
            nullable=False,
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("visit_on", sa.Date()),
        sa.Column("blind_first", sa.Boolean(), nullable=False),
        sa.Column("judged_blind", sa.Boolean(), nullable=False),
        sa.Column("drawn_for_review", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(20)),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("overrides_rule", sa.Boolean()),
        sa.Column("notice_until", sa.Date()),
        sa.Column("area", sa.String(12), nullable=False),
        sa.Column("proposed_status", sa.String(20), nullable=False),
        sa.Column("category", sa.String(20)),
        sa.Column("agreement", sa.String(30)),
        sa.Column("band", sa.String(20)),
        sa.Column("dimension", sa.String(40)),
        sa.Column("probability", sa.Double()),
        sa.Column("low", sa.Double()),
        sa.Column("high", sa.Double()),
        sa.Column("need", sa.Double(), nullable=False),
    )
    op.create_index(
        "ix_cases_one_open",
        "cases",
        ["household_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_cases_need", "cases", ["state", "need", "case_id"])
    op.create_index("ix_cases_due", "cases", ["state", "decide_by", "case_id"])
    op.create_index("ix_cases_opened", "cases", ["state", "opened_at", "case_id"])
    op.create_index("ix_cases_agreement", "cases", ["state", "agreement"])
    op.create_index("ix_cases_area", "cases", ["area"])
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "recorded",
            _SEQUENCE,
            sa.ForeignKey("audit_log.sequence"),
            nullable=False,
            unique=True,
        ),
    )
    guards = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for guard in guards:
        op.execute(guard)


def downgrade() -> None:
    """Drop both tables, if no case was ever opened."""
    drop_empty("case_steps", "cases")


_SQLITE = tuple(
    f"CREATE TRIGGER case_steps_{act.lower()} BEFORE {act} ON case_steps "
    f"BEGIN SELECT RAISE(ABORT, 'case_steps: {_ONLY_ADDED}'); END"
    for act in ("UPDATE", "DELETE")
)
_POSTGRESQL = tuple(
    f"CREATE TRIGGER case_steps_{act.split()[0].lower()} BEFORE {act} ON case_steps "
    f"EXECUTE FUNCTION riskmodel_only_added()"
    for act in ("UPDATE OR DELETE", "TRUNCATE")
)
