"""The one path from household columns to a score, whoever asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import SchemaMismatchError
from riskmodel.explanation.contributions import Contributions, Explainer, Method
from riskmodel.explanation.reader import Reader
from riskmodel.modelling.features import AnyFeature, Feature, feature_matrix
from riskmodel.modelling.model import Prediction, RiskModel
from riskmodel.registry.champion import ServedModel
from riskmodel.schema.columns import Columns
from riskmodel.schema.units import TOTALS, most_doubted
from riskmodel.stages import mark
from riskmodel.truth import Bools, Numbers, either

Floats = NDArray[np.float64]
Rows = dict[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class Figures:
    """Scores of a table of households; arrays have one entry a row.

    `raw_score` is in log-odds before calibration; `low` and `high` are the ends of the interval of
    the probability. Figures are NaN in rows named by `unscorable`, which gives, by feature, those
    that cannot be scored for want of it, and in rows named by `in_another_unit`, which gives, by
    field, those whose income is in ten thousands of yuan.
    """

    X: Floats
    raw_score: Floats
    probability: Floats
    percentile: Floats
    low: Floats
    high: Floats
    band: NDArray[np.str_]
    unscorable: Rows
    in_another_unit: Rows
    features: tuple[Feature, ...]

    def scored(self, row: int) -> bool:
        """Whether the row has a score."""
        return not np.isnan(self.probability[row])

    def slipped(self, row: int) -> list[str]:
        """The incomes that a row gives in ten thousands of yuan."""
        return [name for name, rows in self.in_another_unit.items() if rows[row]]

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
            slipped=self.slipped(row),
            base_value=float(self.contributions.base_value[row]),
            values=self.contributions.values[row],
            by_fit=None if by_fit is None else by_fit[row],
        )


@dataclass(frozen=True, slots=True)
class HouseholdScore:
    """The score of one household, and why it is what it is.

    NaN where it is `lacking` features, or where an income has `slipped` into another unit.

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
    slipped: list[str]
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
    mark("explain")
    slipped = _in_another_unit(columns, features)
    placed = _placed(model, list(X.T), contributions.raw_score, slipped)
    mark("score")
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
    mark("explain")
    slipped = _slips(columns, features)
    placed = _placed(model, X[0].tolist(), float(found.raw_score[0]), slipped)
    mark("score")
    return HouseholdScore(
        x=X[0],
        raw_score=placed.raw_score,
        probability=placed.probability,
        percentile=placed.percentile,
        low=placed.low,
        high=placed.high,
        band=str(placed.band),
        lacking=_named(features, placed.unscorable),
        slipped=list(slipped),
        base_value=float(found.base_value[0]),
        values=found.values[0],
        by_fit=None if found.by_fit is None else found.by_fit[0],
    )


def figures(reader: Reader, columns: Columns, line: Floats) -> Figures:
    """Score every household without explaining it: the same bits as `score`, and its arguments."""
    X = feature_matrix(columns, line, reader.features)
    slipped = _in_another_unit(columns, reader.features)
    placed = _placed(reader.model, list(X.T), reader.raw_score(X), slipped)
    return Figures(X=X, features=reader.features, **vars(placed))


def reader_of(model: RiskModel, explainer: Explainer | None = None) -> Reader:
    """A model that reads the household record alone; raises SchemaMismatchError for another."""
    return Reader(model, catalogue_features(model), explainer)


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
    in_another_unit: dict[str, Bools]


def _placed(
    model: RiskModel, values: list[Numbers], raw_score: Numbers, slipped: Mapping[str, Bools]
) -> _Placed:
    """Place a raw score, unless a feature of `values`, one a feature, or a slip forbids it."""
    unscorable = model.unscorable(values)
    raw, probability = raw_score, model.calibrated(raw_score).probability
    for blank in (*unscorable.values(), *slipped.values()):
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
        in_another_unit=dict(slipped),
    )


def _in_another_unit(columns: Columns, features: tuple[Feature, ...]) -> Rows:
    """By whole income that the features read, the rows that give it in ten thousands of yuan."""
    found: Rows = {}
    for name in _totals_read(features):
        amount = np.abs(columns.number(name))
        rows = (amount > 0) & (amount <= most_doubted(name))
        if rows.any():
            found[name] = rows
    return found


def _slips(columns: Columns, features: tuple[Feature, ...]) -> dict[str, bool]:
    """The same of the only household of a table of one row."""
    held = columns.held(0)
    amounts = {name: abs(held.get(name, 0.0)) for name in _totals_read(features)}
    return {name: True for name, amount in amounts.items() if 0 < amount <= most_doubted(name)}


@lru_cache(maxsize=16)
def _totals_read(features: tuple[Feature, ...]) -> frozenset[str]:
    read = {name for feature in features for name in feature.inputs}
    return frozenset(name for name in TOTALS if name in read)


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
