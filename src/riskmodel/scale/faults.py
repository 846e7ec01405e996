"""A row that cannot be assessed: where it is and why, never what it holds."""

from typing import NamedTuple

from riskmodel.errors import Violation

RECORD = "(record)"
"""The field of a fault that is of the whole row."""
NOT_JSON, OUTSIDE_AREAS = "not_json", "outside_areas"
"""Reasons that no field of the record has: a line that cannot be read, and a household of an area
that whoever asks may not see."""


class RowFault(NamedTuple):
    """One fault of one row; `row` counts the data rows of its file from 1."""

    row: int
    field: str
    reason: str


def row_fault(violation: Violation, row: int) -> RowFault:
    """A violation of the record, at its row of the file."""
    return RowFault(row, violation.field, violation.kind)
