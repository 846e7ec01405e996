"""What bands and intervals were worth: did "low" hold, did the interval cover."""

import numpy as np

from riskmodel.modelling.evaluation.pool import Pool, design_effect
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import Certain
from riskmodel.modelling.model import Band
from riskmodel.modelling.prepared import Floats
from riskmodel.truth import ratio

_SLICES = 100
_FEWEST_EVENTS = 5
"""A slice with fewer expected events says nothing of whether its rate lies in an interval."""


def judge_certainty(pool: Pool, probability: Floats, miss_at_most: float) -> Certain:
    """By band the share and the rate, the events called low, and the cover of the intervals."""
    member = np.column_stack([pool.band == band for band in Band]).astype(np.float64)
    fell = member * pool.outcome[:, None]
    ones = np.ones((len(pool.outcome), 1))
    columns = np.hstack([member, fell, ones, pool.outcome[:, None]])
    totals = pool.resamples.totals(columns, pool.weight)
    bands = len(Band)
    ordinary = list(Band).index(Band.ORDINARY)
    rates = ratio(totals[:, bands : 2 * bands], totals[:, :bands])
    return Certain(
        share={
            band.value: float(totals[0, place] / totals[0, -2]) for place, band in enumerate(Band)
        },
        rate={
            band.value: figure(rates[:, place])
            for place, band in enumerate(Band)
            if totals[0, place] > 0
        },
        called_low=figure(ratio(totals[:, bands + ordinary], totals[:, -1])),
        miss_at_most=miss_at_most,
        in_interval=_cover(pool, probability),
        width=float(np.average(pool.high - pool.low, weights=pool.weight)),
    )


def _cover(pool: Pool, probability: Floats) -> float:
    """The share of slices of like probability whose rate lies in their mean interval.

    One household's outcome is 0 or 1 and lies in no interval of probabilities; the rate of many
    of like probability can. A slice's own chance error widens its interval by two of its standard
    errors.
    """
    order = np.argsort(probability, kind="stable")
    inside = []
    for rows in np.array_split(order, min(_SLICES, max(1, pool.events // _FEWEST_EVENTS))):
        weight = pool.weight[rows]
        rate = np.average(pool.outcome[rows], weights=weight)
        low, high = (np.average(end[rows], weights=weight) for end in (pool.low, pool.high))
        expected = np.average(probability[rows], weights=weight)
        alike = len(rows) / design_effect(weight)
        error = 2 * np.sqrt(expected * (1 - expected) / alike)
        inside.append(low - error <= rate <= high + error)
    return float(np.mean(inside))
