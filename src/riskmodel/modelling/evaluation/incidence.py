"""How many of each band had fallen back after one, two and more horizons, exits competing."""

from dataclasses import dataclass

import numpy as np

from riskmodel.modelling.evaluation.cohort import cohort_under_test
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.evaluation.results import Incidence
from riskmodel.modelling.labels import EXITS, is_monitored, is_poor, rows_at_horizon
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import Floats, Places, Prepared, Rows
from riskmodel.truth import ratio

STEPS = 3


def cumulative_incidence(prepared: Prepared, pool: Pool) -> list[Incidence]:
    """By band and horizon, for as many horizons as the panel follows, three at most.

    Of the whole cohort of the tested villages, not only of those who were followed. A household
    that is lost, or seen but not measured, is censored from then on. Counts are weighted. Empty
    where the panel has only one index date.
    """
    if prepared.definition.split.time == "same_wave":
        return []
    cohort = cohort_under_test(prepared, pool)
    judgement = prepared.definition.judgement
    village = prepared.village[cohort.places]
    resamples = Resamples.draw(village, judgement.resamples, judgement.seed)
    weight = prepared.weight[cohort.places]
    steps = _steps(prepared, cohort.places)
    months = prepared.definition.label.horizon_months
    return [
        _of_band(band, number * months, _totals(steps[:number], rows, resamples, weight))
        for band in Band
        for number in range(1, len(steps) + 1)
        if (steps[number - 1].at_risk & (rows := cohort.band == band)).any()
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


def _totals(
    steps: list[_Step], rows: Rows, resamples: Resamples, weight: Floats
) -> list[tuple[Floats, Floats, Floats]]:
    """At risk, fell and left of each step among some rows, shape (1 + resamples,) each."""
    found = []
    for step in steps:
        columns = np.column_stack([step.at_risk & rows, step.fell & rows, step.left & rows])
        at_risk, fell, left = resamples.totals(columns.astype(np.float64), weight).T
        found.append((at_risk, fell, left))
    return found


def _of_band(band: Band, months: int, totals: list[tuple[Floats, Floats, Floats]]) -> Incidence:
    still = alone = np.ones(len(totals[0][0]))
    fallen: Floats = np.zeros(len(still))
    for at_risk, fell, left in totals:
        hazard, exit_hazard = ratio(fell, at_risk), ratio(left, at_risk)
        fallen = fallen + still * hazard
        still = still * (1 - hazard - exit_hazard)
        alone = alone * (1 - hazard)
    at_risk, fell, left = totals[-1]
    return Incidence(
        band=band.value,
        months=months,
        at_risk=round(at_risk[0]),
        fell=round(fell[0]),
        left=round(left[0]),
        cumulative=figure(fallen),
        without_exits=float(1 - alone[0]),
    )
