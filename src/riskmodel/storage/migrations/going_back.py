"""What a step back asks before it takes tables away: that nothing is lost with them."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from riskmodel.errors import LayoutInUseError


def drop_empty(*tables: str) -> None:
    """Take tables away, in order; raises LayoutInUseError where one holds rows."""
    _require_nothing({table: _rows(sa.table(table)) for table in tables})
    for table in tables:
        op.drop_table(table)


def drop_unset(table: str, column: str) -> None:
    """Take a column away; raises LayoutInUseError where a row has something in it."""
    held: sa.ColumnClause[str] = sa.column(column)
    found = sa.select(held).select_from(sa.table(table)).where(held.is_not(None))
    _require_nothing({f"{table}.{column}": _rows(found.subquery())})
    op.drop_column(table, column)


def drop_function(name: str) -> None:
    """Take a trigger's function away; SQLite has none."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {name}()")


def _require_nothing(rows: Mapping[str, int]) -> None:
    held = ", ".join(f"{name} ({count:,} rows)" for name, count in rows.items() if count)
    if held:
        message = (
            f"the layout before has no place for {held}: stay with this release, or restore the "
            "backup that was made before the upgrade"
        )
        raise LayoutInUseError(message)


def _rows(held: sa.FromClause) -> int:
    return int(op.get_bind().scalar(sa.select(sa.func.count()).select_from(held)) or 0)
