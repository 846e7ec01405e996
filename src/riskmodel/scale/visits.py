"""The households to visit with so many visits, from the parts that are written."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from riskmodel.assessment.need import UNRANKED
from riskmodel.scale.files import placed

_COLUMNS = [
    "household_id", "as_of_date", "county_code", "proposed_status", "band", "agreement",
    "probability", "need",
]  # fmt: skip
LIST = "visits.csv"
_BATCH = 65_536


class Chosen(NamedTuple):
    """The households of a list in numbers: by agreement, and how many are expected to fall."""

    households: int
    by_agreement: dict[str, int]
    expected: float


class Wanted(NamedTuple):
    """So many households at most; of one agreement, and of an area, where these are given.

    `area` is the code of a province, prefecture or county: no smaller one stands in the output.
    """

    capacity: int
    agreement: str = ""
    area: str = ""


def choose(parts: Iterable[Path], wanted: Wanted) -> pa.Table:
    """The households of the highest need, the highest first; ids decide among equals.

    One after the other of all areas together: no order of areas or villages is made.
    """
    held = pa.table({name: [] for name in _COLUMNS})
    for path in parts:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH, columns=_COLUMNS):
                ranked = _wanted(pa.Table.from_batches([batch]), wanted)
                held = _first(
                    ranked if held.num_rows == 0 else pa.concat_tables([held, ranked]),
                    wanted.capacity,
                )
    return held


def _wanted(table: pa.Table, wanted: Wanted) -> pa.Table:
    kept = table.filter(pc.greater(table["need"], UNRANKED))
    if wanted.agreement:
        kept = kept.filter(pc.equal(kept["agreement"], wanted.agreement))
    if wanted.area:
        kept = kept.filter(pc.starts_with(kept["county_code"], wanted.area))
    return kept


def _first(table: pa.Table, capacity: int) -> pa.Table:
    if table.num_rows > 4 * capacity:  # most are far below: no need to order them
        need = table["need"].to_numpy()
        least = np.partition(need, -capacity)[-capacity] if capacity else np.inf
        table = table.filter(pa.array(need >= least))
    order = [("need", "descending"), ("household_id", "ascending"), ("as_of_date", "ascending")]
    return table.sort_by(order).slice(0, capacity).combine_chunks()


def write_list(table: pa.Table, path: Path) -> None:
    """Write the list as CSV that a spreadsheet opens; raises NoRoomError."""
    names = [name for name in _COLUMNS if name != "need"]
    columns = [table[name].to_pylist() for name in names]
    with placed(path) as aside, aside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(zip(*columns, strict=True))


def in_numbers(table: pa.Table) -> Chosen:
    """What a list says in sum."""
    names = table["agreement"].fill_null("").to_pylist() if table.num_rows else []
    counted = {name: names.count(name) for name in sorted(set(names))}
    expected = pc.sum(table["probability"]).as_py() if table.num_rows else 0.0
    return Chosen(table.num_rows, counted, expected or 0.0)
