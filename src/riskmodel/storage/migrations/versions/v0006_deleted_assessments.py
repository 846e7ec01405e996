"""Assessments deleted by order: what is left of each, and no deletion without it."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty, drop_function

revision = "0006"
down_revision = "0005"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONLY_ADDED = "rows are only ever added"
_BY_ORDER = "rows are deleted by order only"


def upgrade() -> None:
    """Make the table and its guards, and guard assessments against any other deletion."""
    op.create_table(
        "deleted_assessments",
        sa.Column(
            "recorded",
            _SEQUENCE,
            sa.ForeignKey("audit_log.sequence"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("assessment_id", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_by", sa.String(500), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("ordered", _SEQUENCE, sa.ForeignKey("audit_log.sequence"), nullable=False),
    )
    for column in ("assessment_id", "ordered"):
        op.create_index(f"ix_deleted_assessments_{column}", "deleted_assessments", [column])
    guards = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for guard in guards:
        op.execute(guard)


def downgrade() -> None:
    """Drop the table, if nothing was ever deleted, and the guard that asks for it."""
    table = " ON assessments" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER assessments_delete{table}")
    drop_function("riskmodel_by_order")
    drop_empty("deleted_assessments")


_ORDERED = "(SELECT 1 FROM deleted_assessments WHERE recorded = OLD.recorded)"
_SQLITE = (
    *(
        f"CREATE TRIGGER deleted_assessments_{act.lower()} BEFORE {act} ON deleted_assessments "
        f"BEGIN SELECT RAISE(ABORT, 'deleted_assessments: {_ONLY_ADDED}'); END"
        for act in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER assessments_delete BEFORE DELETE ON assessments WHEN NOT EXISTS {_ORDERED} "
    f"BEGIN SELECT RAISE(ABORT, 'assessments: {_BY_ORDER}'); END",
)
_POSTGRESQL = (
    *(
        f"CREATE TRIGGER deleted_assessments_{act.split()[0].lower()} BEFORE {act} "
        f"ON deleted_assessments EXECUTE FUNCTION riskmodel_only_added()"
        for act in ("UPDATE OR DELETE", "TRUNCATE")
    ),
    f"CREATE FUNCTION riskmodel_by_order() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF NOT EXISTS {_ORDERED} THEN RAISE EXCEPTION '{_BY_ORDER}'; END IF; "
    f"RETURN OLD; END $$",
    "CREATE TRIGGER assessments_delete BEFORE DELETE ON assessments "
    "FOR EACH ROW EXECUTE FUNCTION riskmodel_by_order()",
)
