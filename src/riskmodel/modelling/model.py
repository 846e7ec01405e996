"""A fitted model as it serves: trees, calibrator and the reference that a score is placed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.modelling.averaging import Fits
from riskmodel.modelling.calibration import LogisticCalibrator
from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.features import AnyFeature, Unit
from riskmodel.modelling.uncertainty import Uncertainty
from riskmodel.truth import Bools, Carrier, Numbers, anywhere, carried, first_of, is_unknown

if TYPE_CHECKING:
    from lightgbm import Booster

Floats = NDArray[np.float64]

ANSWERED = (Unit.PEOPLE, Unit.YES_NO, Unit.CATEGORY)
"""Units of features with few different values, each of which is counted."""


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

    At least half of the known rows hold `median` or more, and at least half hold it or less. For
    counts of people, yes/no and categories `answers` are the different values, ascending, and
    `answer_shares` the share of the known rows that hold each; of other features both are empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edges: list[float]
    shares: list[float]
    missing: float
    smallest: float | None
    largest: float | None
    median: float
    answers: list[float]
    answer_shares: list[float]


class Reference(BaseModel):
    """What the model saw when it was made, against which a new household is placed.

    `probabilities` are the 0th to 100th percentiles of the calibrated probability over the
    calibration rows. `always_known` names the features that no training row lacked: a tree has no
    branch for their absence and would read it as zero. `categories` are the positions that
    training saw of each categorical feature that it ever knew. `distributions` are by feature,
    for `monitoring` and for what reasons are compared with; one that was never known has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    probabilities: list[float]
    always_known: list[str]
    categories: dict[str, list[int]]
    distributions: dict[str, Distribution]


@dataclass(frozen=True)
class Prediction(Generic[Carrier]):
    """Log-odds before calibration and calibrated probabilities: shape (rows,), or two floats."""

    raw_score: Carrier
    probability: Carrier


@dataclass(frozen=True, eq=False)
class RiskModel:
    """One fitted model; immutable, so that one reference can be swapped while it serves."""

    definition: ModelDefinition
    features: tuple[AnyFeature, ...]
    booster: "Booster"
    calibrator: LogisticCalibrator
    uncertainty: Uncertainty
    reference: Reference

    @property
    def fits(self) -> Fits:
        """The fits that the booster is the mean of, and which trees are whose."""
        count = self.definition.learner.fits
        return Fits(count, self.booster.num_trees() // count)

    def predict(self, X: Floats) -> Prediction[Floats]:
        """Score rows of shape (rows, features).

        One thread: a score must not wait for a pool, and forked workers hang on one.
        """
        raw = self.booster.predict(X, raw_score=True, num_threads=1)
        return self.calibrated(np.asarray(raw, dtype=np.float64))

    def calibrated(self, raw_score: Carrier) -> Prediction[Carrier]:
        """The prediction of rows whose raw score is known, or of one household."""
        return Prediction(raw_score, self.calibrator.predict(raw_score))

    def percentile(self, probability: Carrier) -> Carrier:
        """Per cent of the reference households with a lower probability."""
        return carried(np.interp(probability, *self._percentiles), probability)

    @cached_property
    def _percentiles(self) -> tuple[Floats, Floats]:
        grid = np.array(self.reference.probabilities)
        return grid, np.linspace(0, 100, len(grid))

    def band(self, prediction: Prediction[Carrier]) -> Any:
        """`high`, `elevated`, `ordinary` or `see_first` of each row, "" where the score is NaN.

        The two upper bands are the top shares of the reference that the definition names. Below
        them a household is `ordinary` only where the score is certain enough to be called low;
        else the score abstains, and the household is to be seen first.
        """
        review = self.definition.review
        percentile = self.percentile(prediction.probability)
        return first_of(
            [
                (is_unknown(percentile), ""),
                (percentile >= 100 - review.high, Band.HIGH),
                (percentile >= 100 - review.elevated, Band.ELEVATED),
                (self.uncertainty.may_be_called_low(prediction.raw_score), Band.ORDINARY),
            ],
            Band.SEE_FIRST,
        )

    def unscorable(self, values: Sequence[Numbers]) -> dict[str, Bools]:
        """By feature, where it keeps a household from being scored; only those that do at all.

        `values` are one a feature. A required feature is unknown, one is unknown that never was
        in training, or a category was never seen in training.
        """
        faults: dict[int, Bools] = {}
        for place in self._needed:
            unknown = is_unknown(values[place])
            if anywhere(unknown):
                faults[place] = unknown
        for place, seen in self._seen.items():
            strange = _is_none_of(values[place], seen)
            if anywhere(strange):
                faults[place] = faults.get(place, False) | strange
        return {self.features[place].name: faults[place] for place in sorted(faults)}

    @cached_property
    def _needed(self) -> list[int]:
        """Places of the features without which nothing is scored."""
        required = {*self.definition.features.required, *self.reference.always_known}
        return [place for place, f in enumerate(self.features) if f.name in required]

    @cached_property
    def _seen(self) -> dict[int, list[int]]:
        """By place of a categorical feature, the positions that training saw."""
        return {
            place: self.reference.categories[feature.name]
            for place, feature in enumerate(self.features)
            if feature.name in self.reference.categories
        }


def _is_none_of(values: Numbers, positions: Sequence[int]) -> Bools:
    """Where a category is known and none of some."""
    settled = is_unknown(values)
    for position in positions:
        settled = settled | (values == position)
    return settled ^ True


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
            feature.name: _distribution(column, answered=feature.unit in ANSWERED)
            for feature, column in zip(features, X.T, strict=True)
            if not np.isnan(column).all()
        },
    )


def _distribution(column: Floats, *, answered: bool) -> Distribution:
    known = column[~np.isnan(column)]
    answers, counts = np.unique(known if answered else [], return_counts=True)
    positive = known[known > 0]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, 11)[1:-1]))
    ends = np.quantile(positive, [0.005, 0.995]) if len(positive) else None
    return Distribution(
        edges=edges.tolist(),
        shares=shares(known, edges).tolist(),
        missing=float(np.isnan(column).mean()),
        smallest=None if ends is None else float(ends[0]),
        largest=None if ends is None else float(ends[1]),
        median=float(np.quantile(known, 0.5, method="lower")),
        answers=answers.tolist(),
        answer_shares=(counts / len(known)).tolist(),
    )


def shares(known: Floats, edges: Floats) -> Floats:
    """The share of known values in each step that the edges cut, shape (edges + 1,)."""
    return np.asarray(in_steps(known, edges) / max(len(known), 1))


def in_steps(known: Floats, edges: Floats) -> NDArray[np.int64]:
    """How many known values are in each step that the edges cut, shape (edges + 1,)."""
    step = np.searchsorted(edges, known, side="right")
    return np.bincount(step, minlength=len(edges) + 1)
