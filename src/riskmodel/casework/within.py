"""Cases of some areas, as a condition that the index of areas serves."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, or_, true

from riskmodel.storage.tables import Case as CaseRow

_LONGEST_CODE = 12


def in_areas(codes: Collection[str] | None) -> ColumnElement[bool]:
    """Cases of any of these areas; None is the whole country."""
    return true() if codes is None else or_(false(), *(in_area(code) for code in codes))


def in_area(code: str) -> ColumnElement[bool]:
    """Codes of areas begin with those of the areas that hold them; a range can use the index."""
    return CaseRow.area.between(code, code.ljust(_LONGEST_CODE, "9"))
