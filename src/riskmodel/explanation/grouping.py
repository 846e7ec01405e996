"""Contributions summed by policy dimension; exact, since Shapley values add."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

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
    pulls = values.tolist()
    sums = [
        _sum(dimension, [(abs(pulls[place]), pulls[place], name) for place, name in members])
        for dimension, members in members_of(tuple(features)).items()
    ]
    sums.sort(key=lambda one: -abs(one.contribution))
    return sums


def _sum(dimension: Dimension, held: list[tuple[float, float, str]]) -> DimensionSum:
    """From the size and the pull of each feature, by name."""
    held.sort(key=_SIZE, reverse=True)
    return DimensionSum(
        dimension=dimension,
        label_zh=DIMENSION_ZH[dimension],
        label_en=DIMENSION_EN[dimension],
        contribution=sum([pull for _, pull, _ in held]),
        strongest=tuple([name for size, _, name in held if size]),
    )


_SIZE = itemgetter(0)


@lru_cache(maxsize=16)
def members_of(
    features: tuple[AnyFeature, ...],
) -> dict[Dimension, tuple[tuple[int, str], ...]]:
    """Place and name of the features of each dimension that has any."""
    held = {
        dimension: tuple(
            (place, feature.name)
            for place, feature in enumerate(features)
            if feature.dimension is dimension
        )
        for dimension in Dimension
    }
    return {dimension: members for dimension, members in held.items() if members}
