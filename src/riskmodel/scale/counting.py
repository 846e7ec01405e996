"""How many rows an input has, and of whom, before anything is assessed."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.errors import DataError
from riskmodel.scale.asked import Source
from riskmodel.scale.readers import read_rows

_BLOCK = 1 << 20


def count_rows(sources: Sequence[Source]) -> int:
    """The rows of an input, read from what files say of themselves, or counted by their lines.

    Raises DataError for a Parquet file that is none, OSError.
    """
    return sum(_rows(source) for source in sources)


def household_ids(sources: Sequence[Source]) -> Iterator[str]:
    """The ids that the rows name; raises DataError, SchemaError, OSError."""
    for source in sources:
        for rows in read_rows(source):
            if "household_id" in rows.table.column_names:
                column = rows.table["household_id"]
                yield from (one for one in column.cast(pa.string()).to_pylist() if one)


def _rows(source: Source) -> int:
    if source.kind != "parquet":
        return _lines(source) - (source.kind == "csv")
    try:
        held = pq.read_metadata(source.path)
    except pa.ArrowInvalid as error:
        message = f"{source.name} is not a Parquet file"
        raise DataError(message) from error
    groups = range(held.num_row_groups) if source.row_groups is None else source.row_groups
    return sum(held.row_group(group).num_rows for group in groups)


def _lines(source: Source) -> int:
    count, last = 0, b"\n"
    with source.path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
