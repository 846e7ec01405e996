"""Rows of a Parquet file, by row groups, without a whole column in memory."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.errors import DataError
from riskmodel.scale.asked import Source
from riskmodel.scale.readers.rows import ROWS, Rows, columns_to_read

_BUFFER = 1 << 16
"""Bytes of a column that are read at a time: chunks of large files are hundreds of megabytes."""


def read_parquet(source: Source) -> Iterator[Rows]:
    """The rows, in order; raises DataError for a file that is none or is broken, OSError."""
    try:
        with pq.ParquetFile(source.path, buffer_size=_BUFFER, pre_buffer=False) as file:
            names = columns_to_read(file.schema_arrow.names)
            row = source.first_row
            groups = source.row_groups or range(file.num_row_groups)
            for batch in file.iter_batches(ROWS, row_groups=groups, columns=names):
                numbers = np.arange(row + 1, row + 1 + batch.num_rows)
                row += batch.num_rows
                yield Rows(pa.Table.from_batches([batch]), numbers)
    except pa.ArrowInvalid as error:
        raise _broken(source) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _broken(source) from error  # Arrow says so of pages that do not unpack


def _broken(source: Source) -> DataError:
    return DataError(f"{source.name} is not a Parquet file, or is damaged: put a sound copy there")
