"""The yearly cost of those who enter less those who leave, with its arithmetic."""

import numpy as np

from riskmodel.errors import ChangeError
from riskmodel.simulation.counts import Count
from riskmodel.simulation.result import Cost, Crossing
from riskmodel.simulation.runs import TwoRuns

MEASURE_COST = "public_measure_cost"


def yearly_cost(runs: TwoRuns, monitored: Crossing, measure_cost: float | None) -> Cost:
    """What help for the households of `monitored` who enter costs, less that of who leaves.

    Raises ChangeError where the cost of a measure is neither given nor one figure over all
    households.
    """
    cost, source = (measure_cost, "given") if measure_cost is not None else _in_force(runs)
    entering, leaving = monitored.entering, monitored.leaving
    return Cost(
        measure_cost=cost,
        source=source,
        entering=entering,
        leaving=leaving,
        yuan=_times(entering.shown, leaving.shown, cost),
        weighted_yuan=_times(entering.weighted, leaving.weighted, cost),
        arithmetic=_arithmetic(entering, leaving, cost),
    )


def _in_force(runs: TwoRuns) -> tuple[float, str]:
    """The parameter as changed, so that a reform of the measure itself is priced as reformed."""
    columns = runs.columns
    held = runs.changed.on(
        MEASURE_COST, runs.as_of, columns.text("province_code"), columns.text("county_code")
    )
    figures = np.unique(held.values)
    value = held.at(0)
    if len(figures) != 1 or value is None:
        message = (
            f"{MEASURE_COST} is not one figure over these households: give the cost of a measure "
            "(--measure-cost, or measure_cost in a request)"
        )
        raise ChangeError(message)
    return value.value, value.source


def _times(entering: float | None, leaving: float | None, cost: float) -> float | None:
    return None if entering is None or leaving is None else (entering - leaving) * cost


def _arithmetic(entering: Count, leaving: Count, cost: float) -> str:
    net = _times(entering.shown, leaving.shown, cost)
    total = "not shown" if net is None else f"{net:,.10g}"
    return f"({_term(entering)} − {_term(leaving)}) × {cost:,.10g} = {total}"


def _term(held: Count) -> str:
    return f"{held.shown:,}" if held.shown is not None else str(held.households)
