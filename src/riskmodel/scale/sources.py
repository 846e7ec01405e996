"""Find the parts of an input: a file, a folder of files, or folders that name a partition."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.errors import DataError
from riskmodel.scale.asked import Source

KINDS = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
ROWS_A_PART = 250_000
"""A Parquet file with more rows is several parts, where its row groups allow it."""
_HIDDEN = (".", "_")


def find_sources(given: Path) -> list[Source]:
    """The parts of an input, in the order of their names; raises DataError."""
    if given.is_file():
        found = list(_of_file(given, given.name, ()))
    elif given.is_dir():
        found = [part for path in _files(given) for part in _below(given, path)]
    else:
        message = f"there is no input at {given}"
        raise DataError(message)
    if not found:
        message = f"{given} holds no file that ends in {', '.join(KINDS)}"
        raise DataError(message)
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in KINDS
        and path.is_file()
        and not any(part.startswith(_HIDDEN) for part in path.relative_to(folder).parts)
    )


def _below(folder: Path, path: Path) -> Iterator[Source]:
    inside = path.relative_to(folder)
    named = (part.partition("=") for part in inside.parts[:-1] if "=" in part)
    return _of_file(path, inside.as_posix(), tuple((name, unquote(to)) for name, _, to in named))


def _of_file(path: Path, name: str, partition: tuple[tuple[str, str], ...]) -> Iterator[Source]:
    kind = KINDS.get(path.suffix)
    if kind is None:
        message = f"{name}: give a file that ends in {', '.join(KINDS)}"
        raise DataError(message)
    whole = Source(name, path, kind, path.stat().st_size, partition)
    if kind != "parquet":
        yield whole
        return
    try:
        held = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        yield whole  # what is wrong with it is said when it is its turn
        return
    if held.num_rows <= ROWS_A_PART:
        yield whole
        return
    yield from _slices(whole, held)


def _slices(whole: Source, held: pq.FileMetaData) -> Iterator[Source]:
    first, groups, rows, weight, number = 0, list[int](), 0, 0, 0
    for group in range(held.num_row_groups):
        told = held.row_group(group)
        if groups and rows + told.num_rows > ROWS_A_PART:
            yield _slice(whole, number, groups, first, weight)
            first, groups, rows, weight, number = first + rows, [], 0, 0, number + 1
        groups.append(group)
        rows, weight = rows + told.num_rows, weight + told.total_byte_size
    yield _slice(whole, number, groups, first, weight)


def _slice(whole: Source, number: int, groups: list[int], first: int, weight: int) -> Source:
    return whole._replace(
        name=f"{whole.name}-{number:05d}",
        row_groups=tuple(groups),
        first_row=first,
        weight=weight,
    )
