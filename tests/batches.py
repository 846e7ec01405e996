"""Inputs of batches: a synthetic wave of any size, with rows that are spoiled on purpose."""

import datetime
import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.schema.arrow import arrow_table
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS
from riskmodel.sources.synthetic import synthesize

WAVE = np.datetime64("2021-12-31")
"""The wave of the synthetic panel for which most counties' lines are configured."""
SPOILT = {
    "household_size": (pa.scalar(-3, pa.int32()), "below_minimum"),
    "housing_area": (pa.scalar(9_000.0), "above_maximum"),
    "net_income_pc": (pa.scalar(float("inf")), "not_finite"),
    "village_code": (pa.scalar("nowhere"), "wrong_form"),
    "as_of_date": (pa.scalar(datetime.date(1949, 10, 1)), "not_a_date"),
    "household_id": (pa.scalar(None, pa.string()), "missing"),
}
"""By field, a value that is refused and the reason that is given."""


@cache
def _wave() -> Columns:
    columns = synthesize(500, 1).panel.columns
    return columns.take(columns.date("as_of_date") == WAVE)


def a_wave(rows: int, first: int = 0) -> pa.Table:
    """Households with ids of their own, over and over those of one synthetic wave."""
    held = _wave()
    places = np.arange(first, first + rows)
    taken = held.take(places % held.rows)
    given = {name: taken[name] for name in taken.given if name in FIELDS}
    given["household_id"] = np.char.add("b", places.astype(np.str_))
    table = arrow_table(Columns(given, rows))
    return table.append_column("as_of_date", pa.array(np.repeat(WAVE, rows), pa.date32()))


def spoilt(table: pa.Table, share: float, seed: int = 3) -> tuple[pa.Table, list[tuple]]:
    """The table with a share of bad rows, and (row from 1, field, reason) of each."""
    random = np.random.default_rng(seed)
    rows = np.sort(random.choice(table.num_rows, round(table.num_rows * share), replace=False))
    kinds = random.integers(0, len(SPOILT), len(rows))
    told = []
    for kind, (name, (value, reason)) in enumerate(SPOILT.items()):
        at = rows[kinds == kind]
        mask = np.zeros(table.num_rows, dtype=bool)
        mask[at] = True
        column = pa.compute.if_else(pa.array(mask), value, table[name])
        place = table.schema.get_field_index(name)
        table = table.set_column(place, pa.field(name, column.type), column)
        told += [(int(row) + 1, name, reason) for row in at]
    return table, sorted(told)


def write_input(folder: Path, parts: int, rows: int, share: float = 0.01) -> int:
    """So many files of so many rows; how many rows are bad."""
    folder.mkdir(parents=True)
    bad = 0
    for part in range(parts):
        table, told = spoilt(a_wave(rows, part * rows), share, part)
        pq.write_table(table, folder / f"part-{part:03d}.parquet")
        bad += len(told)
    return bad


def digests(folder: Path) -> dict[str, str]:
    """Every file of an output with its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
