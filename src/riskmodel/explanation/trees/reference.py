"""What a household is set against: the training rows of each tree, or a background sample."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskmodel.explanation.trees.codes import ZERO
from riskmodel.explanation.trees.forest import Forest, Missing, Split, Tree
from riskmodel.explanation.trees.groups import LeafPath, Literal, groups_of
from riskmodel.explanation.trees.leaf_values import pattern_chances, pattern_shares
from riskmodel.explanation.trees.tables import Chances

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def path_dependent(_: int, tree: Tree, path: LeafPath) -> Floats:
    """Chances of a leaf's patterns by the shares of training rows that took each turn."""
    shares = [np.prod([_share(tree, *turn) for turn in turns]) for turns in path.literals.values()]
    return pattern_chances(np.array(shares))


def _share(tree: Tree, node: int, left: bool) -> float:  # noqa: FBT001
    split = tree.splits[node]
    return tree.cover(split.left if left else split.right) / tree.cover(node)


def interventional(forest: Forest, background: Floats) -> Chances:
    """Shares of background rows, shape (rows, features), with each pattern of a leaf."""
    answers = [[goes_left(split, background) for split in tree.splits] for tree in forest.trees]

    def chances(number: int, _: Tree, path: LeafPath) -> Floats:
        held = [_passes(answers[number], turns) for turns in path.literals.values()]
        pattern = np.zeros(len(background), dtype=np.int64)
        for place, passing in enumerate(held):
            pattern |= passing.astype(np.int64) << place
        return pattern_shares(pattern, len(held))

    return chances


def _passes(answers: list[Truths], turns: tuple[Literal, ...]) -> Truths:
    passing: Truths = np.logical_and.reduce(
        [answers[split] if left else ~answers[split] for split, left in turns]
    )
    return passing


def goes_left(split: Split, X: Floats) -> Truths:
    """Whether each row of `X`, shape (rows, features), goes left at a split."""
    value = X[:, split.feature]
    if split.categories is not None:
        return np.isin(category_codes(value), list(split.categories))
    return number_goes_left(value, split.threshold, split.missing, split.default_left)


def number_goes_left(
    value: Floats, threshold: ArrayLike, missing: ArrayLike, default_left: ArrayLike
) -> Truths:
    """Whether numbers go left, all of one shape or one for all: `NumericalDecision` of tree.h."""
    gap = np.isnan(value)
    empty = gap | (np.abs(value) <= ZERO)
    compared = np.where(empty, 0.0, value) <= threshold
    is_missing = np.where(np.equal(missing, Missing.ZERO), empty, gap)
    by_default = is_missing & np.not_equal(missing, Missing.NONE)
    left: Truths = np.where(by_default, default_left, compared)
    return left


def category_codes(value: Floats) -> Floats:
    """The categories that values name, none of a split's where there is none: LightGBM's tree.h.

    `CategoricalDecision` cuts off what is behind the point; -1 is in no split's set.
    """
    known = ~np.isnan(value) & (np.abs(value) < 2**31)
    codes: Floats = np.trunc(np.where(known, value, -1.0))
    return codes


def base_value(forest: Forest, chances: Chances) -> float:
    """The raw score that no feature has moved: the mean over the reference."""
    return sum(_expected(number, tree, chances) for number, tree in enumerate(forest.trees))


def _expected(number: int, tree: Tree, chances: Chances) -> float:
    return sum(
        tree.leaves[path.leaf].value * float(chances(number, tree, path)[-1])
        for path in _paths(tree)
    )


def _paths(tree: Tree) -> Iterator[LeafPath]:
    for group in groups_of(tree):
        yield from group.leaves
