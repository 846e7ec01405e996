"""Contributions summed by policy dimension; exact, since Shapley values add."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH, AnyFeature, Dimension

Floats = NDArray[np.float64]


class DimensionSum(NamedTuple):
    """The pull of one dimension, and its features that pull at all, from the strongest."""

    dimension: Dimension
    label_zh: str
    label_en: str
    contribution: float
    strongest: tuple[str, ...]


def by_dimension(features: Sequence[AnyFeature], values: Floats) -> list[DimensionSum]:
    """One household's contributions, shape (features,), by dimension, strongest first."""
    pulls, members = values.tolist(), _members(tuple(features))
    held: dict[Dimension, list[int]] = {}
    for place in (-np.abs(values)).argsort(kind="stable").tolist():
        held.setdefault(members[place][0], []).append(place)
    sums = [
        DimensionSum(
            dimension,
            DIMENSION_ZH[dimension],
            DIMENSION_EN[dimension],
            sum([pulls[place] for place in places]),
            tuple([members[place][1] for place in places if pulls[place]]),
        )
        for dimension, places in held.items()
    ]
    # Of two that pull alike the first of `Dimension` comes first.
    sums.sort(key=lambda one: (-abs(one.contribution), _ORDER[one.dimension]))
    return sums


_ORDER = {dimension: place for place, dimension in enumerate(Dimension)}


@lru_cache(maxsize=16)
def _members(features: tuple[AnyFeature, ...]) -> tuple[tuple[Dimension, str], ...]:
    """The dimension and the name of each feature."""
    return tuple((feature.dimension, feature.name) for feature in features)
