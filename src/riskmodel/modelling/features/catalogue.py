"""Every feature that a model may learn from, listed once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from riskmodel.errors import ConfigurationError, DataError
from riskmodel.modelling.features.feature import (
    AnyFeature,
    Dimension,
    Feature,
    Floats,
    LocalFeature,
)
from riskmodel.modelling.features.income import INCOME
from riskmodel.modelling.features.livelihood import HOUSING_WATER, LAND_BUSINESS, PLACE, WORK
from riskmodel.modelling.features.people import HEALTH, HOUSEHOLD, SCHOOLING
from riskmodel.schema.columns import Columns
from riskmodel.schema.panel import Panel
from riskmodel.truth import Numbers

FEATURES: tuple[Feature, ...] = (
    *INCOME,
    *WORK,
    *HEALTH,
    *SCHOOLING,
    *HOUSING_WATER,
    *HOUSEHOLD,
    *LAND_BUSINESS,
    *PLACE,
)
FEATURE_BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}


def feature_matrix(columns: Columns, line: Floats, features: Sequence[Feature]) -> Floats:
    """Every feature of every household, shape (rows, features), row by row in memory.

    `line` is the monitoring line, yuan a head and year, shape (rows,). Each value depends on its
    own row alone, so that a household has the same values alone and in a table.
    """
    if columns.rows == 1:
        alone, its_line = _OneHousehold(columns.figures(0)), float(line[0])
        return _finite(np.array([[f.compute(alone, its_line) for f in features]], np.float64))
    matrix = np.empty((columns.rows, len(features)))
    with np.errstate(over="ignore"):
        for place, feature in enumerate(features):
            matrix[:, place] = feature.compute(columns, line)
    return _finite(matrix)


class _OneHousehold:
    """What features look at of one household: plain figures, as `Columns.figures` gives them."""

    __slots__ = ("number",)

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self.number: Callable[[str], Numbers] = figures.__getitem__


def _finite(matrix: Floats) -> Floats:
    """The same, unknown where a quotient is beyond a double, as of an income of 1e-310 yuan."""
    matrix[np.isinf(matrix)] = np.nan
    return matrix


def panel_matrix(panel: Panel, features: Sequence[AnyFeature]) -> Floats:
    """The features of every household-wave, those of the panel's own columns included.

    Raises DataError where the panel lacks a column that a feature is.
    """
    line = panel.columns.number("monitoring_line")
    matrix = np.empty((panel.rows, len(features)))
    with np.errstate(over="ignore"):
        for place, feature in enumerate(features):
            matrix[:, place] = _panel_column(panel, line, feature)
    return _finite(matrix)


def _panel_column(panel: Panel, line: Floats, feature: AnyFeature) -> Floats:
    if isinstance(feature, Feature):
        found: Floats = feature.compute(panel.columns, line)
        return found
    if feature.name not in panel.local:
        message = f"the panel has no column {feature.name}, which the definition names"
        raise DataError(message)
    return np.asarray(panel.local[feature.name], dtype=np.float64)


def local_feature(
    name: str,
    labels: tuple[str, str],
    dimension: str,
    *,
    monotone: int = 0,
    monotone_reason: str = "",
) -> LocalFeature:
    """A feature that is a column of the panel itself; `labels` are Chinese and English.

    Raises ConfigurationError for a dimension that there is not, or a sign without a reason.
    """
    if dimension not in list(Dimension):
        message = f"{name}: dimension is one of {', '.join(Dimension)}"
        raise ConfigurationError(message)
    if monotone and not monotone_reason:
        message = f"{name}: a monotone sign needs monotone_reason"
        raise ConfigurationError(message)
    return LocalFeature(
        name=name,
        label_zh=labels[0],
        label_en=labels[1],
        dimension=Dimension(dimension),
        monotone=monotone,
        monotone_reason=monotone_reason,
    )
