"""Rows of a file of JSON lines: whole blocks at once, and one by one only where a line is bad."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from riskmodel.errors import DataError, SchemaError
from riskmodel.scale.asked import Source
from riskmodel.scale.faults import NOT_JSON, RECORD, RowFault, row_fault
from riskmodel.scale.readers.rows import ASSESSED, ROWS, Rows
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.panel import PANEL_FIELDS
from riskmodel.schema.record import read_record
from riskmodel.schema.strict_json import NotJsonError, read_json
from riskmodel.schema.violations import Fault

_FEW = 16
"""So few lines are looked at one by one; more are halved until the bad ones stand alone."""
_LONGEST_LINE = 1 << 20
_TYPE = {
    Kind.INTEGER: pa.float64(),
    Kind.NUMBER: pa.float64(),
    Kind.MONEY: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.CHOICES: pa.list_(pa.string()),
}
_BESIDE = PANEL_FIELDS.keys() - FIELDS.keys()


def _type(field: Field) -> pa.DataType:
    return _TYPE.get(field.kind, pa.string())


_SCHEMA = pa.schema([(name, _type(field)) for name, field in PANEL_FIELDS.items()])


def read_ndjson(source: Source) -> Iterator[Rows]:
    """The rows, in order; a line that is no record is told as a fault. Raises OSError, DataError.

    An empty line is no row, and has no number.
    """
    row = 0
    for lines in _blocks(source):
        tables, good, faults = list[pa.Table](), list[int](), list[RowFault]()
        for table, places, found in _read(lines, row + 1):
            tables += [table] if table is not None else []
            good += places
            faults += found
        row += len(lines)
        table = pa.concat_tables(tables) if tables else _SCHEMA.empty_table()
        left_out = len(lines) - len(good)
        named = [name for name in ASSESSED if table[name].null_count < table.num_rows]
        kept = table.select(named or ["household_id"])
        yield Rows(kept, np.array(good, dtype=np.int64), faults, left_out)


def _blocks(source: Source) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    with source.path.open("rb") as file:
        while line := file.readline(_LONGEST_LINE + 1):
            if len(line) > _LONGEST_LINE:
                message = f"{source.name} holds a line of more than a mebibyte: is it JSON lines?"
                raise DataError(message)
            if line.strip():
                held.append(line if line.endswith(b"\n") else line + b"\n")
            if len(held) == ROWS:
                yield held
                held = []
    if held:
        yield held


_Read = tuple[pa.Table | None, list[int], list[RowFault]]


def _read(lines: list[bytes], first: int) -> Iterator[_Read]:
    """Tables of lines with their row numbers, and the faults of the lines between them."""
    table = _parse(lines)
    if table is not None and table.num_rows == len(lines):
        yield table, list(range(first, first + len(lines))), []
    elif len(lines) <= _FEW:
        for place, line in enumerate(lines):
            yield _read_one(line, first + place)
    else:
        half = len(lines) // 2
        yield from _read(lines[:half], first)
        yield from _read(lines[half:], first + half)


def _parse(lines: list[bytes]) -> pa.Table | None:
    content = b"".join(lines)
    reading = pj.ReadOptions(use_threads=False, block_size=len(content) + 1)
    parsing = pj.ParseOptions(explicit_schema=_SCHEMA, unexpected_field_behavior="error")
    try:
        table = pj.read_json(pa.BufferReader(content), reading, parsing)
    except pa.ArrowInvalid:
        return None
    return table.select(_SCHEMA.names)


def _read_one(line: bytes, row: int) -> _Read:
    """One line by itself: as a table, or its faults with their fields."""
    try:
        given = read_json(line)
        if isinstance(given, dict):
            given = {name: to for name, to in given.items() if name not in _BESIDE}
        read_record(given)
    except NotJsonError:
        return None, [], [RowFault(row, RECORD, NOT_JSON)]
    except SchemaError as error:
        return None, [], [row_fault(one, row) for one in error.violations]
    table = _parse([line])
    if table is None or table.num_rows != 1:
        return None, [], [RowFault(row, RECORD, Fault.WRONG_TYPE)]
    return table, [row], []
