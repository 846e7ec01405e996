"""The one path from household columns to a score, whoever asks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import SchemaMismatchError
from riskmodel.explanation.contributions import Contributions, Method
from riskmodel.modelling.features import Feature, feature_matrix
from riskmodel.modelling.model import Prediction, RiskModel
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.columns import Columns
from riskmodel.stages import mark

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


@dataclass(frozen=True)
class Scores(Figures):
    """Scores with why they are what they are; `contributions` are in the order of `features`.

    `method` is what the contributions are set against.
    """

    contributions: Contributions
    method: Method


def score(served: ServedModel, columns: Columns, line: Floats) -> Scores:
    """Score and explain every household.

    `line` is the monitoring line in force, yuan a head and year, shape (rows,), NaN where none is
    configured. Raises SchemaMismatchError for a model that reads columns of its own panel.
    """
    model = served.artifact.model
    features = catalogue_features(model)
    X = feature_matrix(columns, line, features)
    contributions = served.explainer.explain(X, by_fit=True)
    mark("explain")
    found = _placed(model, X, contributions.raw_score)
    mark("score")
    return Scores(**vars(found), contributions=contributions, method=served.explainer.method)


def figures(model: RiskModel, columns: Columns, line: Floats) -> Figures:
    """Score every household without explaining it; the arguments and errors of `score`."""
    X = feature_matrix(columns, line, catalogue_features(model))
    return _placed(model, X, model.predict(X).raw_score)


def _placed(model: RiskModel, X: Floats, raw_score: Floats) -> Figures:
    """What a raw score stands for, and which rows may not be given one."""
    prediction = model.calibrated(raw_score)
    unscorable = model.unscorable(X)
    blank = np.any(list(unscorable.values()), axis=0) if unscorable else np.zeros(len(X), bool)
    raw = np.where(blank, np.nan, prediction.raw_score)
    probability = np.where(blank, np.nan, prediction.probability)
    low, high = model.uncertainty.interval(raw, probability)
    return Figures(
        X=X,
        raw_score=raw,
        probability=probability,
        percentile=model.percentile(probability),
        low=low,
        high=high,
        band=model.band(Prediction(raw, probability)),
        unscorable=unscorable,
        features=catalogue_features(model),
    )


def catalogue_features(model: RiskModel) -> tuple[Feature, ...]:
    """The features of a model that reads the household record alone."""
    features = tuple(feature for feature in model.features if isinstance(feature, Feature))
    if len(features) < len(model.features):
        message = (
            f"{model.definition.model.name} reads columns of its own panel and cannot score a "
            "household record: train it on features of the catalogue"
        )
        raise SchemaMismatchError(message)
    return features
