"""How the model does for each group of households."""

import numpy as np

from riskmodel.modelling.evaluation.groups import Level, crossings, levels
from riskmodel.modelling.evaluation.measures import measure
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.ranking import on_list
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import Figure, GroupFigures
from riskmodel.modelling.labels import FollowUp
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import Floats, Prepared, Rows
from riskmodel.truth import ratio


def by_group(prepared: Prepared, pool: Pool, model: str) -> list[GroupFigures]:
    """One entry a group that has tested households, in the order of `groups.levels`.

    Behind them the crossings of two groups that have events enough to say anything.
    """
    capacity = prepared.definition.review.high / 100
    listed = on_list(pool.scores[model], pool.weight, capacity)
    single = [level for level in levels(prepared.panel) if level.rows[pool.places].any()]
    fewest = prepared.definition.judgement.fewest_events
    crossed = [
        level
        for level in crossings(single)
        if pool.outcome[level.rows[pool.places]].sum() >= fewest
    ]
    return [_of_group(prepared, pool, model, level, listed) for level in (*single, *crossed)]


def _of_group(
    prepared: Prepared, pool: Pool, model: str, level: Level, listed: Floats
) -> GroupFigures:
    rows = level.rows[pool.places]
    events = int(pool.outcome[rows].sum())
    totals = _Totals(pool, rows, listed, pool.calibrated[model])
    enough = events >= prepared.definition.judgement.fewest_events
    return GroupFigures(
        group=level.group,
        level=level.level,
        label_en=level.label_en,
        label_zh=level.label_zh,
        disparity=level.disparity,
        crossed=level.crossed,
        rows=int(rows.sum()),
        events=events,
        followed=_followed(prepared, level.rows & (prepared.days == pool.day)),
        base_rate=float(np.average(pool.outcome[rows], weights=pool.weight[rows])),
        see_first=float(np.average(pool.band[rows] == Band.SEE_FIRST, weights=pool.weight[rows])),
        auc=_auc(pool, model, rows) if enough else None,
        observed_over_expected=totals.observed_over_expected() if enough else None,
        exclusion_error=totals.exclusion_error() if enough else None,
        exclusion_ratio=totals.exclusion_ratio() if enough else None,
        inclusion_error=totals.inclusion_error() if enough else None,
        called_low=totals.called_low() if enough else None,
    )


def _followed(prepared: Prepared, rows: Rows) -> float:
    cohort = rows & prepared.labels.cohort
    known = prepared.labels.follow_up[cohort] == FollowUp.OBSERVED
    return float(known.mean()) if len(known) else 0.0


def _auc(pool: Pool, model: str, rows: Rows) -> Figure:
    return measure(pool, {model: pool.scores[model]}, (10.0,), rows=rows).ranked(model).auc


class _Totals:
    """Sums of one group and of all others, in the sample and in each resample.

    The list is that of the sample, held fixed: a resample asks how the same list would have done.
    """

    def __init__(self, pool: Pool, rows: Rows, listed: Floats, probability: Floats) -> None:
        fell, low = pool.outcome, pool.band == Band.ORDINARY
        held = np.column_stack([fell, fell * listed, listed, probability, fell * low])
        columns = np.hstack([held * rows[:, None], held[:, :2] * ~rows[:, None]])
        totals = pool.resamples.totals(columns, pool.weight)
        self._fell, self._found, self._listed, self._expected, self._low = totals.T[:5]
        self._others_fell, self._others_found = totals.T[5:]

    def observed_over_expected(self) -> Figure:
        return figure(ratio(self._fell, self._expected))

    def exclusion_error(self) -> Figure:
        return figure(1 - ratio(self._found, self._fell))

    def exclusion_ratio(self) -> Figure | None:
        others = 1 - ratio(self._others_found, self._others_fell)
        found = ratio(1 - ratio(self._found, self._fell), others)
        return None if np.isnan(found[0]) else figure(found)

    def inclusion_error(self) -> Figure | None:
        found = 1 - ratio(self._found, self._listed)
        return None if np.isnan(found[0]) else figure(found)

    def called_low(self) -> Figure:
        return figure(ratio(self._low, self._fell))
