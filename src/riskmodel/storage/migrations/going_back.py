"""What a step back asks before it takes tables away: that nothing is lost with them."""

import sqlalchemy as sa
from alembic import op

from riskmodel.errors import LayoutInUseError


def drop_empty(*tables: str) -> None:
    """Take tables away, in order; raises LayoutInUseError where one holds rows."""
    held = {table: count for table in tables if (count := _rows(table))}
    if held:
        told = ", ".join(f"{table} ({count:,} rows)" for table, count in held.items())
        message = (
            f"the layout before has no place for {told}: stay with this release, or restore the "
            "backup that was made before the upgrade"
        )
        raise LayoutInUseError(message)
    for table in tables:
        op.drop_table(table)


def drop_function(name: str) -> None:
    """Take a trigger's function away; SQLite has none."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {name}()")


def _rows(table: str) -> int:
    return int(op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table))) or 0)
