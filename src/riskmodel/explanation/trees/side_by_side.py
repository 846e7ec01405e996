"""All trees of a forest in flat arrays, so that one row goes through all of them at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees.forest import Forest, Split
from riskmodel.explanation.trees.reference import category_codes, number_goes_left

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Level(NamedTuple):
    """Splits of any tree, and where both ways lead: to leaves, and to splits of lower levels."""

    splits: Places
    left: Places
    right: Places


class CategorySplits(NamedTuple):
    """The splits on one category, and by code the truth of each: whether the code goes left."""

    feature: int
    splits: Places
    left: dict[int, Truths]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Splits are numbered through all trees in their order, and leaves go on behind the splits.

    `levels` are in ascending order; `roots` has shape (trees,), `leaf_value` (leaves,) and the
    rest (splits,).
    """

    feature: Places
    threshold: Floats
    missing: Places
    default_left: Truths
    category_splits: tuple[CategorySplits, ...]
    leaf_value: Floats
    roots: Places
    levels: tuple[Level, ...]

    def goes_left(self, x: Floats) -> Truths:
        """Whether `x`, shape (features,), goes left at each split."""
        left = number_goes_left(x[self.feature], self.threshold, self.missing, self.default_left)
        for feature, splits, by_code in self.category_splits:
            left[splits] = by_code.get(int(category_codes(x[feature])), False)
        return left


def side_by_side(forest: Forest) -> SideBySide:
    """The trees of a forest, which parents come before their children in, as LightGBM writes."""
    splits = [split for tree in forest.trees for split in tree.splits]
    leaves = [leaf for tree in forest.trees for leaf in tree.leaves]
    roots, ways = _numbered(forest, len(splits))
    return SideBySide(
        feature=np.array([split.feature for split in splits], dtype=np.int64),
        threshold=np.array([split.threshold for split in splits]),
        missing=np.array([split.missing for split in splits], dtype=np.int64),
        default_left=np.array([split.default_left for split in splits], dtype=np.bool_),
        category_splits=tuple(_category_splits(splits)),
        leaf_value=np.array([leaf.value for leaf in leaves]),
        roots=roots,
        levels=_levels(ways, len(splits) + len(leaves)),
    )


def _numbered(forest: Forest, first_leaf: int) -> tuple[Places, Places]:
    """The roots, and where both ways of each split lead, shape (splits, 2)."""
    roots, ways, first_split = [], [], 0
    for tree in forest.trees:
        children = (child for split in tree.splits for child in (split.left, split.right))
        nodes = np.array([tree.root, *children], dtype=np.int64)
        placed = np.where(nodes >= 0, first_split + nodes, first_leaf + ~nodes)
        roots.append(placed[0])
        ways.append(placed[1:].reshape(-1, 2))
        first_split += len(tree.splits)
        first_leaf += len(tree.leaves)
    return np.array(roots), np.concatenate(ways)


def _levels(ways: Places, nodes: int) -> tuple[Level, ...]:
    height = [0] * nodes
    for split, (left, right) in reversed(list(enumerate(ways.tolist()))):
        height[split] = 1 + max(height[left], height[right])
    places = (np.flatnonzero(np.equal(height, level + 1)) for level in range(max(height)))
    return tuple(Level(splits, *ways[splits].T) for splits in places)


def _category_splits(splits: Sequence[Split]) -> Iterator[CategorySplits]:
    for feature in sorted({split.feature for split in splits if split.categories is not None}):
        on = {place: split for place, split in enumerate(splits) if split.feature == feature}
        sets = [split.categories or frozenset() for split in on.values()]
        codes = frozenset().union(*sets)
        left = {code: np.array([code in one for one in sets]) for code in codes}
        yield CategorySplits(feature, np.array(list(on), dtype=np.int64), left)
