"""How far a raw score could still move while some features are open: a guaranteed outer bound."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees import Forest, parse_forest
from riskmodel.explanation.trees.forest import Tree
from riskmodel.explanation.trees.reference import goes_left
from riskmodel.modelling.model import RiskModel

Floats = NDArray[np.float64]
Open = NDArray[np.bool_]
"""Which features are open, shape (sets, features)."""


@lru_cache(maxsize=2)
def forest_of(model: RiskModel) -> Forest:
    """The trees of a model, read once; raises UnsupportedTreesError."""
    return parse_forest(model.booster.model_to_string())


def bounds(forest: Forest, x: Floats, free: Open) -> tuple[Floats, Floats]:
    """The smallest and largest raw score for each set of open features, shape (sets,) each.

    `x` has shape (features,). An open feature may take any value and none, in each tree for
    itself: no value can leave the bounds, but not every score between them need be reached. Trees
    are added in LightGBM's order, so that rounding cannot leave them either.
    """
    low, high = np.zeros(len(free)), np.zeros(len(free))
    row, open_somewhere = x[None, :], np.asarray(free.any(axis=0))
    for tree in forest.trees:
        smallest, largest = _ends(tree, tree.root, row, free, open_somewhere)
        low, high = low + smallest, high + largest
    return low, high


def _ends(
    tree: Tree, node: int, row: Floats, free: Open, open_somewhere: Open
) -> tuple[Floats, Floats]:
    """The smallest and largest leaf value that each set can reach below a node."""
    if node < 0:
        value = np.array([tree.leaves[~node].value])
        return value, value
    split = tree.splits[node]
    left = bool(goes_left(split, row)[0])
    if not open_somewhere[split.feature]:
        return _ends(tree, split.left if left else split.right, row, free, open_somewhere)
    lefts = _ends(tree, split.left, row, free, open_somewhere)
    rights = _ends(tree, split.right, row, free, open_somewhere)
    way, either = lefts if left else rights, free[:, split.feature]
    return (
        np.where(either, np.minimum(lefts[0], rights[0]), way[0]),
        np.where(either, np.maximum(lefts[1], rights[1]), way[1]),
    )
