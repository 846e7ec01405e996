"""Cases of an area, as a condition on their rows."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, or_, true

from riskmodel.storage.tables import Case

_LONGEST_CODE = 12

Areas = Collection[str] | None
"""Codes of areas at any level; None for the whole country."""


def in_areas(codes: Areas) -> ColumnElement[bool]:
    """In one of these areas; none where there are none."""
    return true() if codes is None else or_(false(), *(in_area(code) for code in codes))


def in_area(code: str) -> ColumnElement[bool]:
    """Codes of areas begin with those of the areas that hold them; a range can use the index."""
    return Case.area.between(code, code.ljust(_LONGEST_CODE, "9"))
