"""What every reader gives: some rows, their numbers, and the rows that could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from riskmodel.errors import DataError, SchemaError
from riskmodel.scale.faults import RowFault
from riskmodel.schema.field import Field
from riskmodel.schema.household import FIELDS
from riskmodel.schema.panel import LOCAL, PANEL_FIELDS
from riskmodel.schema.violations import unknown_field

ROWS = 16_384
"""Rows that go through together, whatever the memory: they shape the bytes of the output."""
AS_OF = "as_of_date"
ASSESSED: dict[str, Field] = FIELDS | {AS_OF: PANEL_FIELDS[AS_OF]}
"""What is read of an input: the household record and its day."""


@dataclass(frozen=True)
class Rows:
    """Some rows of an input.

    `numbers`, shape (rows,), count the data rows of the file from 1. `faults` are of rows that are
    not in the table, or that stand in it with a gap; `left_out` counts the former.
    """

    table: pa.Table
    numbers: NDArray[np.int64]
    faults: list[RowFault] = field(default_factory=list)
    left_out: int = 0


def columns_to_read(names: Iterable[str]) -> list[str]:
    """The declared columns among those of an input; what only a panel has is not read.

    Raises SchemaError for a column that nobody declared, DataError for one that is there twice.
    """
    given = list(names)
    for name in given:
        if name in PANEL_FIELDS and given.count(name) > 1:
            message = f"the column {name} is there twice: keep one"
            raise DataError(message)
    strange = [
        unknown_field(name)
        for name in given
        if name not in PANEL_FIELDS and not name.startswith(LOCAL)
    ]
    if strange:
        raise SchemaError(strange)
    return [name for name in given if name in ASSESSED]
