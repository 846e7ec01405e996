"""How far a distribution has moved from the one a model learnt from."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.model import Distribution, shares

Floats = NDArray[np.float64]

BEYOND = 100.0
"""Times beyond what training saw: no income moves so far, a unit does (万元 for 元: 10,000)."""
_LEAST_SHARE = 1e-4


def stability_index(then: Floats, now: Floats) -> float:
    """Population stability index: the sum of (now - then) × ln(now / then) over the steps.

    Below 0.1 little has moved, above 0.25 much (the usual reading; Siddiqi 2006, "Credit Risk
    Scorecards"). An empty step counts as one in ten thousand.
    """
    before, after = (np.maximum(held, _LEAST_SHARE) for held in (then, now))
    return float(np.sum((after - before) * np.log(after / before)))


def feature_index(reference: Distribution, column: Floats) -> float:
    """The index of a feature's known values; 0 where none is known."""
    known = column[~np.isnan(column)]
    if len(known) == 0:
        return 0.0
    edges = np.array(reference.edges)
    return stability_index(np.array(reference.shares), shares(known, edges))


def other_unit(reference: Distribution, column: Floats) -> float:
    """The share of positive values that only another unit explains; 0 where none is positive."""
    positive = column[column > 0]
    if len(positive) == 0 or reference.smallest is None or reference.largest is None:
        return 0.0
    beyond = (positive < reference.smallest / BEYOND) | (positive > reference.largest * BEYOND)
    return float(beyond.mean())
