"""The Arrow form of the record: a schema derived from the fields, and columns as a table."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from riskmodel.schema.columns import Columns
from riskmodel.schema.field import Field, Kind

_ARROW_TYPE = {
    Kind.INTEGER: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.MONEY: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.CHOICE: pa.dictionary(pa.int8(), pa.string()),
    Kind.CHOICES: pa.list_(pa.string()),
    Kind.DATE: pa.date32(),
    Kind.TEXT: pa.string(),
}


def arrow_schema(fields: Mapping[str, Field]) -> pa.Schema:
    """The Arrow schema of `fields`; null is unknown."""
    return pa.schema(
        pa.field(name, _ARROW_TYPE[field.kind], nullable=not field.required)
        for name, field in fields.items()
    )


def arrow_table(columns: Columns) -> pa.Table:
    """The given columns as an Arrow table of `arrow_schema` types."""
    given = {name: field for name, field in columns.fields.items() if name in columns.given}
    arrays = [_arrow_array(columns, field) for field in given.values()]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(given))


def _arrow_array(columns: Columns, field: Field) -> pa.Array:
    kind = field.kind
    if kind is Kind.TEXT:
        text = columns.text(field.name)
        return pa.array(text, pa.string(), mask=text == "")
    if kind is Kind.DATE:
        return pa.array(columns.date(field.name), pa.date32())
    held = columns.number(field.name)
    unknown = np.isnan(held)
    if kind is Kind.CHOICES:
        return _lists(field, held, unknown)
    if kind is Kind.CHOICE:
        positions = pa.array(np.where(unknown, 0, held).astype(np.int8), mask=unknown)
        return pa.DictionaryArray.from_arrays(positions, pa.array(field.codes))
    if kind in (Kind.NUMBER, Kind.MONEY):
        return pa.array(held, mask=unknown)
    whole = np.where(unknown, 0, held).astype(bool if kind is Kind.YES_NO else np.int32)
    return pa.array(whole, mask=unknown)


def _lists(field: Field, held: np.ndarray, unknown: np.ndarray) -> pa.Array:
    bits = np.where(unknown, 0, held).astype(np.int64)
    holds = (bits[:, None] >> np.arange(len(field.codes))) & 1
    offsets = np.concatenate([[0], np.cumsum(holds.sum(axis=1))]).astype(np.int32)
    codes = pa.array(field.codes).take(pa.array(np.nonzero(holds)[1]))
    return pa.ListArray.from_arrays(pa.array(offsets), codes, mask=pa.array(unknown))
