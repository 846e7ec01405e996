"""The one path from household columns to a score, whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import SchemaMismatchError
from riskmodel.explanation.contributions import Contributions, Method
from riskmodel.modelling.features import AnyFeature, Feature, feature_matrix
from riskmodel.modelling.model import Prediction, RiskModel
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.columns import Columns
from riskmodel.truth import Bools, Numbers, either

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Scores of a table of households; arrays have one entry a row.

    `raw_score` is in log-odds before calibration; `low` and `high` are the ends of the interval of
    the probability. Figures are NaN in rows named by `unscorable`,
    which gives, by feature, the rows that cannot be scored for want of it.
    """

    X: Floats
    raw_score: Floats
    probability: Floats
    percentile: Floats
    low: Floats
    high: Floats
    band: NDArray[np.str_]
    unscorable: dict[str, NDArray[np.bool_]]
    features: tuple[Feature, ...]

    def scored(self, row: int) -> bool:
        """Whether the row has a score."""
        return not np.isnan(self.probability[row])

    def lacking(self, row: int) -> list[Feature]:
        """The features for want of which a row has no score."""
        return _named(self.features, [name for name, rows in self.unscorable.items() if rows[row]])


@dataclass(frozen=True)
class Scores(Figures):
    """Scores with why they are what they are; `contributions` are in the order of `features`.

    `method` is what the contributions are set against.
    """

    contributions: Contributions
    method: Method

    def household(self, row: int) -> "HouseholdScore":
        """One household's, the same as if it had been scored alone."""
        by_fit = self.contributions.by_fit
        return HouseholdScore(
            x=self.X[row],
            raw_score=float(self.raw_score[row]),
            probability=float(self.probability[row]),
            percentile=float(self.percentile[row]),
            low=float(self.low[row]),
            high=float(self.high[row]),
            band=str(self.band[row]),
            lacking=self.lacking(row),
            base_value=float(self.contributions.base_value[row]),
            values=self.contributions.values[row],
            by_fit=None if by_fit is None else by_fit[row],
        )


@dataclass(frozen=True, slots=True)
class HouseholdScore:
    """The score of one household, and why it is what it is; NaN where it is `lacking` features.

    `x` and `values`, the contributions, have shape (features,); `by_fit` (fits, features).
    """

    x: Floats
    raw_score: float
    probability: float
    percentile: float
    low: float
    high: float
    band: str
    lacking: list[Feature]
    base_value: float
    values: Floats
    by_fit: Floats | None

    @property
    def scored(self) -> bool:
        """Whether there is a score."""
        return not isnan(self.probability)


def score(served: ServedModel, columns: Columns, line: Floats, *, by_fit: bool = False) -> Scores:
    """Score and explain every household; with `by_fit` as each fit would explain it, too.

    `line` is the monitoring line in force, yuan a head and year, shape (rows,), NaN where none is
    configured. Raises SchemaMismatchError for a model that reads columns of its own panel.
    """
    model = served.artifact.model
    features = catalogue_features(model)
    X = feature_matrix(columns, line, features)
    contributions = served.explainer.explain(X, by_fit=by_fit)
    placed = _placed(model, list(X.T), contributions.raw_score)
    return Scores(
        X=X,
        features=features,
        contributions=contributions,
        method=served.explainer.method,
        **vars(placed),
    )


def score_household(served: ServedModel, columns: Columns, line: float) -> HouseholdScore:
    """Score and explain the only household of a table of one row.

    By the same functions as a table, over plain figures in place of arrays.
    """
    model = served.artifact.model
    features = catalogue_features(model)
    X = feature_matrix(columns, np.array([line]), features)
    found = served.explainer.explain(X, by_fit=True)
    placed = _placed(model, X[0].tolist(), float(found.raw_score[0]))
    return HouseholdScore(
        x=X[0],
        raw_score=placed.raw_score,
        probability=placed.probability,
        percentile=placed.percentile,
        low=placed.low,
        high=placed.high,
        band=str(placed.band),
        lacking=_named(features, placed.unscorable),
        base_value=float(found.base_value[0]),
        values=found.values[0],
        by_fit=None if found.by_fit is None else found.by_fit[0],
    )


def figures(model: RiskModel, columns: Columns, line: Floats) -> Figures:
    """Score every household without explaining it; the arguments and errors of `score`."""
    features = catalogue_features(model)
    X = feature_matrix(columns, line, features)
    placed = _placed(model, list(X.T), model.predict(X).raw_score)
    return Figures(X=X, features=features, **vars(placed))


@dataclass(frozen=True)
class _Placed:
    """What a raw score stands for: of one household, or of each row of a table."""

    raw_score: Numbers
    probability: Numbers
    percentile: Numbers
    low: Numbers
    high: Numbers
    band: Any
    unscorable: dict[str, Bools]


def _placed(model: RiskModel, values: list[Numbers], raw_score: Numbers) -> _Placed:
    """Place a raw score, unless a feature of `values`, one a feature, forbids to give one."""
    unscorable = model.unscorable(values)
    raw, probability = raw_score, model.calibrated(raw_score).probability
    for blank in unscorable.values():
        raw, probability = either(blank, np.nan, raw), either(blank, np.nan, probability)
    low, high = model.uncertainty.interval(raw, probability)
    return _Placed(
        raw_score=raw,
        probability=probability,
        percentile=model.percentile(probability),
        low=low,
        high=high,
        band=model.band(Prediction(raw, probability)),
        unscorable=unscorable,
    )


def _named(features: Iterable[Feature], names: Iterable[str]) -> list[Feature]:
    chosen = list(names)
    return [one for one in features if one.name in chosen] if chosen else []


@lru_cache(maxsize=16)
def _of_the_catalogue(features: tuple[AnyFeature, ...]) -> tuple[Feature, ...]:
    return tuple(feature for feature in features if isinstance(feature, Feature))


def catalogue_features(model: RiskModel) -> tuple[Feature, ...]:
    """The features of a model that reads the household record alone."""
    features = _of_the_catalogue(model.features)
    if len(features) < len(model.features):
        message = (
            f"{model.definition.model.name} reads columns of its own panel and cannot score a "
            "household record: train it on features of the catalogue"
        )
        raise SchemaMismatchError(message)
    return features
