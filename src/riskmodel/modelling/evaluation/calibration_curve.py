"""Whether probabilities come true as often as they say."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

from riskmodel.modelling.calibration import log_odds
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import Calibrated, CalibrationBin
from riskmodel.modelling.prepared import Floats
from riskmodel.modelling.training import fit_line
from riskmodel.truth import ratio

SLOPE_RESAMPLES = 200


def judge_calibration(pool: Pool, probability: Floats) -> Calibrated:
    """Calibration in the large, slope and a curve by tenths, with intervals by village."""
    outcome, weight, score = pool.outcome, pool.weight, log_odds(probability)
    totals = pool.resamples.totals(np.column_stack([outcome, probability]), weight)
    slopes = [_slope(score, outcome, weight)] + [
        _slope(score, outcome, drawn)
        for drawn, _ in zip(pool.resamples.weights(weight), range(SLOPE_RESAMPLES), strict=False)
    ]
    base_rate = pool.base_rate()
    curve = IsotonicRegression(out_of_bounds="clip").fit(probability, outcome, weight)
    return Calibrated(
        observed_over_expected=figure(ratio(totals[:, 0], totals[:, 1])),
        slope=figure(np.array(slopes)),
        integrated_index=float(
            np.average(np.abs(curve.predict(probability) - probability), weights=weight)
        ),
        brier=float(np.average((probability - outcome) ** 2, weights=weight)),
        brier_of_base_rate=base_rate * (1 - base_rate),
        bins=_bins(pool, probability),
    )


def _slope(score: Floats, outcome: Floats, weight: Floats) -> float:
    drawn = weight > 0
    if len(np.unique(outcome[drawn])) < 2:
        return float("nan")
    return fit_line(score[drawn], outcome[drawn], weight[drawn])[1]


def _bins(pool: Pool, probability: Floats) -> list[CalibrationBin]:
    edges = np.quantile(probability, np.linspace(0, 1, 11)[1:-1])
    tenth = np.searchsorted(edges, probability, side="right")
    found = []
    for number in np.unique(tenth):
        rows = (tenth == number).astype(np.float64)
        columns = np.column_stack([rows, rows * pool.outcome, rows * probability])
        totals = pool.resamples.totals(columns, pool.weight)
        found.append(
            CalibrationBin(
                rows=int(rows.sum()),
                predicted=float(totals[0, 2] / totals[0, 0]),
                observed=figure(ratio(totals[:, 1], totals[:, 0])),
            )
        )
    return found
