"""Measure scores against outcomes: ranking, paired comparison, calibration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.calibration import log_odds
from riskmodel.modelling.definition import Judgement
from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.resampling import interval, village_weights
from riskmodel.modelling.evaluation.results import (
    Calibrated,
    CalibrationBin,
    Compared,
    Figure,
    Ranked,
)
from riskmodel.modelling.training import Sample, fit_line

Floats = NDArray[np.float64]

SLOPE_RESAMPLES = 200


@dataclass(frozen=True)
class Measured:
    """Measures of each score, at its point and in each resample, on the same rows.

    `point[name]` has shape (measures,), `resampled[name]` shape (resamples, measures).
    """

    capacities: tuple[float, ...]
    point: dict[str, Floats]
    resampled: dict[str, Floats]

    def ranked(self, name: str) -> Ranked:
        """One score's figures."""
        auc, precision, recall = self._figures(self.point[name], self.resampled[name])
        return Ranked(auc=auc, average_precision=precision, recall=recall)

    def compared(self, name: str, rival: str) -> Compared:
        """One score minus a rival, resample by resample."""
        auc, precision, recall = self._figures(
            self.point[name] - self.point[rival], self.resampled[name] - self.resampled[rival]
        )
        return Compared(
            rival=rival,
            auc=auc,
            average_precision=precision,
            recall=recall,
            verdict=verdict(auc, precision),
        )

    def _figures(
        self, point: Floats, resampled: Floats
    ) -> tuple[Figure, Figure, dict[str, Figure]]:
        figures = [_figure(value, held) for value, held in zip(point, resampled.T, strict=True)]
        recall = {f"{k:g}": f for k, f in zip(self.capacities, figures[2:], strict=True)}
        return figures[0], figures[1], recall


def _figure(value: float, resampled: Floats) -> Figure:
    low, high = interval(resampled)
    return Figure(value=float(value), low=low, high=high)


def verdict(auc: Figure, precision: Figure) -> Literal["beats", "ties", "loses"]:
    """What paired intervals of AUC and average precision say of the model against its rival.

    AUC decides who beats, since it uses every pair of households and so says most from a few
    hundred events; a model whose top of the list is worse for certain loses whatever its AUC.
    """
    if auc.high < 0 or precision.high < 0:
        return "loses"
    return "beats" if auc.low > 0 else "ties"


def measure(
    sample: Sample,
    scores: Mapping[str, Floats],
    capacities: tuple[float, ...],
    judgement: Judgement,
) -> Measured:
    """Measure every score on the same rows and the same resamples of villages."""
    rankings = {name: Ranking(score, sample.outcome, capacities) for name, score in scores.items()}
    draws = village_weights(sample.village, sample.weight, judgement.resamples, judgement.seed)
    resampled: dict[str, list[Floats]] = {name: [] for name in scores}
    for weight in draws:
        for name, ranking in rankings.items():
            resampled[name].append(ranking.measures(weight))
    return Measured(
        capacities=capacities,
        point={name: ranking.measures(sample.weight) for name, ranking in rankings.items()},
        resampled={name: np.array(held) for name, held in resampled.items()},
    )


def judge_calibration(sample: Sample, probability: Floats, judgement: Judgement) -> Calibrated:
    """Calibration in the large, slope and a curve by tenths, with intervals by village."""
    score = log_odds(probability)
    weights = list(
        village_weights(sample.village, sample.weight, judgement.resamples, judgement.seed)
    )
    ratio = [_observed_over_expected(sample.outcome, probability, w) for w in weights]
    slopes = [_slope(score, sample.outcome, w) for w in weights[:SLOPE_RESAMPLES]]
    base_rate = float(np.average(sample.outcome, weights=sample.weight))
    return Calibrated(
        observed_over_expected=_figure(
            _observed_over_expected(sample.outcome, probability, sample.weight), np.array(ratio)
        ),
        slope=_figure(_slope(score, sample.outcome, sample.weight), np.array(slopes)),
        brier=float(np.average((probability - sample.outcome) ** 2, weights=sample.weight)),
        brier_of_base_rate=base_rate * (1 - base_rate),
        bins=_bins(sample, probability, weights),
    )


def _observed_over_expected(outcome: Floats, probability: Floats, weight: Floats) -> float:
    return float(np.sum(weight * outcome) / np.sum(weight * probability))


def _slope(score: Floats, outcome: Floats, weight: Floats) -> float:
    drawn = weight > 0
    if len(np.unique(outcome[drawn])) < 2:
        return float("nan")
    return fit_line(score[drawn], outcome[drawn], weight[drawn])[1]


def _bins(sample: Sample, probability: Floats, weights: list[Floats]) -> list[CalibrationBin]:
    edges = np.quantile(probability, np.linspace(0, 1, 11)[1:-1])
    tenth = np.searchsorted(edges, probability, side="right")
    found = []
    for number in np.unique(tenth):
        rows = tenth == number
        outcome, weight = sample.outcome[rows], sample.weight[rows]
        resampled = [
            np.average(outcome, weights=w[rows]) if w[rows].sum() > 0 else np.nan for w in weights
        ]
        found.append(
            CalibrationBin(
                rows=int(rows.sum()),
                predicted=float(np.average(probability[rows], weights=weight)),
                observed=_figure(float(np.average(outcome, weights=weight)), np.array(resampled)),
            )
        )
    return found
