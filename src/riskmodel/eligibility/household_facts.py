"""One household, as rules see it."""

import datetime
from collections.abc import Mapping

import numpy as np

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.locality import Locality
from riskmodel.schema import calendar
from riskmodel.schema.columns import Columns, Value, places_of
from riskmodel.schema.household import FIELDS
from riskmodel.truth import UNKNOWN, Numbers, Truth, is_unknown

_FIRST_DAY = datetime.date(1970, 1, 1)


_NOT_WRITTEN: dict[str, Value] = dict.fromkeys(FIELDS)


class HouseholdFacts(Facts):
    """The household of one row of a table, as known on `date`: every answer is a plain figure.

    `held` is what a column would hold of each field, and `written` has it as a person writes it,
    None where it is unknown; `given_as_written` those that are given.
    """

    __slots__ = ("date", "given_as_written", "held", "locality", "written")

    def __init__(
        self, columns: Columns, row: int, date: datetime.date, locality: Locality
    ) -> None:
        self.given_as_written: Mapping[str, Value] = columns.as_written(row)
        self.written: Mapping[str, Value] = {**_NOT_WRITTEN, **self.given_as_written}
        self.held = columns.figures(row)
        super().__init__(columns, {}, self.held.__getitem__, locality.figures.__getitem__)
        self.date = date
        self.locality = locality

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _day_number(self.held[name])

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return calendar.month(self.held[name])

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

    def is_choice(self, name: str, *codes: str) -> Truth:
        """Whether a field with a closed list holds one of `codes`."""
        held = self.held[name]
        return UNKNOWN if is_unknown(held) else Truth.known(held in places_of(name, codes))

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held = self.number(name)
        if is_unknown(held):
            return UNKNOWN
        return Truth.known(int(held) & self._mask(name, codes) != 0)


def _day_number(day: datetime.date | None) -> float:
    return np.nan if day is None else float((day - _FIRST_DAY).days)
