"""The few situations, day and area, that a table of many rows holds."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.parameters.value import NATION

_ASCII_BITS, _LAST_ASCII = 7, 127
_PROVINCE, _PREFECTURE, _COUNTY = 2, 4, 6
_COUNTY_BITS = _COUNTY * _ASCII_BITS


class Situation(NamedTuple):
    """A day and an area; "" is an unknown province or county."""

    day: datetime.date | None
    province: str
    county: str

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas whose values hold here, the most specific first.

        A county that does not lie in the province leaves the area open, so that only the values
        of the whole country hold.
        """
        province = self.province or self.county[:_PROVINCE]
        if not province or (self.county and not self.county.startswith(province)):
            return (NATION,)
        within = (self.county, self.county[:_PREFECTURE]) if self.county else ()
        return (*within, province, NATION)

    @property
    def place(self) -> str:
        """The most specific area code that is known, "" where none is."""
        return self.county or self.province


@dataclass(frozen=True)
class Situations:
    """The different situations of a table, and which of them each row is in.

    `of_row`, shape (rows,), gives positions in `different`.
    """

    different: tuple[Situation, ...]
    of_row: NDArray[np.intp]


def situations(
    as_of: NDArray[np.datetime64], province: NDArray[np.str_], county: NDArray[np.str_]
) -> Situations:
    """Group the rows by day, province and county; all three have shape (rows,)."""
    if len(as_of) == 1:
        return Situations((situation(as_of[0], province[0], county[0]),), np.zeros(1, np.intp))
    key = _area_key(province, county)
    _, area_of_row = np.unique(key, return_inverse=True)
    days, day_of_row = np.unique(as_of.astype("datetime64[D]"), return_inverse=True)
    pair = area_of_row * max(len(days), 1) + day_of_row
    _, first, of_row = np.unique(pair, return_index=True, return_inverse=True)
    different = tuple(situation(as_of[row], province[row], county[row]) for row in first)
    return Situations(different, of_row)


def situation(day: np.datetime64, province: str, county: str) -> Situation:
    """The situation of one row."""
    return Situation(day.astype("datetime64[D]").item(), str(province), str(county))


def _area_key(province: NDArray[np.str_], county: NDArray[np.str_]) -> NDArray[np.int64]:
    """One whole number an area, far quicker to group than two texts."""
    return (_digits_key(province, _PROVINCE) << _COUNTY_BITS) + _digits_key(county, _COUNTY)


def _digits_key(codes: NDArray[np.str_], width: int) -> NDArray[np.int64]:
    characters = np.ascontiguousarray(codes, dtype=f"<U{width}").view(np.uint32)
    places = np.minimum(characters.reshape(len(codes), width), _LAST_ASCII).astype(np.int64)
    shifts = np.arange(width, dtype=np.int64) * _ASCII_BITS
    keys: NDArray[np.int64] = np.bitwise_or.reduce(places << shifts, axis=1)
    return keys
