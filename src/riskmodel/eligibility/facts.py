"""What a rule may look at: the record, the parameters in force and earlier outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.parameters import InForce
from riskmodel.schema.columns import Columns
from riskmodel.truth import Truth, above, yes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of households as a rule sees it; every answer has shape (rows,)."""

    columns: Columns
    in_force: Mapping[str, InForce]
    outcomes: Mapping[str, Truth]

    def number(self, field: str) -> Floats:
        """A field of numbers, in its own unit; NaN is unknown."""
        return self.columns.number(field)

    def yes(self, field: str) -> Truth:
        """A yes/no field."""
        return yes(self.columns.number(field))

    def is_choice(self, field: str, *codes: str) -> Truth:
        """Whether a field with a closed list holds one of `codes`."""
        held = self.columns.number(field)
        all_codes = self.columns.fields[field].codes
        chosen = held == all_codes.index(codes[0])
        for code in codes[1:]:
            chosen |= held == all_codes.index(code)
        return Truth(chosen, ~(chosen | np.isnan(held)))

    def holds_any(self, field: str) -> Truth:
        """Whether a field that holds a set of codes holds at least one."""
        return above(self.columns.number(field), 0)

    def parameter(self, name: str) -> Floats:
        """The parameter in force; NaN where none is."""
        return self.in_force[name].values

    def dibao_multiple(self, name: str) -> Floats:
        """How many times the dibao standard the parameter in force is; 0 if set in yuan."""
        return self.in_force[name].dibao_multiples

    def outcome(self, rule: str) -> Truth:
        """The outcome of an earlier rule."""
        return self.outcomes[rule]

    def any_outcome(self, rules: tuple[str, ...]) -> Truth:
        """Whether at least one of several earlier rules is met."""
        return any_of(*(self.outcomes[rule] for rule in rules))


def any_of(*claims: Truth) -> Truth:
    """Whether at least one of several claims holds."""
    return Truth(
        np.logical_or.reduce([claim.is_true for claim in claims]),
        np.logical_and.reduce([claim.is_false for claim in claims]),
    )


def ratio(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, NaN where either is unknown or the whole is not above zero."""
    positive = whole > 0
    unknown = np.full(len(positive), np.nan)
    return np.asarray(np.divide(part, whole, out=unknown, where=positive), dtype=np.float64)
