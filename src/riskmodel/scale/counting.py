"""How many rows an input has, and of whom, before anything is assessed."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.errors import DataError
from riskmodel.scale.asked import Source
from riskmodel.scale.readers import read_rows
from riskmodel.scale.readers.rows import columns_to_read

_BLOCK = 1 << 20
_ID, _LONGEST_ID = "household_id", 500


def count_rows(sources: Sequence[Source]) -> int:
    """The rows of an input, read from what files say of themselves, or counted by their lines.

    Never fewer than the readers give: a blank line of a text counts too, and a line of CSV ends
    where Arrow ends it, at a line feed, a carriage return or both.
    Raises DataError for a Parquet file that is none, OSError.
    """
    return sum(_rows(source) for source in sources)


def household_ids(sources: Sequence[Source]) -> Iterator[str]:
    """The ids that the rows name; raises DataError, SchemaError, OSError."""
    for source in sources:
        if source.kind == "parquet":
            yield from _ids_of_parquet(source)
            continue
        for rows in read_rows(source):
            if _ID not in rows.table.column_names:
                raise _without_ids(source)
            yield from (one for one in rows.table[_ID].to_pylist() if one)


def _ids_of_parquet(source: Source) -> Iterator[str]:
    """Each value is held once: a small file can name one long text a million times."""
    try:
        with pq.ParquetFile(source.path, read_dictionary=[_ID]) as file:
            columns_to_read(file.schema_arrow.names)
            _require_short(source, file.metadata)
            column = file.read(columns=[_ID]).column(_ID)
    except (pa.ArrowInvalid, KeyError, ValueError) as error:
        raise _without_ids(source) from error
    if not pa.types.is_dictionary(column.type):
        raise _without_ids(source)
    for chunk in column.chunks:
        names = chunk.dictionary.to_pylist()
        yield from (names[place] for place in chunk.indices.to_pylist() if place is not None)


def _require_short(source: Source, held: pq.FileMetaData) -> None:
    place = held.schema.names.index(_ID)
    size = sum(
        held.row_group(group).column(place).total_uncompressed_size
        for group in range(held.num_row_groups)
    )
    if size > held.num_rows * _LONGEST_ID + _BLOCK:
        raise _without_ids(source)


def _without_ids(source: Source) -> DataError:
    return DataError(f"{source.name} has no column household_id of opaque ids: give one")


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
    # Bytes as they are; in CSV every kind of line end is read as a line feed.
    ends = None if source.kind == "csv" else "\n"
    count, last = 0, "\n"
    with source.path.open(encoding="latin-1", newline=ends) as file:
        while block := file.read(_BLOCK):
            count += block.count("\n")
            last = block[-1]
    return count + (last != "\n")
