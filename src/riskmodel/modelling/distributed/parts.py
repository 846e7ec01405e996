"""A panel as files of whole households, of which each machine reads its own."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.schema.panel import Panel, panel_from_table

_NAME = re.compile(r"panel-(\d{5})-of-(\d{5})\.parquet")
_BATCH_ROWS = 100_000
_KEY, _VILLAGE = "household_id", "village_code"


def write_panel_parts(panel: Path, folder: Path, parts: int) -> None:
    """Deal the households of a panel's Parquet file to so many files, in bounded memory.

    All waves of a household are in one file, and its place depends on its id alone. Raises
    DataError for what is no panel, ConfigurationError for a folder that is not empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        message = f"{folder} is not empty: give a folder of its own"
        raise ConfigurationError(message)
    with _opened(panel) as file, ExitStack() as stack:
        if _KEY not in file.schema_arrow.names:
            message = f"{panel} has no column {_KEY}: it is no panel"
            raise DataError(message)
        writers = [
            stack.enter_context(pq.ParquetWriter(path, file.schema_arrow, compression="zstd"))
            for path in (
                folder / f"panel-{one:05d}-of-{parts:05d}.parquet" for one in range(parts)
            )
        ]
        for batch in file.iter_batches(_BATCH_ROWS):
            place = _hashes(batch.column(_KEY)) % parts
            for part in np.unique(place):
                writers[part].write_batch(batch.filter(pa.array(place == part)))


def panel_parts(folder: Path) -> list[Path]:
    """The files of a panel in their order; raises DataError where one is missing."""
    found = sorted(folder.glob("panel-*.parquet")) if folder.is_dir() else []
    told = [_NAME.fullmatch(path.name) for path in found]
    wanted = [(number, len(found)) for number in range(len(found))]
    if not found or [one and (int(one[1]), int(one[2])) for one in told] != wanted:
        message = (
            f"{folder} does not hold all files of one panel: make them with "
            "`riskmodel partition PANEL FOLDER`"
        )
        raise DataError(message)
    return found


def parts_digest(files: list[Path]) -> str:
    """SHA-256 over the digests of the files, in their order."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


class Drawn(NamedTuple):
    """Whole villages of a panel, and which share of all villages they were to be."""

    panel: Panel
    share: float


def drawn_villages(files: list[Path], most_rows: int) -> Drawn:
    """The panel of whole villages that fit in about so many rows, all of them where they all do.

    A village is drawn by the digest of its code, so that the same are drawn every time, and their
    share of all is what `most_rows` is of all rows.
    """
    share = min(1.0, most_rows / sum(pq.read_metadata(path).num_rows for path in files))
    with _opened(files[0]) as first:
        schema = first.schema_arrow
    batches = [held for path in files for held in _drawn(path, share * 2**32)]
    table = pa.Table.from_batches(batches, schema)
    notes = json.loads((schema.metadata or {}).get(b"riskmodel", b"{}"))
    return Drawn(panel_from_table(table, notes), share)


def _drawn(path: Path, bound: float) -> Iterator[pa.RecordBatch]:
    with _opened(path) as file:
        for batch in file.iter_batches(_BATCH_ROWS):
            key = _VILLAGE if _VILLAGE in batch.schema.names else _KEY
            named = pa.compute.coalesce(batch.column(key), batch.column(_KEY))
            kept = _hashes(named) < bound
            yield batch.filter(pa.array(kept))


def _hashes(column: pa.Array) -> NDArray[np.int64]:
    """A number below 2**32 of each text."""
    texts, place = np.unique(
        column.to_numpy(zero_copy_only=False).astype(str), return_inverse=True
    )
    return np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)[place]


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        message = f"{path} is not a Parquet file that can be read"
        raise DataError(message) from error
