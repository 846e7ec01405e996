"""The rules run twice over the same households: with the parameters as they are, and changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility import Eligibility, check_eligibility
from riskmodel.errors import DataError
from riskmodel.parameters import Change, Parameters
from riskmodel.schema.columns import Columns
from riskmodel.simulation.counts import Bools, Floats
from riskmodel.simulation.result import Group

HELPED = ("propose_include", "keep")
GROUPS: tuple[Group, ...] = ("pointed_to", "monitored")


@dataclass(frozen=True)
class TwoRuns:
    """The same households under two sets of parameters; arrays have shape (rows,).

    `weight` holds survey weights, 1 where none is given.
    """

    columns: Columns
    as_of: NDArray[np.datetime64]
    weight: Floats
    changes: tuple[Change, ...]
    parameters: Parameters
    changed: Parameters
    before: Eligibility
    after: Eligibility

    def members(self, group: Group) -> tuple[Bools, Bools]:
        """Who belongs to a group before and after."""
        return _members(self.before, group), _members(self.after, group)


def run_twice(
    columns: Columns,
    as_of: NDArray[np.datetime64],
    parameters: Parameters,
    changes: Sequence[Change],
    weights: Floats | None = None,
) -> TwoRuns:
    """Run the rules with `parameters`, and with `changes` made to them.

    `as_of` and `weights` have shape (rows,). Raises DataError where there is no household, no
    change or not one weight a household, ChangeError for a change that cannot be made.
    """
    given = np.ones(columns.rows) if weights is None else weights
    _refuse_nothing(columns, changes, given)
    changed = parameters.changed(*changes)
    return TwoRuns(
        columns=columns,
        as_of=as_of,
        weight=np.where(np.isnan(given), 1.0, given),
        changes=tuple(changes),
        parameters=parameters,
        changed=changed,
        before=check_eligibility(columns, as_of, parameters),
        after=check_eligibility(columns, as_of, changed),
    )


def _refuse_nothing(columns: Columns, changes: Sequence[Change], weights: Floats) -> None:
    if columns.rows == 0 or not changes:
        message = "nothing to simulate: give at least one household and one change"
        raise DataError(message)
    if len(weights) != columns.rows:
        message = f"weights: {len(weights)} for {columns.rows} households: give one for each"
        raise DataError(message)


def _members(found: Eligibility, group: Group) -> Bools:
    if group == "pointed_to":
        return found.rule_fires
    return np.isin(found.proposed_status, HELPED)
