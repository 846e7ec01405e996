"""Check a whole table against the record: every violation, in one pass over the columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.columns import Array, Columns
from riskmodel.schema.field import Field, Kind
from riskmodel.schema.household import FIELDS
from riskmodel.schema.violations import Fault, unknown_field, violation

Mask = NDArray[np.bool_]
_DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


@dataclass(frozen=True)
class _Read:
    """A column as read, and for each kind of fault the rows that have it."""

    values: Array
    faults: dict[Fault, Mask]


def read_table(table: Any, fields: Mapping[str, Field] = FIELDS) -> Columns:
    """Check a table and turn it into columns.

    `table` is a pandas DataFrame, a PyArrow table or a mapping from field name to a sequence.
    Nulls and NaN are unknown. Raises SchemaError with the row, field and kind of every fault.
    """
    names = _names_of(table)
    violations = faults_of_names(names, fields)
    reads = {name: _read(fields[name], table[name]) for name in names if name in fields}
    for name, read in reads.items():
        violations += _violations(fields[name], read.faults)
    if violations:
        raise SchemaError(violations)
    arrays = {name: read.values for name, read in reads.items()}
    return Columns(arrays, _rows_of(reads), fields)


@dataclass(frozen=True)
class Sifted:
    """The sound rows of a table: as columns, and their places in it, shape (sound rows,).

    `violations` are all faults of the other rows, each with its row.
    """

    columns: Columns
    places: NDArray[np.intp]
    violations: list[Violation]


def sift_table(table: pa.Table | pa.RecordBatch, fields: Mapping[str, Field] = FIELDS) -> Sifted:
    """Check an Arrow table row by row: a faulty row is left out, and the rest goes on.

    Raises SchemaError for a column that is not declared, or is missing and required.
    """
    names = _names_of(table)
    if violations := faults_of_names(names, fields):
        raise SchemaError(violations)
    reads = {name: _read(fields[name], table[name]) for name in names}
    rows = _rows_of(reads)
    sound = np.ones(rows, dtype=bool)
    for name, read in reads.items():
        for at_fault in read.faults.values():
            sound &= ~at_fault
        violations += _violations(fields[name], read.faults)
    columns = Columns({name: read.values for name, read in reads.items()}, rows, fields)
    return Sifted(columns if sound.all() else columns.take(sound), sound.nonzero()[0], violations)


def faults_of_names(names: Sequence[str], fields: Mapping[str, Field]) -> list[Violation]:
    """The columns that are not declared, and those that are required and missing."""
    return [unknown_field(name) for name in names if name not in fields] + [
        violation(field, Fault.MISSING)
        for field in fields.values()
        if field.required and field.name not in names
    ]


def _names_of(table: Any) -> list[str]:
    if isinstance(table, pa.RecordBatch):
        return list(table.schema.names)
    return [str(name) for name in getattr(table, "column_names", table)]


def _rows_of(reads: Mapping[str, _Read]) -> int:
    return len(next(iter(reads.values())).values) if reads else 0


def _violations(field: Field, faults: dict[Fault, Mask]) -> list[Violation]:
    return [
        violation(field, fault, int(row))
        for fault, at_fault in faults.items()
        for row in np.flatnonzero(at_fault)
    ]


def _read(field: Field, column: Any) -> _Read:
    array = _arrow(column)
    if array is None:
        return _read_value_by_value(field, list(column))
    null = np.asarray(pc.is_null(array, nan_is_null=True))
    read = _READERS[field.kind](field, array, null)
    if field.required:
        read.faults[Fault.MISSING] = null
    return read


def _arrow(column: Any) -> pa.Array | None:
    """The column as one Arrow array, None where its values are of several types."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    try:
        array = pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return None
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _read_value_by_value(field: Field, values: list[object]) -> _Read:
    reads = [_read(field, [value]) if _arrow([value]) is not None else None for value in values]
    wrong = _Read(np.array([np.nan]), {Fault.WRONG_TYPE: np.array([True])})
    faults: dict[Fault, Mask] = {}
    for row, read in enumerate(reads):
        for fault, at_fault in (read or wrong).faults.items():
            faults.setdefault(fault, np.zeros(len(values), dtype=bool))[row] = at_fault[0]
    columns = [
        read.values for read in reads if read and not any(m[0] for m in read.faults.values())
    ]
    held = np.concatenate(columns) if len(columns) == len(values) and columns else np.empty(0)
    return _Read(held, faults)


def _wrong_type(null: Mask) -> _Read:
    return _Read(np.full(len(null), np.nan), {Fault.WRONG_TYPE: ~null})


def _read_number(field: Field, array: pa.Array, null: Mask) -> _Read:
    kind = array.type
    boolean = pa.types.is_boolean(kind)
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not (numeric or pa.types.is_null(kind) or (boolean and field.kind is Kind.YES_NO)):
        return _wrong_type(null)
    if pa.types.is_null(kind):
        return _Read(np.full(len(null), np.nan), {})
    held = np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    faults = {Fault.NOT_FINITE: np.isinf(held)}
    if field.kind is Kind.YES_NO:
        faults[Fault.WRONG_TYPE] = ~null & ~np.isin(held, (0, 1)) & np.isfinite(held)
    if field.kind is Kind.INTEGER:
        faults[Fault.NOT_WHOLE] = np.isfinite(held) & (held != np.round(held))
    if field.minimum is not None:
        faults[Fault.BELOW_MINIMUM] = np.isfinite(held) & (held < field.minimum)
    if field.maximum is not None:
        faults[Fault.ABOVE_MAXIMUM] = np.isfinite(held) & (held > field.maximum)
    return _Read(held, faults)


def _strings(array: pa.Array) -> pa.Array | None:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return array.cast(pa.string())
    text = pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
    return array if text else None


def _read_choice(field: Field, array: pa.Array, null: Mask) -> _Read:
    strings = _strings(array)
    if strings is None:
        return _wrong_type(null)
    position = pc.index_in(strings, value_set=pa.array(field.codes, strings.type))
    held = np.asarray(position.cast(pa.float64()).to_numpy(zero_copy_only=False))
    return _Read(held, {Fault.NOT_ALLOWED: np.isnan(held) & ~null})


def _read_choices(field: Field, array: pa.Array, null: Mask) -> _Read:
    if pa.types.is_null(array.type):
        return _Read(np.full(len(null), np.nan), {})
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        return _wrong_type(null)
    codes = _strings(array.flatten())
    if codes is None:
        return _wrong_type(null)
    row = np.asarray(pc.list_parent_indices(array), dtype=np.intp)
    position = pc.index_in(codes, value_set=pa.array(field.codes, codes.type))
    place = np.asarray(position.fill_null(-1), dtype=np.int64)
    held = np.zeros(len(null), dtype=np.int64)
    np.bitwise_or.at(held, row[place >= 0], 1 << place[place >= 0])
    bad = np.zeros(len(null), dtype=bool)
    bad[row[place < 0]] = True
    return _Read(np.where(null, np.nan, held), {Fault.NOT_ALLOWED: bad})


def _read_date(field: Field, array: pa.Array, null: Mask) -> _Read:
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
        days = array.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        return _Read(days.astype("datetime64[D]"), {})
    strings = _strings(array)
    if strings is None:
        return _Read(np.full(len(null), "NaT", "datetime64[D]"), {Fault.WRONG_TYPE: ~null})
    few = strings.dictionary_encode()  # a table has far fewer days than rows
    days = np.array([_formed_day(text) for text in few.dictionary.to_pylist()], "datetime64[D]")
    held = np.full(len(null), "NaT", dtype="datetime64[D]")
    held[~null] = days[few.indices.drop_null().to_numpy()]
    return _Read(held, {Fault.NOT_A_DATE: np.isnat(held) & ~null})


def _formed_day(text: str) -> np.datetime64:
    return parse_day(text) if _DAY_FORM.fullmatch(text) else np.datetime64("NaT", "D")


def parse_day(text: str) -> np.datetime64:
    """Read YYYY-MM-DD, or YYYY-MM as the first of the month; NaT where there is no such day."""
    try:
        return np.datetime64(text, "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def _read_text(field: Field, array: pa.Array, null: Mask) -> _Read:
    strings = _strings(array)
    if strings is None:
        return _Read(np.full(len(null), "", np.str_), {Fault.WRONG_TYPE: ~null})
    formed = np.asarray(
        pc.fill_null(pc.match_substring_regex(strings, field.pattern), fill_value=True)
    )
    faults = {Fault.WRONG_FORM: ~formed}
    if field.forbidden:
        forbidden = pc.fill_null(
            pc.match_substring_regex(strings, field.forbidden), fill_value=False
        )
        faults[Fault.IDENTITY_NUMBER] = np.asarray(forbidden)
    held = strings.fill_null("").to_numpy(zero_copy_only=False).astype(np.str_)
    return _Read(held, faults)


_READERS = {
    Kind.INTEGER: _read_number,
    Kind.NUMBER: _read_number,
    Kind.MONEY: _read_number,
    Kind.YES_NO: _read_number,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.DATE: _read_date,
    Kind.TEXT: _read_text,
}
