"""Fit the tables of uncertainty on the calibration rows."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from riskmodel.modelling.definition import Certainty
from riskmodel.modelling.uncertainty import Uncertainty

Floats = NDArray[np.float64]

STEPS = 100
"""Steps that the raw score is cut into; a predictor of the step is as valid as one of the score,
and needs two small regressions a step instead of two large ones a household."""


def fit_uncertainty(
    raw_score: Floats, outcome: Floats, weight: Floats, certainty: Certainty
) -> Uncertainty:
    """Venn-Abers table and conformal limit from rows that the learner has not seen.

    The steps hold about equally many calibration rows each. In every step the household asked
    about is added once as not falling back and once as falling back, with the mean weight, and
    each time an isotonic regression says what the step's probability then is.
    """
    edges = np.unique(np.quantile(raw_score, np.linspace(0, 1, STEPS + 1)[1:-1]))
    step = np.searchsorted(edges, raw_score, side="right")
    rows = np.bincount(step, weight, len(edges) + 1).astype(np.float64)
    events = np.bincount(step, weight * outcome, len(edges) + 1).astype(np.float64)
    low, high = (
        [_with_one_more(rows, events, place, answer, weight.mean()) for place in range(len(rows))]
        for answer in (0.0, 1.0)
    )
    return Uncertainty(
        edges=edges.tolist(),
        low=low,
        high=high,
        low_below=_low_below(raw_score[outcome == 1], certainty.miss_at_most),
        miss_at_most=certainty.miss_at_most,
    )


def _with_one_more(rows: Floats, events: Floats, place: int, answer: float, one: float) -> float:
    """The isotonic probability of a step to which one household with a known answer is added."""
    added = np.eye(len(rows))[place] * one
    total = rows + added
    share = np.divide(events + answer * added, total, out=np.zeros_like(total), where=total > 0)
    kept = total > 0
    fitted = isotonic_regression(share[kept], weights=total[kept])
    return float(fitted.x[kept[:place].sum()])


def _low_below(event_scores: Floats, miss_at_most: float) -> float | None:
    """The raw score below which the conformal p-value of falling back is at most the level.

    The p-value of a score is (events that score no higher + 1) / (events + 1).
    """
    place = int(miss_at_most * (len(event_scores) + 1))
    return float(np.sort(event_scores)[place - 1]) if place >= 1 else None
