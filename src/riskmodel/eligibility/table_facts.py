"""The households of a table, as rules see them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.facts import Facts
from riskmodel.parameters import InForce
from riskmodel.schema import calendar
from riskmodel.schema.columns import Columns
from riskmodel.truth import Numbers, Truth, is_unknown


class TableFacts(Facts):
    """The households of a table: every answer has shape (rows,), as has `as_of`.

    `in_force` is by the name of the parameter.
    """

    __slots__ = ("_parameters", "as_of", "in_force")

    def __init__(
        self,
        columns: Columns,
        as_of: NDArray[np.datetime64],
        in_force: Mapping[str, InForce],
        outcomes: dict[str, Truth],
    ) -> None:
        super().__init__(columns, outcomes, columns.number, self._parameter)
        self.as_of = as_of
        self.in_force = in_force
        self._parameters: dict[str, Numbers] = {}

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _days(self.columns.date(name))

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return calendar.months(self.columns.date(name))

    @property
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""
        return _days(self.as_of)

    @property
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""
        return calendar.months(self.as_of)

    def _parameter(self, name: str) -> Numbers:
        if name not in self._parameters:
            self._parameters[name] = self.in_force[name].values
        return self._parameters[name]

    def dibao_multiple(self, name: str) -> Numbers:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""
        return self.in_force[name].dibao_multiples

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held = self.number(name)
        known = is_unknown(held) ^ True
        shared = np.where(known, held, 0).astype(np.int64) & self._mask(name, codes) != 0
        return Truth.known(shared).where(known)


def _days(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    since = days.astype("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, since)
