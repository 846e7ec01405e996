"""From households and changes to a simulation, without next year's poverty."""

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from riskmodel.parameters import Change, Parameters
from riskmodel.schema.columns import Columns
from riskmodel.schema.record import columns_from_records
from riskmodel.simulation.changed import changed_parameters
from riskmodel.simulation.cost import yearly_cost
from riskmodel.simulation.counts import Floats, count
from riskmodel.simulation.lines import lines
from riskmodel.simulation.movement import before_and_after, crossing, rule_outcomes
from riskmodel.simulation.result import Simulation
from riskmodel.simulation.runs import GROUPS, TwoRuns, run_twice


def simulate(
    columns: Columns,
    as_of: NDArray[np.datetime64],
    parameters: Parameters,
    changes: Sequence[Change],
    weights: Floats | None = None,
    measure_cost: float | None = None,
) -> Simulation:
    """What `changes` would change for every household as known on its day of `as_of`.

    `as_of` and `weights` have shape (rows,); a weight that is NaN counts as 1. `measure_cost` is
    in yuan a household and year; None takes the parameter `public_measure_cost`. Raises DataError
    where there is no household, no change or not one weight a household, ChangeError for a
    change that cannot be made or a measure without one cost.
    """
    return simulation_of(run_twice(columns, as_of, parameters, changes, weights), measure_cost)


def simulate_records(
    records: Sequence[BaseModel],
    as_of: datetime.date,
    parameters: Parameters,
    changes: Sequence[Change],
    weights: Sequence[float] | None = None,
    measure_cost: float | None = None,
) -> Simulation:
    """As `simulate`, for checked household records, all as known on one day."""
    columns = columns_from_records(records)
    days = np.full(columns.rows, np.datetime64(as_of, "D"))
    given = None if weights is None else np.array(weights, dtype=np.float64)
    return simulate(columns, days, parameters, changes, given, measure_cost)


def simulation_of(runs: TwoRuns, measure_cost: float | None = None) -> Simulation:
    """Two runs as published figures."""
    crossings = {group: crossing(runs, group) for group in GROUPS}
    return Simulation(
        first_day=runs.as_of.min().item(),
        last_day=runs.as_of.max().item(),
        households=count(np.ones(runs.columns.rows, dtype=bool), runs.weight),
        rule_pack=runs.before.rule_pack,
        changed_rule_pack=runs.after.rule_pack,
        changed=changed_parameters(runs),
        lines=lines(runs),
        statuses=before_and_after(
            runs.before.proposed_status, runs.after.proposed_status, runs.weight
        ),
        rules=rule_outcomes(runs),
        crossings=tuple(crossings.values()),
        cost=yearly_cost(runs, crossings["monitored"], measure_cost),
    )
