"""Cases deleted by order, and where the households live that declined automated scoring."""

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.migrations.going_back import drop_empty, drop_function

revision = "0011"
down_revision = "0010"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONLY_ADDED = "rows are only ever added"
_BY_ORDER = "rows are deleted by order only"


def upgrade() -> None:
    """Make the table and its guards, let steps of its cases go, and add the column."""
    op.create_table(
        "deleted_cases",
        sa.Column("case_id", sa.String(32), primary_key=True),
        sa.Column("ordered", _SEQUENCE, sa.ForeignKey("audit_log.sequence"), nullable=False),
    )
    op.add_column("opt_outs", sa.Column("area_code", sa.String(12), nullable=True))
    op.create_index("ix_opt_outs_area_code", "opt_outs", ["area_code"])
    op.execute(_WHERE_THEY_LIVE)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(guard)


def downgrade() -> None:
    """Put the guards of before back, if no case was ever deleted; drop table and column."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("case_steps", "cases"):
        op.execute(f"DROP TRIGGER {table}_delete" + ("" if sqlite else f" ON {table}"))
    for guard in _SQLITE_BEFORE if sqlite else _POSTGRESQL_BEFORE:
        op.execute(guard)
    drop_function("riskmodel_case_by_order")
    op.drop_index("ix_opt_outs_area_code", "opt_outs")
    op.drop_column("opt_outs", "area_code")
    drop_empty("deleted_cases")


_SQLITE_BEFORE = (
    "CREATE TRIGGER case_steps_delete BEFORE DELETE ON case_steps "
    f"BEGIN SELECT RAISE(ABORT, 'case_steps: {_ONLY_ADDED}'); END",
)
_POSTGRESQL_BEFORE = (
    "DROP TRIGGER case_steps_update ON case_steps",
    "CREATE TRIGGER case_steps_update BEFORE UPDATE OR DELETE ON case_steps "
    "EXECUTE FUNCTION riskmodel_only_added()",
)
_WHERE_THEY_LIVE = (
    "UPDATE opt_outs SET area_code = (SELECT area_code FROM assessments "
    "WHERE assessments.household_id = opt_outs.household_id ORDER BY recorded DESC LIMIT 1)"
)
_ORDERED = "(SELECT 1 FROM deleted_cases WHERE case_id = OLD.case_id)"
_SQLITE = (
    *(
        f"CREATE TRIGGER deleted_cases_{act.lower()} BEFORE {act} ON deleted_cases "
        f"BEGIN SELECT RAISE(ABORT, 'deleted_cases: {_ONLY_ADDED}'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "DROP TRIGGER case_steps_delete",
    *(
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} WHEN NOT EXISTS {_ORDERED} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {_BY_ORDER}'); END"
        for table in ("case_steps", "cases")
    ),
)
_POSTGRESQL = (
    *(
        f"CREATE TRIGGER deleted_cases_{act.split()[0].lower()} BEFORE {act} "
        f"ON deleted_cases EXECUTE FUNCTION riskmodel_only_added()"
        for act in ("UPDATE OR DELETE", "TRUNCATE")
    ),
    "DROP TRIGGER case_steps_update ON case_steps",
    "CREATE TRIGGER case_steps_update BEFORE UPDATE ON case_steps "
    "EXECUTE FUNCTION riskmodel_only_added()",
    f"CREATE FUNCTION riskmodel_case_by_order() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF NOT EXISTS {_ORDERED} THEN RAISE EXCEPTION '{_BY_ORDER}'; END IF; "
    f"RETURN OLD; END $$",
    *(
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION riskmodel_case_by_order()"
        for table in ("case_steps", "cases")
    ),
)
