"""One household, as rules see it."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.locality import Locality
from riskmodel.schema import calendar
from riskmodel.schema.columns import Columns, Value, unknown_figure, writer
from riskmodel.schema.household import FIELDS
from riskmodel.truth import UNKNOWN, Numbers, Truth, is_unknown

_FIRST_DAY = datetime.date(1970, 1, 1)


_UNKNOWN = {name: unknown_figure(field) for name, field in FIELDS.items()}
_NOT_WRITTEN: dict[str, Value] = dict.fromkeys(FIELDS)
_WRITERS = {name: writer(field) for name, field in FIELDS.items()}


class HouseholdFacts(Facts):
    """The household of one row of a table, as known on `date`: every answer is a plain figure.

    `given` is what the row holds; any other field is unknown. `written` has every field as a
    person writes it, None where it is unknown, `given_as_written` those that are given.
    """

    __slots__ = ("_held", "date", "given_as_written", "locality", "written")

    def __init__(
        self, columns: Columns, given: dict[str, Any], date: datetime.date, locality: Locality
    ) -> None:
        self.given_as_written: dict[str, Value] = {
            name: _WRITERS[name](held) for name, held in given.items() if name in _WRITERS
        }
        self.written: Mapping[str, Value] = _NOT_WRITTEN | self.given_as_written
        self._held = _UNKNOWN | given
        super().__init__(columns, {}, self._held.__getitem__, locality.figures.__getitem__)
        self.date = date
        self.locality = locality

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _day_number(self._held[name])

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return calendar.month(self._held[name])

    @property
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""
        return _day_number(self.date)

    @property
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""
        return calendar.month(self.date)

    def dibao_multiple(self, name: str) -> Numbers:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""
        return self.locality.dibao_multiples[name]

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held = self.number(name)
        if is_unknown(held):
            return UNKNOWN
        return Truth.known(int(held) & self._mask(name, codes) != 0)


def _day_number(day: datetime.date | None) -> float:
    return np.nan if day is None else float((day - _FIRST_DAY).days)
