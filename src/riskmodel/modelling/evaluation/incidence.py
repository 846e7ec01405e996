"""How many of each band had fallen back after one, two and more horizons, exits competing."""

from dataclasses import dataclass

import numpy as np

from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import Incidence
from riskmodel.modelling.labels import EXITS, is_monitored, is_poor, rows_at_horizon
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import Floats, Places, Prepared, Rows
from riskmodel.truth import ratio

STEPS = 3


def cumulative_incidence(prepared: Prepared, pool: Pool) -> list[Incidence]:
    """By band and horizon, for as many horizons as the panel follows, three at most.

    A household that is lost, or seen but not measured, is censored from then on. Empty where the
    panel has only one index date.
    """
    if prepared.definition.split.time == "same_wave":
        return []
    steps = _steps(prepared, pool.places)
    return [
        _of_band(prepared, pool, band, rows, steps[:number])
        for band in Band
        for number in range(1, len(steps) + 1)
        if (steps[number - 1].at_risk & (rows := pool.band == band)).any()
    ]


@dataclass(frozen=True)
class _Step:
    """One horizon: who was still at risk, and who of them fell or left; masks over the pool."""

    at_risk: Rows
    fell: Rows
    left: Rows


def _steps(prepared: Prepared, places: Places) -> list[_Step]:
    columns, label = prepared.panel.columns, prepared.definition.label
    ends = is_monitored(columns) if label.outcome == "listed" else is_poor(columns, label.outcome)
    exits = [columns.fields["exit_reason"].codes.index(reason) for reason in EXITS]
    reason = columns.number("exit_reason")
    last, at_risk = places, np.ones(len(places), dtype=bool)
    steps: list[_Step] = []
    for number in range(1, STEPS + 1):
        ahead = label.model_copy(update={"horizon_months": number * label.horizon_months})
        later = rows_at_horizon(columns, ahead)[places]
        if not (later >= 0).any():
            break
        seen = at_risk & (later >= 0)
        fell = seen & ends.is_true[later]
        stayed = seen & ends.is_false[later]
        left = at_risk & (later < 0) & np.isin(reason[last], exits)
        known = fell | stayed | left
        steps.append(_Step(at_risk=known, fell=fell, left=left))
        last, at_risk = np.where(later >= 0, later, last), stayed
    return steps


def _of_band(
    prepared: Prepared, pool: Pool, band: Band, rows: Rows, steps: list[_Step]
) -> Incidence:
    columns = np.column_stack(
        [held & rows for step in steps for held in (step.at_risk, step.fell, step.left)]
    ).astype(np.float64)
    totals = pool.resamples.totals(columns, pool.weight)
    still = alone = np.ones(len(totals))
    fallen: Floats = np.zeros(len(totals))
    for at_risk, fell, left in _triples(totals):
        hazard, exit_hazard = ratio(fell, at_risk), ratio(left, at_risk)
        fallen = fallen + still * hazard
        still = still * (1 - hazard - exit_hazard)
        alone = alone * (1 - hazard)
    newest = steps[-1]
    return Incidence(
        band=band.value,
        months=len(steps) * prepared.definition.label.horizon_months,
        at_risk=int((newest.at_risk & rows).sum()),
        fell=int((newest.fell & rows).sum()),
        left=int((newest.left & rows).sum()),
        cumulative=figure(fallen),
        without_exits=float(1 - alone[0]),
    )


def _triples(totals: Floats) -> list[tuple[Floats, Floats, Floats]]:
    """At risk, fell and left of each step, shape (draws,) each."""
    columns = totals.T
    return [
        (columns[place], columns[place + 1], columns[place + 2])
        for place in range(0, len(columns), 3)
    ]
