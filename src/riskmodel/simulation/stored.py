"""Who would enter and leave under another income line, among records that were asked about."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import SchemaError
from riskmodel.parameters import Change, Parameters
from riskmodel.schema.columns import Columns
from riskmodel.schema.record import columns_from_records, read_record
from riskmodel.simulation.result import Group
from riskmodel.simulation.runs import TwoRuns, run_twice

STOPS = (-20, -10, -5, 5, 10, 20)
"""Changes of the line, in per cent, that are always shown."""
LOWEST_PERCENT, HIGHEST_PERCENT = -50, 100


@dataclass(frozen=True)
class StoredRecords:
    """Records as they were asked about, each known on its own day; `other_form` were left out.

    `ids` are opaque; the arrays have shape (rows,).
    """

    ids: list[str]
    columns: Columns
    as_of: NDArray[np.datetime64]
    other_form: int


@dataclass(frozen=True)
class Moves:
    """Households of one group that enter or leave it under a change, by their ids in order."""

    entering: list[str]
    leaving: list[str]


@dataclass(frozen=True)
class LineMoved:
    """What a line changed by so many per cent does: to whom the rules point, and who is helped.

    `unknown` households have no line in force where they live, so that none moves.
    """

    percent: int
    pointed_to: Moves
    monitored: Moves
    unknown: int


def read_stored(rows: Iterable[tuple[datetime.date, str]]) -> StoredRecords:
    """Records as canonical JSON, each with the day it was known on.

    Those of another release's form, which this one cannot check, are counted and left out.
    """
    records, days, other = [], [], 0
    for day, asked in rows:
        try:
            records.append(read_record(json.loads(asked)))
        except SchemaError:
            other += 1
            continue
        days.append(np.datetime64(day, "D"))
    columns = columns_from_records(records)
    ids = [str(getattr(record, "household_id", "")) for record in records]
    return StoredRecords(ids, columns, np.array(days, dtype="datetime64[D]"), other)


def move_line(stored: StoredRecords, parameters: Parameters, percent: int) -> LineMoved:
    """The rules run as they are and with every line in force scaled.

    Raises DataError where there is no record, ChangeError for a change that cannot be made.
    """
    change = Change.parse(f"line={percent:+d}%")
    runs = run_twice(stored.columns, stored.as_of, parameters, [change])
    known = parameters.on(
        "monitoring_line",
        stored.as_of,
        stored.columns.text("province_code"),
        stored.columns.text("county_code"),
    ).values
    return LineMoved(
        percent,
        _moves(stored.ids, runs, "pointed_to"),
        _moves(stored.ids, runs, "monitored"),
        int(np.isnan(known).sum()),
    )


def _moves(ids: Sequence[str], runs: TwoRuns, group: Group) -> Moves:
    before, after = runs.members(group)
    entering, leaving = after & ~before, before & ~after
    return Moves(_named(ids, entering), _named(ids, leaving))


def _named(ids: Sequence[str], rows: NDArray[np.bool_]) -> list[str]:
    return sorted(name for name, moves in zip(ids, rows, strict=True) if moves)
