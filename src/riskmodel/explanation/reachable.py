"""How far a raw score could still move while some features are open: a guaranteed outer bound."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees import parse_forest
from riskmodel.explanation.trees.side_by_side import SideBySide, side_by_side
from riskmodel.modelling.model import RiskModel

Floats = NDArray[np.float64]
Open = NDArray[np.bool_]
"""Which features are open, shape (sets, features)."""


@lru_cache(maxsize=2)
def trees_of(model: RiskModel) -> SideBySide:
    """The trees of a model, read once; raises UnsupportedTreesError."""
    return side_by_side(parse_forest(model.booster.model_to_string()))


def bounds(trees: SideBySide, x: Floats, free: Open) -> tuple[Floats, Floats]:
    """The smallest and largest raw score for each set of open features, shape (sets,) each.

    `x` has shape (features,). An open feature may take any value and none, in each tree for
    itself: no value can leave the bounds, but not every score between them need be reached. Trees
    are added in LightGBM's order, so that rounding cannot leave them either.
    """
    either, left = free.T[trees.feature], trees.goes_left(x)[:, None]
    low, high = np.empty((2, len(either) + len(trees.leaf_value), len(free)))
    low[len(either) :] = high[len(either) :] = trees.leaf_value[:, None]
    for splits, lefts, rights in trees.levels:
        way = np.where(left[splits], lefts[:, None], rights[:, None])
        for ends, further in ((low, np.minimum), (high, np.maximum)):
            known = np.take_along_axis(ends, way, axis=0)
            ends[splits] = np.where(either[splits], further(ends[lefts], ends[rights]), known)
    return tuple(np.cumsum(ends[trees.roots], axis=0)[-1] for ends in (low, high))
