"""The input formats, each as a stream of Arrow tables of a fixed number of rows."""

from collections.abc import Iterator

from riskmodel.scale.asked import Source
from riskmodel.scale.readers.delimited import read_csv
from riskmodel.scale.readers.json_lines import read_ndjson
from riskmodel.scale.readers.parquet import read_parquet
from riskmodel.scale.readers.rows import Rows

__all__ = ["Rows", "read_rows"]

_READERS = {"parquet": read_parquet, "csv": read_csv, "ndjson": read_ndjson}


def read_rows(source: Source) -> Iterator[Rows]:
    """The rows of a part, in order; raises DataError, SchemaError and OSError."""
    return _READERS[source.kind](source)
