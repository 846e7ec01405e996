"""Outcomes as they arrive from visits and surveys: kept, and set beside the scores."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.schema.columns import Columns

COLUMNS = ("household_id", "as_of_date", "fell_back", "drawn_at_random")
_SCHEMA = pa.schema(
    [
        ("household_id", pa.string()),
        ("as_of_date", pa.date32()),
        ("fell_back", pa.bool_()),
        ("drawn_at_random", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Imported:
    """How many outcomes were new, and how many were known already."""

    added: int
    known: int


def read_outcomes(path: Path) -> pa.Table:
    """A file of outcomes, CSV or Parquet, checked; raises DataError naming columns and rows.

    `fell_back` says whether the household was found to have fallen back within the horizon from
    `as_of_date`; `drawn_at_random` whether it was visited by the draw of an audit and not for its
    score (no where the column is missing).
    """
    if not path.is_file():
        message = f"no file of outcomes at {path}"
        raise DataError(message)
    try:
        table = pq.read_table(path) if path.suffix == ".parquet" else _read_csv(path)
    except pa.ArrowInvalid as error:
        message = f"{path.name} is neither Parquet nor a CSV file with a heading"
        raise DataError(message) from error
    missing = [name for name in COLUMNS[:3] if name not in table.column_names]
    if missing:
        message = f"{', '.join(missing)}: the file of outcomes lacks this column"
        raise DataError(message)
    if COLUMNS[3] not in table.column_names:
        table = table.append_column(COLUMNS[3], pa.array([False] * table.num_rows))
    return _checked(table.select(COLUMNS))


def outcomes_table(found: Iterable[tuple[str, datetime.date, bool]]) -> pa.Table:
    """Outcomes that were not drawn at random: household, day assessed as of, whether it fell."""
    rows = [dict(zip(COLUMNS, (*one, False), strict=True)) for one in found]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _read_csv(path: Path) -> pa.Table:
    """The id is text even where it is all digits: its leading zeros are part of it."""
    as_text = pyarrow.csv.ConvertOptions(column_types={"household_id": pa.string()})
    return pyarrow.csv.read_csv(path, convert_options=as_text)


def _checked(table: pa.Table) -> pa.Table:
    columns = []
    for field in _SCHEMA:
        try:
            column = pc.cast(table[field.name], field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            wanted = {"as_of_date": "a day, as 2025-12-31"}.get(field.name, "true or false")
            message = f"{field.name}: give {wanted} in every row"
            raise DataError(message) from error
        empty = np.flatnonzero(column.is_null().to_numpy())
        if len(empty):
            message = f"{field.name}: row {empty[0]} is empty: leave out what is not known"
            raise DataError(message)
        columns.append(column)
    return pa.table(columns, schema=_SCHEMA)


def import_outcomes(store: Path, given: pa.Table) -> Imported:
    """Add outcomes to those kept; all or none.

    Raises DataError where a household has two different outcomes for one day, in the file or
    beside what is kept, naming rows of the file.
    """
    held = pq.read_table(store) if store.is_file() else _SCHEMA.empty_table()
    kept = dict(zip(_keys(held), held["fell_back"].to_pylist(), strict=True))
    new: dict[tuple[str, str], int] = {}
    for row, (key, fell) in enumerate(
        zip(_keys(given), given["fell_back"].to_pylist(), strict=True)
    ):
        if kept.get(key, fell) != fell:
            message = (
                f"fell_back: row {row} contradicts an outcome that is known of the same household "
                "and day: settle which is right, and give that one"
            )
            raise DataError(message)
        if key not in kept:
            kept[key] = fell
            new[key] = row
    store.parent.mkdir(parents=True, exist_ok=True)
    aside = store.with_name(store.name + ".part")
    pq.write_table(
        pa.concat_tables([held, given.take(pa.array(sorted(new.values()), pa.int64()))]), aside
    )
    aside.replace(store)
    return Imported(added=len(new), known=given.num_rows - len(new))


def _keys(table: pa.Table) -> list[tuple[str, str]]:
    days = [str(day) for day in table["as_of_date"].to_pylist()]
    return list(zip(table["household_id"].to_pylist(), days, strict=True))


@dataclass(frozen=True)
class Known:
    """Outcomes of the rows of a table: 1, 0 or NaN, and who was drawn at random."""

    outcome: NDArray[np.float64]
    at_random: NDArray[np.bool_]


def known_outcomes(store: Path, columns: Columns) -> Known | None:
    """What is known of each record on its own day; None where nothing has been imported."""
    if not store.is_file():
        return None
    held = pq.read_table(store)
    answers = zip(held["fell_back"].to_pylist(), held["drawn_at_random"].to_pylist(), strict=True)
    by_key = dict(zip(_keys(held), answers, strict=True))
    ids, days = columns.text("household_id"), columns.date("as_of_date")
    outcome = np.full(columns.rows, np.nan)
    at_random = np.zeros(columns.rows, dtype=bool)
    for row in range(columns.rows):
        answer = by_key.get((str(ids[row]), str(days[row])))
        if answer is not None:
            outcome[row], at_random[row] = float(answer[0]), answer[1]
    return Known(outcome, at_random)
