"""Which rows of an input can be assessed, as what day, and what keeps the others from it."""

import datetime
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from riskmodel.assessment.question import EARLIEST, LATEST
from riskmodel.errors import SchemaError
from riskmodel.scale.asked import PartSpec
from riskmodel.scale.faults import OUTSIDE_AREAS, RECORD, RowFault, row_fault
from riskmodel.scale.readers import Rows
from riskmodel.scale.readers.rows import AS_OF, ASSESSED, columns_to_read
from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.table import sift_table
from riskmodel.schema.violations import Fault, violation

AREA_CODES = ("province_code", "county_code", "township_code", "village_code")
"""From the coarsest: each begins with the one before it."""
_EARLIEST, _LATEST = np.datetime64(EARLIEST, "D"), np.datetime64(LATEST, "D")
_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)


Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Sound:
    """The rows that can be assessed, on their day of `as_of`, and the faults of the others.

    `quarantined` counts the others.
    """

    columns: Columns
    as_of: NDArray[np.datetime64]
    faults: list[RowFault]
    quarantined: int


def sift(rows: Rows, spec: PartSpec) -> Sound:
    """Check rows against the record, the years that records cover and the areas that are allowed.

    Raises SchemaError for what is wrong with the whole table.
    """
    found = sift_table(*_as_asked(rows.table, spec))
    numbers, faults = rows.numbers, list(rows.faults)
    faults += [row_fault(one, int(numbers[one.row or 0])) for one in found.violations]
    columns, numbered = found.columns, numbers[found.places]
    good = ~np.isin(numbered, [fault.row for fault in rows.faults])
    days = _days(columns, spec.asked.as_of_date)
    for field, reason, at_fault in (
        (AS_OF, Fault.NOT_A_DATE.value, (days < _EARLIEST) | (days > _LATEST)),
        (RECORD, OUTSIDE_AREAS, ~inside(columns, spec.asked.areas)),
    ):
        faults += [RowFault(row, field, reason) for row in numbered[at_fault & good].tolist()]
        good &= ~at_fault
    kept = columns if good.all() else columns.take(good)
    left_out = rows.table.num_rows - int(good.sum())
    return Sound(kept, days[good], sorted(set(faults)), rows.left_out + left_out)


def inside(columns: Columns, areas: tuple[str, ...] | None) -> Bools:
    """Which households are in one of the areas; None is the whole country.

    As `riskmodel.access.areas.whereabouts` decides of one: every code that a record names must
    agree, so that no caller reaches further by adding a code of the own area.
    """
    found = np.full(columns.rows, areas is None)
    for area in areas or ():
        agree, told = np.ones(columns.rows, dtype=bool), np.zeros(columns.rows, dtype=bool)
        for name in AREA_CODES:
            codes = columns.text(name)
            below = np.char.startswith(codes, area)
            agree &= below | np.isin(codes, ["", *_above(area)])
            told |= below
        found |= agree & told
    return found


def _above(area: str) -> list[str]:
    """The codes of which an area is a part."""
    return [area[:digits] for digits in range(1, len(area))]


def _as_asked(table: pa.Table, spec: PartSpec) -> tuple[pa.Table, dict[str, Field]]:
    """The table with what the folders say, and the fields that it is to have."""
    for name, said in spec.source.partition:
        columns_to_read([name])
        if name in ASSESSED and name not in table.column_names:
            table = table.append_column(name, _repeated(ASSESSED[name], said, table.num_rows))
    if spec.asked.as_of_date is None:
        return table, ASSESSED
    return table.drop_columns([name for name in (AS_OF,) if name in table.column_names]), FIELDS


def _repeated(field: Field, said: str, rows: int) -> pa.Array:
    kind = pa.float64() if field.kind in _NUMBERS else pa.string()
    try:
        value = pa.scalar(said).cast(kind)
    except pa.ArrowInvalid as error:
        raise SchemaError([violation(field, Fault.WRONG_TYPE)]) from error
    return pa.repeat(value, rows)


def _days(columns: Columns, given: datetime.date | None) -> NDArray[np.datetime64]:
    if given is None:
        return columns.date(AS_OF)
    return np.full(columns.rows, np.datetime64(given, "D"))
