"""A fitted model as it serves: trees, calibrator and the reference that a score is placed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.modelling.calibration import LogisticCalibrator
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.features import AnyFeature
from riskmodel.modelling.uncertainty import Uncertainty

Floats = NDArray[np.float64]


class Band(StrEnum):
    """Where a score stands, in words that a reviewer acts on."""

    HIGH = "high"
    ELEVATED = "elevated"
    ORDINARY = "ordinary"
    SEE_FIRST = "see_first"
    """Neither high nor elevated, yet not certain enough to be called low."""


class Distribution(BaseModel):
    """What one feature held in the training rows.

    `edges` cut the known values into steps, `shares` are of the known rows in each, `missing` of
    all rows. `smallest` and `largest` are the 0.5th and 99.5th percentile of the positive values,
    None where there is none: far beyond them a figure is in another unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edges: list[float]
    shares: list[float]
    missing: float
    smallest: float | None
    largest: float | None


class Reference(BaseModel):
    """What the model saw when it was made, against which a new household is placed.

    `probabilities` are the 0th to 100th percentiles of the calibrated probability over the
    calibration rows. `always_known` names the features that no training row lacked: a tree has no
    branch for their absence and would read it as zero. `categories` are the positions that
    training saw of each categorical feature that it ever knew. `distributions` are by feature,
    for `monitoring`; one that was never known has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    probabilities: list[float]
    always_known: list[str]
    categories: dict[str, list[int]]
    distributions: dict[str, Distribution]


@dataclass(frozen=True)
class Prediction:
    """Scores of shape (rows,): log-odds before calibration, and calibrated probabilities."""

    raw_score: Floats
    probability: Floats


@dataclass(frozen=True, eq=False)
class RiskModel:
    """One fitted model; immutable, so that one reference can be swapped while it serves."""

    definition: ModelDefinition
    features: tuple[AnyFeature, ...]
    booster: lgb.Booster
    calibrator: LogisticCalibrator
    uncertainty: Uncertainty
    reference: Reference

    def predict(self, X: Floats) -> Prediction:
        """Score rows of shape (rows, features).

        One thread: a score must not wait for a pool, and forked workers hang on one.
        """
        raw = self.booster.predict(X, raw_score=True, num_threads=1)
        return self.calibrated(np.asarray(raw, dtype=np.float64))

    def calibrated(self, raw_score: Floats) -> Prediction:
        """The prediction of rows whose raw score, shape (rows,), is known."""
        return Prediction(raw_score, self.calibrator.predict(raw_score))

    def percentile(self, probability: Floats) -> Floats:
        """Per cent of the reference households with a lower probability, shape (rows,)."""
        grid = np.array(self.reference.probabilities)
        return np.interp(probability, grid, np.linspace(0, 100, len(grid)))

    def band(self, prediction: Prediction) -> NDArray[np.str_]:
        """`high`, `elevated`, `ordinary` or `see_first` of each row, "" where the score is NaN.

        The two upper bands are the top shares of the reference that the definition names. Below
        them a household is `ordinary` only where the score is certain enough to be called low;
        else the score abstains, and the household is to be seen first.
        """
        review = self.definition.review
        percentile = self.percentile(prediction.probability)
        return np.select(
            [
                np.isnan(percentile),
                percentile >= 100 - review.high,
                percentile >= 100 - review.elevated,
                self.uncertainty.may_be_called_low(prediction.raw_score),
            ],
            ["", Band.HIGH, Band.ELEVATED, Band.ORDINARY],
            Band.SEE_FIRST,
        )

    def unscorable(self, X: Floats) -> dict[str, NDArray[np.bool_]]:
        """By feature, the rows that cannot be scored for want of it.

        Those where a required feature is unknown, one is unknown that never was in training, or
        a category was never seen in training.
        """
        known = ~np.isnan(X)
        bad = ~known[:, self._needed]
        faults = {self._needed[place]: bad[:, place] for place in np.flatnonzero(bad.any(axis=0))}
        for place, seen in self._seen.items():
            strange = known[:, place].copy()
            strange[strange] = ~seen[np.minimum(X[strange, place], len(seen) - 1).astype(int)]
            if strange.any():
                faults[place] = faults.get(place, False) | strange
        return {self.features[place].name: faults[place] for place in sorted(faults)}

    @cached_property
    def _needed(self) -> list[int]:
        """Places of the features without which nothing is scored."""
        required = {*self.definition.features.required, *self.reference.always_known}
        return [place for place, f in enumerate(self.features) if f.name in required]

    @cached_property
    def _seen(self) -> dict[int, NDArray[np.bool_]]:
        """By place of a categorical feature, whether training saw each position; none beyond."""
        return {
            place: np.isin(np.arange(len(feature.categories) + 1), held)
            for place, feature in enumerate(self.features)
            if (held := self.reference.categories.get(feature.name)) is not None
        }


def make_reference(features: Sequence[AnyFeature], X: Floats, calibrated: Floats) -> Reference:
    """The reference of a model trained on `X`, whose calibration rows scored `calibrated`."""
    known = ~np.isnan(X)
    return Reference(
        probabilities=np.quantile(calibrated, np.linspace(0, 1, 101)).tolist(),
        always_known=[f.name for f, seen in zip(features, known.T, strict=True) if seen.all()],
        categories={
            feature.name: np.unique(column[~np.isnan(column)]).astype(int).tolist()
            for feature, column in zip(features, X.T, strict=True)
            if feature.categories and not np.isnan(column).all()
        },
        distributions={
            feature.name: _distribution(column)
            for feature, column in zip(features, X.T, strict=True)
            if not np.isnan(column).all()
        },
    )


def _distribution(column: Floats) -> Distribution:
    known = column[~np.isnan(column)]
    positive = known[known > 0]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, 11)[1:-1]))
    ends = np.quantile(positive, [0.005, 0.995]) if len(positive) else None
    return Distribution(
        edges=edges.tolist(),
        shares=shares(known, edges).tolist(),
        missing=float(np.isnan(column).mean()),
        smallest=None if ends is None else float(ends[0]),
        largest=None if ends is None else float(ends[1]),
    )


def shares(known: Floats, edges: Floats) -> Floats:
    """The share of known values in each step that the edges cut, shape (edges + 1,)."""
    step = np.searchsorted(edges, known, side="right")
    return np.asarray(np.bincount(step, minlength=len(edges) + 1) / max(len(known), 1))
