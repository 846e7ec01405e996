"""Rows of a CSV file: every value read as text first, then as what its field holds."""

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.scale.asked import Source
from riskmodel.scale.faults import RECORD, RowFault
from riskmodel.scale.readers.rows import ASSESSED, ROWS, Rows, columns_to_read
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.violations import Fault

Mask = NDArray[np.bool_]

_BLOCK_BYTES = 4 << 20
_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_YES = pa.array(["true", "1", "是", "false", "0", "否"])
_NONE = "[]"
"""Stands for a set of choices that is known to be empty; an empty cell is unknown."""
_BETWEEN = ";"
GARBLED = "\N{REPLACEMENT CHARACTER}"


def read_csv(source: Source) -> Iterator[Rows]:
    """The rows, in order; a row of another number of cells is told as a fault.

    UTF-8 with a line of field names; an empty cell is unknown, codes of a set are parted by `;`.
    Raises DataError, SchemaError, OSError.
    """
    broken: list[int] = []
    names = _names(source)
    with source.path.open("rb") as file:
        text = _Utf8(file)
        yield from _read(_tables(text, source, names, broken), text, names, broken)


def _read(
    tables: Iterator[pa.Table], text: "_Utf8", names: list[str], broken: list[int]
) -> Iterator[Rows]:
    row = told = 0
    for table in tables:
        numbers = _numbered(row, table.num_rows, broken)
        row = int(numbers[-1])
        new = [number for number in broken[told:] if number < row]
        told += len(new)
        faults = [RowFault(number, RECORD, Fault.WRONG_FORM) for number in new]
        yield _typed(text, table, numbers, faults, len(new))
    left = [RowFault(number, RECORD, Fault.WRONG_FORM) for number in broken[told:]]
    if left:
        empty = pa.table({name: pa.array([], pa.string()) for name in names})
        yield _typed(text, empty, np.empty(0, np.int64), left, len(left))


def _names(source: Source) -> list[str]:
    with source.path.open("rb") as file:
        head = file.readline(1 << 20).split(b"\r", 1)[0] + b"\n"  # lines may end in \r alone
    if not head.strip():
        message = f"{source.name} is empty: its first line names the fields"
        raise DataError(message)
    try:
        named = pv.read_csv(pa.BufferReader(head), pv.ReadOptions(use_threads=False)).column_names
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        message = f"{source.name}: its first line does not name the fields in UTF-8"
        raise DataError(message) from error
    return columns_to_read(named)


class _Utf8:
    """A file whose bytes are UTF-8 throughout: what is not is replaced by `GARBLED`.

    Arrow would give the whole file up for one such byte in a row of the wrong length.
    """

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.garbled = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes, about `size` of them; none at the end."""
        while content := self._file.read(size):
            if text := self._decoder.decode(content):
                return self._checked(text)
        return self._checked(self._decoder.decode(b"", final=True))

    def _checked(self, text: str) -> bytes:
        self.garbled = self.garbled or GARBLED in text
        return text.encode()

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def close(self) -> None:
        """Left to whoever opened the file."""


def _open(text: _Utf8, names: list[str], broken: list[int]) -> pv.CSVStreamingReader:
    def skip(row: Any) -> str:
        broken.append(row.number - 1)  # the first line has the names
        return "skip"

    return pv.open_csv(
        pa.PythonFile(text, mode="r"),
        read_options=pv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
        parse_options=pv.ParseOptions(invalid_row_handler=skip),
        convert_options=pv.ConvertOptions(
            include_columns=names,
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _tables(
    text: _Utf8, source: Source, names: list[str], broken: list[int]
) -> Iterator[pa.Table]:
    """Tables of ROWS rows, whatever the blocks of bytes hold."""
    held, rows = list[pa.RecordBatch](), 0
    try:
        for batch in _open(text, names, broken):
            held.append(batch)
            rows += batch.num_rows
            while rows >= ROWS:
                table = pa.Table.from_batches(held)
                yield table.slice(0, ROWS)
                held, rows = table.slice(ROWS).to_batches(), rows - ROWS
    except pa.ArrowInvalid:
        # Arrow's own words would repeat the row.
        message = f"{source.name} cannot be read as CSV: look at its quotes and line ends"
        raise DataError(message) from None
    if rows:
        yield pa.Table.from_batches(held)


def _numbered(after: int, rows: int, broken: list[int]) -> NDArray[np.int64]:
    """The numbers of the next `rows` rows that are not broken."""
    numbers = np.arange(after + 1, after + 1 + rows + len(broken))
    return numbers[~np.isin(numbers, broken)][:rows]


def _typed(
    read: _Utf8,
    table: pa.Table,
    numbers: NDArray[np.int64],
    faults: list[RowFault],
    left_out: int,
) -> Rows:
    columns: dict[str, pa.Array] = {}
    found = list(faults)
    for name in table.column_names:
        text = table[name].combine_chunks()
        columns[name], wrong = _column(ASSESSED[name], text)
        if read.garbled:
            wrong |= np.asarray(pc.fill_null(pc.match_substring(text, GARBLED), fill_value=False))
        found += [RowFault(row, name, Fault.WRONG_TYPE) for row in numbers[wrong].tolist()]
    return Rows(pa.table(columns), numbers, found, left_out)


def _column(field: Field, text: pa.Array) -> tuple[pa.Array, Mask]:
    """A column of a field's own type from its text, and where the text is no such thing."""
    nowhere = np.zeros(len(text), dtype=bool)
    match field.kind:
        case Kind.INTEGER | Kind.NUMBER | Kind.MONEY:
            good = pc.match_substring_regex(text, _NUMBER)
            return _kept(good, text).cast(pa.float64()), _false(good)
        case Kind.YES_NO:
            place = pc.index_in(pc.utf8_lower(text), _YES)
            wrong = np.asarray(pc.and_(pc.is_valid(text), pc.is_null(place)))
            return pc.less(place, 3), wrong
        case Kind.CHOICES:
            plain = pc.if_else(pc.equal(text, _NONE), "", text)
            codes = pc.split_pattern(plain, _BETWEEN)
            empty = pa.scalar([], codes.type)
            return pc.if_else(pc.equal(plain, ""), empty, codes), nowhere
        case _:
            return text, nowhere


def _kept(good: pa.Array, text: pa.Array) -> pa.Array:
    return pc.if_else(good, text, pa.scalar(None, pa.string()))


def _false(good: pa.Array) -> Mask:
    return np.asarray(pc.invert(pc.fill_null(good, fill_value=True)))
