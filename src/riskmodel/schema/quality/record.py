"""What a check may look at: the record, the line in force and the day.

A check asks a `Record` and cannot tell whether it speaks of one household or of a table: see the
carriers of `riskmodel.truth`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema import calendar
from riskmodel.schema.columns import Columns, places_of
from riskmodel.schema.field import Field
from riskmodel.truth import UNKNOWN, Bools, Numbers, Truth, is_unknown, truth, yes


class Record(ABC):
    """A household's record, or that of each household of a table.

    `number` gives a field of numbers in its own unit, NaN where it is unknown. `line` is the one
    in force, yuan a head and year, NaN where unknown; `as_of_month` the month of the day as of
    which the record is looked at, in calendar months since year 0.
    """

    __slots__ = ("as_of_month", "fields", "line", "number")

    def __init__(
        self,
        fields: Mapping[str, Field],
        number: Callable[[str], Numbers],
        line: Numbers,
        as_of_month: Numbers,
    ) -> None:
        self.fields = fields
        self.number = number
        self.line = line
        self.as_of_month = as_of_month

    @abstractmethod
    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""

    @abstractmethod
    def lies_outside(self, smaller: str, larger: str) -> Truth:
        """Whether one area, by its code, does not lie in another; unknown where one of them is."""

    def yes(self, name: str) -> Truth:
        """A yes/no field."""
        return yes(self.number(name))

    def is_choice(self, name: str, *codes: str) -> Truth:
        """Whether a field with a closed list holds one of `codes`."""
        chosen: Bools = False
        for code in codes:
            chosen = chosen | self.is_known_as(name, code)
        return _settled(chosen, self.number(name))

    def is_known_as(self, name: str, code: str) -> Bools:
        """Where a field with a closed list is known and holds `code`."""
        found: Bools = self.number(name) == self.fields[name].codes.index(code)
        return found

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held, listed = self.number(name), self.fields[name].codes
        chosen: Bools = False
        for code in codes:
            chosen = chosen | (held // 2 ** listed.index(code) % 2 == 1)
        return _settled(chosen, held)


class TableRecord(Record):
    """The households of a table; `line` and `as_of` have shape (rows,), as has every answer."""

    __slots__ = ("columns",)

    def __init__(
        self, columns: Columns, line: NDArray[np.float64], as_of: NDArray[np.datetime64]
    ) -> None:
        super().__init__(columns.fields, columns.number, line, calendar.months(as_of))
        self.columns = columns

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return calendar.months(self.columns.date(name))

    def lies_outside(self, smaller: str, larger: str) -> Truth:
        """Whether one area, by its code, does not lie in another; unknown where one of them is."""
        inner, outer = self.columns.text(smaller), self.columns.text(larger)
        outside = ~np.strings.startswith(inner, outer)
        return Truth.known(outside).where((inner != "") & (outer != ""))


class HouseholdRecord(Record):
    """The only household of a table of one row: every answer is a plain figure."""

    __slots__ = ("_held",)

    def __init__(
        self, columns: Columns, line: NDArray[np.float64], as_of: NDArray[np.datetime64]
    ) -> None:
        self._held = columns.figures(0)
        month = calendar.month(as_of[0].item())
        super().__init__(columns.fields, self._held.__getitem__, float(line[0]), month)

    def is_choice(self, name: str, *codes: str) -> Truth:
        """Whether a field with a closed list holds one of `codes`."""
        held = self._held[name]
        return UNKNOWN if is_unknown(held) else Truth.known(held in places_of(name, codes))

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return calendar.month(self._held[name])

    def lies_outside(self, smaller: str, larger: str) -> Truth:
        """Whether one area, by its code, does not lie in another; unknown where one of them is."""
        inner, outer = self._held[smaller], self._held[larger]
        return Truth.known(not inner.startswith(outer)).where(inner != "" != outer)


def _settled(chosen: Bools, held: Numbers) -> Truth:
    """True where `chosen` is set, unknown where `held` is, false elsewhere."""
    return truth(chosen, (chosen | is_unknown(held)) ^ True)
