"""Contributions summed by policy dimension; exact, since Shapley values add."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH, AnyFeature, Dimension

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DimensionSum:
    """The pull of one dimension, and its features that pull at all, from the strongest."""

    dimension: Dimension
    label_zh: str
    label_en: str
    contribution: float
    strongest: tuple[str, ...]


def by_dimension(features: Sequence[AnyFeature], values: Floats) -> list[DimensionSum]:
    """One household's contributions, shape (features,), by dimension, strongest first."""
    sums = [_sum(dimension, features, values) for dimension in Dimension]
    present = {feature.dimension for feature in features}
    return sorted(
        (one for one in sums if one.dimension in present),
        key=lambda one: -abs(one.contribution),
    )


def _sum(dimension: Dimension, features: Sequence[AnyFeature], values: Floats) -> DimensionSum:
    held = [
        (feature.name, float(value))
        for feature, value in zip(features, values, strict=True)
        if feature.dimension is dimension
    ]
    held.sort(key=lambda pair: -abs(pair[1]))
    return DimensionSum(
        dimension=dimension,
        label_zh=DIMENSION_ZH[dimension],
        label_en=DIMENSION_EN[dimension],
        contribution=sum(value for _, value in held),
        strongest=tuple(name for name, value in held if value != 0),
    )
