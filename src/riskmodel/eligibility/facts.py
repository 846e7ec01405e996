"""What a rule may look at: the record, the day, the parameters in force and earlier outcomes.

A rule asks `Facts` and cannot tell whether it speaks of one household or of a table: see the
carriers of `riskmodel.truth`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from riskmodel.schema.columns import Columns
from riskmodel.truth import Bools, Numbers, Truth, above, any_of, is_unknown, truth, yes

Found = TypeVar("Found")


class Facts(ABC):
    """What is known of one household, or of each household of a table.

    `number` gives a field of numbers in its own unit, `parameter` a parameter in force; NaN is
    unknown. `outcomes`, and whether a rule `applies` (left out: always), are by its id.
    """

    __slots__ = ("_computed", "applies", "columns", "number", "outcomes", "parameter")

    def __init__(
        self,
        columns: Columns,
        outcomes: dict[str, Truth],
        number: Callable[[str], Numbers],
        parameter: Callable[[str], Numbers],
    ) -> None:
        self.columns = columns
        self.number = number
        self.parameter = parameter
        self.outcomes = outcomes
        self.applies: dict[str, Truth] = {}
        self._computed: dict[Callable[[Facts], Any], Any] = {}

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
        return truth(chosen, (chosen | is_unknown(held)) ^ True)

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
