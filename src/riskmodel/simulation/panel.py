"""A simulation on one wave of a panel, with the poverty measured a year later."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from riskmodel.errors import DataError
from riskmodel.modelling.definition import Cohort, Label
from riskmodel.modelling.labels import FollowUp, Labels, label_panel
from riskmodel.modelling.splits import villages
from riskmodel.parameters import Change, Parameters
from riskmodel.schema.panel import YUAN, Panel
from riskmodel.simulation.lines import with_panel_lines
from riskmodel.simulation.next_year import next_year
from riskmodel.simulation.result import Simulation
from riskmodel.simulation.runs import run_twice
from riskmodel.simulation.simulate import simulation_of

EVERYONE = Cohort(not_poor=False, not_monitored=False)
NEXT_YEAR = Label(outcome="below_line", horizon_months=12)
"""Measured welfare below the line in force a year later, whoever is poor today."""


def simulate_panel(
    panel: Panel,
    parameters: Parameters,
    changes: Sequence[Change],
    on: datetime.date | None = None,
    measure_cost: float | None = None,
) -> Simulation:
    """What `changes` would change for the households of one wave.

    The wave is that of the day `on`; without it, the newest that is measured again a year later,
    else the newest. Where no monitoring line is configured the panel's own stands in, and the
    result says for how many. Raises DataError for a panel that is empty, not in yuan, or without
    such a wave; beside these what `simulate` raises.
    """
    _refuse_other_money(panel)
    labels = label_panel(panel, EVERYONE, NEXT_YEAR)
    rows = panel.columns.date("as_of_date") == _day(panel, labels, on)
    columns = panel.columns.take(rows)
    runs = run_twice(
        columns,
        columns.date("as_of_date"),
        with_panel_lines(parameters, columns),
        changes,
        columns.number("weight"),
    )
    village = villages(panel.take(rows))
    later = next_year(runs, labels.outcome[rows], labels.follow_up[rows], village)
    return replace(simulation_of(runs, measure_cost), next_year=later)


def _refuse_other_money(panel: Panel) -> None:
    if panel.rows == 0:
        message = "the panel holds no household: nothing to simulate"
        raise DataError(message)
    if panel.money != YUAN:
        message = (
            f"the panel's money is in {panel.money}: the rules read yuan, bring a panel in yuan"
        )
        raise DataError(message)


def _day(panel: Panel, labels: Labels, on: datetime.date | None) -> np.datetime64:
    days = panel.columns.date("as_of_date")
    if on is None:
        measured = days[labels.follow_up == FollowUp.OBSERVED]
        newest: np.datetime64 = (measured if len(measured) else days).max()
        return newest
    if np.datetime64(on) not in days:
        waves = ", ".join(str(day) for day in np.unique(days))
        message = f"as_of_date: the panel has no wave on {on}: choose one of {waves}"
        raise DataError(message)
    return np.datetime64(on)
