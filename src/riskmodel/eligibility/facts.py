"""What a rule may look at: the record, the day, the parameters in force and earlier outcomes.

A rule asks `Facts` and cannot tell whether it speaks of one household or of a table: see the
carriers of `riskmodel.truth`.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from riskmodel.parameters import InForce
from riskmodel.schema.columns import Columns, Value
from riskmodel.truth import Bools, Numbers, Truth, above, any_of, is_unknown, yes

Found = TypeVar("Found")
_MONTHS_TO_1970 = 12 * 1970
_FIRST_DAY = datetime.date(1970, 1, 1)


class Facts(ABC):
    """What is known of one household, or of each household of a table.

    `in_force` is by the name of the parameter, `outcomes` by the id of the rule.
    """

    __slots__ = ("_computed", "_held", "as_of", "columns", "in_force", "outcomes")

    def __init__(
        self,
        columns: Columns,
        as_of: NDArray[np.datetime64],
        in_force: Mapping[str, InForce],
        outcomes: dict[str, Truth],
    ) -> None:
        self.columns = columns
        self.as_of = as_of
        self.in_force = in_force
        self.outcomes = outcomes
        self._held: dict[str, Numbers] = {}
        self._computed: dict[Callable[[Facts], Any], Any] = {}

    @abstractmethod
    def number(self, name: str) -> Numbers:
        """A field of numbers, in its own unit; NaN is unknown."""

    @abstractmethod
    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""

    @abstractmethod
    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""

    @property
    @abstractmethod
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""

    @property
    @abstractmethod
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""

    @abstractmethod
    def parameter(self, name: str) -> Numbers:
        """The parameter in force; NaN where none is."""

    @abstractmethod
    def dibao_multiple(self, name: str) -> Numbers:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""

    @abstractmethod
    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""

    def yes(self, name: str) -> Truth:
        """A yes/no field."""
        return yes(self.number(name))

    def is_choice(self, name: str, *codes: str) -> Truth:
        """Whether a field with a closed list holds one of `codes`."""
        held = self.number(name)
        listed = self.columns.fields[name].codes
        chosen = held == listed.index(codes[0])
        for code in codes[1:]:
            chosen = chosen | (held == listed.index(code))
        return Truth(chosen, (chosen | is_unknown(held)) ^ True)

    def holds_any(self, name: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one."""
        return above(self.number(name), 0)

    def computed(self, figure: Callable[["Facts"], Found]) -> Found:
        """What several rules compute from the facts, computed once."""
        if figure not in self._computed:
            self._computed[figure] = figure(self)
        found: Found = self._computed[figure]
        return found

    def given(self, name: str) -> Bools:
        """Where a field of numbers is known."""
        return is_unknown(self.number(name)) ^ True

    def outcome(self, rule: str) -> Truth:
        """The outcome of an earlier rule."""
        return self.outcomes[rule]

    def any_outcome(self, rules: tuple[str, ...]) -> Truth:
        """Whether at least one of several earlier rules is met."""
        return any_of(*[self.outcomes[rule] for rule in rules])

    def _mask(self, name: str, codes: tuple[str, ...]) -> int:
        listed = self.columns.fields[name].codes
        return sum(1 << listed.index(code) for code in codes)


class TableFacts(Facts):
    """The households of a table: every answer has shape (rows,), as has `as_of`."""

    __slots__ = ()

    def number(self, name: str) -> Numbers:
        """A field of numbers, in its own unit; NaN is unknown."""
        return self.columns.number(name)

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _days(self.columns.date(name))

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return _months(self.columns.date(name))

    @property
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""
        return _days(self.as_of)

    @property
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""
        return _months(self.as_of)

    def parameter(self, name: str) -> Numbers:
        """The parameter in force; NaN where none is."""
        if name not in self._held:
            self._held[name] = self.in_force[name].values
        return self._held[name]

    def dibao_multiple(self, name: str) -> Numbers:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""
        return self.in_force[name].dibao_multiples

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held = self.number(name)
        known = is_unknown(held) ^ True
        shared = np.where(known, held, 0).astype(np.int64) & self._mask(name, codes) != 0
        return Truth.known(shared).where(known)


class HouseholdFacts(Facts):
    """The household of one `row` of a table: every answer is a plain figure.

    `in_force` is of that row alone, its only one.
    """

    __slots__ = ("_written", "row")

    def __init__(
        self,
        columns: Columns,
        as_of: NDArray[np.datetime64],
        in_force: Mapping[str, InForce],
        row: int,
    ) -> None:
        super().__init__(columns, as_of, in_force, {})
        self.row = row
        self._written: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """A field as a person writes it, None where it is unknown."""
        if name not in self._written:
            self._written[name] = self.columns.value(name, self.row)
        return self._written[name]

    def number(self, name: str) -> Numbers:
        """A field of numbers, in its own unit; NaN is unknown."""
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = float(self.columns[name][self.row])
        return held

    def day(self, name: str) -> Numbers:
        """A field of days, in days since 1970-01-01; NaN is unknown."""
        return _day_number(self.columns[name][self.row].item())

    def month(self, name: str) -> Numbers:
        """A field of days, in calendar months since year 0; NaN is unknown."""
        return _month_number(self.columns[name][self.row].item())

    @property
    def as_of_day(self) -> Numbers:
        """The day as of which the household is known, in days since 1970-01-01."""
        return _day_number(self.as_of[self.row].item())

    @property
    def as_of_month(self) -> Numbers:
        """The same day in calendar months since year 0."""
        return _month_number(self.as_of[self.row].item())

    def parameter(self, name: str) -> Numbers:
        """The parameter in force; NaN where none is."""
        value = self.in_force[name].at(0)
        return np.nan if value is None else value.value

    def dibao_multiple(self, name: str) -> Numbers:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""
        value = self.in_force[name].at(0)
        return np.nan if value is None else value.dibao_multiple or 0.0

    def holds(self, name: str, *codes: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one of `codes`."""
        held = self.number(name)
        if is_unknown(held):
            return Truth(is_true=False, is_false=False)
        return Truth.known(int(held) & self._mask(name, codes) != 0)


def _days(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    since = days.astype("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, since)


def _months(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    since = days.astype("datetime64[M]").astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, since + _MONTHS_TO_1970)


def _day_number(day: datetime.date | None) -> float:
    return np.nan if day is None else float((day - _FIRST_DAY).days)


def _month_number(day: datetime.date | None) -> float:
    return np.nan if day is None else 12.0 * day.year + day.month - 1
