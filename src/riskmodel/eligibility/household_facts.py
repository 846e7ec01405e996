"""One household, as rules see it."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.locality import Locality
from riskmodel.schema.columns import Columns, Value, unknown_figure, writer
from riskmodel.truth import UNKNOWN, Numbers, Truth, is_unknown

_FIRST_DAY = datetime.date(1970, 1, 1)


class _Held(dict[str, Any]):
    """The figures of one row; a field that no column was given for is unknown."""

    def __init__(self, columns: Columns, row: int) -> None:
        super().__init__(columns.held(row))
        self.fields = columns.fields

    def __missing__(self, name: str) -> Any:
        unknown = self[name] = unknown_figure(self.fields[name])
        return unknown


class _Written(dict[str, Value]):
    """The same as a person writes them."""

    def __init__(self, held: _Held) -> None:
        fields = held.fields
        super().__init__({name: writer(fields[name])(one) for name, one in held.items()})
        self.held = held

    def __missing__(self, name: str) -> Value:
        value = self[name] = writer(self.held.fields[name])(self.held[name])
        return value


class HouseholdFacts(Facts):
    """The household of one row of a table, as known on `date`: every answer is a plain figure."""

    __slots__ = ("_held", "_written", "date", "locality")

    def __init__(
        self, columns: Columns, row: int, date: datetime.date, locality: Locality
    ) -> None:
        self._held = _Held(columns, row)
        super().__init__(columns, {}, self._held.__getitem__, locality.figures.__getitem__)
        self.date = date
        self.locality = locality
        self._written: _Written | None = None

    @property
    def written(self) -> Mapping[str, Value]:
        """Every field as a person writes it, None where it is unknown."""
        if self._written is None:
            self._written = _Written(self._held)
        return self._written

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _day_number(self._held[name])

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return _month_number(self._held[name])

    @property
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""
        return _day_number(self.date)

    @property
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""
        return _month_number(self.date)

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


def _month_number(day: datetime.date | None) -> float:
    return np.nan if day is None else 12.0 * day.year + day.month - 1
