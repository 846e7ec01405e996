"""What a list of assessments is held to: where the household lives, and what was answered."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from riskmodel.storage.area import area_code
from riskmodel.storage.packing import unpacked

revision = "0003"
down_revision = "0002"

_GUARD = "assessments_update"
_AT_ONCE = 500
_ASSESSMENTS = sa.table(
    "assessments",
    *(sa.column(name) for name in ("recorded", "asked", "message", "area_code", "agreement",
                                   "band")),
)  # fmt: skip


def upgrade() -> None:
    """Add the columns and fill them from what is kept."""
    op.add_column("assessments", sa.Column("area_code", sa.String(12), nullable=True))
    op.add_column("assessments", sa.Column("agreement", sa.String(32), nullable=True))
    op.add_column("assessments", sa.Column("band", sa.String(16), nullable=True))
    op.create_index("ix_assessments_area_code", "assessments", ["area_code"])
    # The guard forbids what only this step may do: to fill columns that were not there.
    guard = _lifted(op.get_bind())
    _fill(op.get_bind())
    op.execute(guard)


def downgrade() -> None:
    """Drop the columns: all that they hold is in the record and the message beside them."""
    op.drop_index("ix_assessments_area_code", "assessments")
    for column in ("area_code", "agreement", "band"):
        op.drop_column("assessments", column)


def _lifted(bind: sa.Connection) -> str:
    """Take the guard away, and give the statement that puts it back."""
    if bind.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE assessments DISABLE TRIGGER {_GUARD}")
        return f"ALTER TABLE assessments ENABLE TRIGGER {_GUARD}"
    master = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
    guard = str(bind.execute(master, {"name": _GUARD}).scalar_one())
    op.execute(f"DROP TRIGGER {_GUARD}")
    return guard


def _fill(bind: sa.Connection) -> None:
    columns = _ASSESSMENTS.c
    kept = sa.select(columns.recorded, columns.asked, columns.message).order_by(columns.recorded)
    fill = (
        sa.update(_ASSESSMENTS)
        .where(columns.recorded == sa.bindparam("row"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("area_code", "agreement", "band")})
    )
    last = 0
    while rows := bind.execute(kept.where(columns.recorded > last).limit(_AT_ONCE)).all():
        bind.execute(fill, [_listed(row) for row in rows])
        last = rows[-1].recorded


def _listed(row: Any) -> dict[str, Any]:
    message = json.loads(unpacked(row.message))
    return {
        "row": row.recorded,
        "new_area_code": area_code(json.loads(row.asked)),
        "new_agreement": message.get("agreement"),
        "new_band": message.get("risk", {}).get("band"),
    }
