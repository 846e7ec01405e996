"""Assessments, the audit log that vouches for them, and what forbids to change either."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONLY_ADDED = "rows are only ever added"
_IN_ORDER = "a row must follow the last one"
_NEXT = "(SELECT coalesce(max(sequence), 0) + 1 FROM audit_log)"


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "audit_log",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=False),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "assessments",
        sa.Column("assessment_id", sa.String(32), primary_key=True),
        sa.Column("household_id", sa.String(500), nullable=False),
        sa.Column("as_of_date", sa.Date(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column(
            "recorded",
            _SEQUENCE,
            sa.ForeignKey("audit_log.sequence"),
            nullable=False,
            unique=True,
        ),
    )
    op.create_index("ix_assessments_household_id", "assessments", ["household_id"])
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    guards = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for guard in guards:
        op.execute(guard)


# SQLite's REPLACE deletes without asking the triggers of DELETE: the order of rows stops it.
_SQLITE = (
    *(
        f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {_ONLY_ADDED}'); END"
        for table, act in (("audit_log", "UPDATE"), ("audit_log", "DELETE"),
                           ("assessments", "UPDATE"))
    ),
    f"CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log WHEN NEW.sequence <> {_NEXT} "
    f"BEGIN SELECT RAISE(ABORT, 'audit_log: {_IN_ORDER}'); END",
)  # fmt: skip
_POSTGRESQL = (
    f"CREATE FUNCTION riskmodel_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '%: {_ONLY_ADDED}', TG_TABLE_NAME; END $$",
    f"CREATE FUNCTION riskmodel_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN IF NEW.sequence <> {_NEXT} THEN RAISE EXCEPTION '{_IN_ORDER}'; END IF; "
    f"RETURN NEW; END $$",
    *(
        f"CREATE TRIGGER {table}_{act.split()[0].lower()} BEFORE {act} ON {table} "
        f"EXECUTE FUNCTION riskmodel_only_added()"
        for table, act in (("audit_log", "UPDATE OR DELETE"), ("audit_log", "TRUNCATE"),
                           ("assessments", "UPDATE"), ("assessments", "TRUNCATE"))
    ),
    "CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log "
    "FOR EACH ROW EXECUTE FUNCTION riskmodel_in_order()",
)  # fmt: skip
