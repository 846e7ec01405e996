"""The tables that the kernels read, and how they are made from the trees."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import NoTablesError
from riskmodel.explanation.trees.codes import Codes, make_codes
from riskmodel.explanation.trees.forest import Forest, Tree
from riskmodel.explanation.trees.groups import Group, LeafPath, groups_of
from riskmodel.explanation.trees.layout import LEFT, TreeTables
from riskmodel.explanation.trees.leaf_values import add_leaf, leaf_values, shapley_weights

MOST_FEATURES = 12
"""Distinct features on a path: 2^12 patterns of 13 figures are 0.4 MB for one leaf."""
MOST_FIGURES = 64_000_000
"""Figures in all tables together: 512 MB."""

Floats = NDArray[np.float64]
Chances = Callable[[int, Tree, LeafPath], Floats]
"""The chance of each pattern of a leaf in the reference, by the tree's number and the path."""


def make_tables(forest: Forest, chances: Chances) -> TreeTables:
    """Tabulate every leaf; raises NoTablesError where the tables would not fit."""
    codes = make_codes(forest)
    cut = [list(groups_of(tree)) for tree in forest.trees]
    _check_size([group for groups in cut for group in groups])
    figures = [
        _table(number, tree, group, chances)
        for number, (tree, groups) in enumerate(zip(forest.trees, cut, strict=True))
        for group in groups
    ]
    parts = _codes_part(codes) | _splits_part(forest, codes) | _groups_part(forest, cut)
    return TreeTables(
        **parts,
        figure_start=_starts(table.size for table in figures).astype(np.uint32),
        figures=np.concatenate([table.ravel() for table in figures]),
    )


def _check_size(groups: Sequence[Group]) -> None:
    deepest = max(len(leaf.literals) for group in groups for leaf in group.leaves)
    if deepest > MOST_FEATURES:
        message = (
            f"a path asks {deepest} features, and tables are made for at most {MOST_FEATURES}: "
            "train with a smaller depth"
        )
        raise NoTablesError(message)
    size = sum((len(group.features()) + 1) << len(group.bits) for group in groups)
    if size > MOST_FIGURES:
        message = f"the tables would hold {size:,} figures, above {MOST_FIGURES:,}: train less"
        raise NoTablesError(message)


def _table(number: int, tree: Tree, group: Group, chances: Chances) -> Floats:
    """One group's figures, shape (2^bits, features + 1)."""
    features = group.features()
    table = np.zeros((1 << len(group.bits), len(features) + 1))
    for path in group.leaves:
        width = len(path.literals)
        value = tree.leaves[path.leaf].value
        values = np.zeros((1 << width, width))
        leaf_values(value, chances(number, tree, path), shapley_weights(width), values)
        columns = np.array([features.index(name) for name in path.literals], dtype=np.int64)
        add_leaf(table, values, value, _needed(group, path), columns)
    return table


def _needed(group: Group, path: LeafPath) -> NDArray[np.int64]:
    """By feature of a leaf, the bits of its group that must be set, and those that must not."""
    needed = np.zeros((len(path.literals), 2), dtype=np.int64)
    above = {feature: 1 << place for place, feature in enumerate(group.above)}
    below = {split: 1 << place for place, split in enumerate(group.splits, len(group.above))}
    for place, (feature, literals) in enumerate(path.literals.items()):
        needed[place, 0] |= above.get(feature, 0)
        for split, left in literals:
            needed[place, 0 if left else 1] |= below.get(split, 0)
    return needed


def _codes_part(codes: Codes) -> dict[str, Any]:
    category_start, category_code = codes.category_table()
    return {
        "threshold_start": _starts(map(len, codes.thresholds)),
        "thresholds": np.concatenate(codes.thresholds),
        "category_start": category_start,
        "category_code": category_code,
        "is_category": np.array([bool(held) for held in codes.categories]),
        "zero_is_missing": codes.zero_is_missing,
    }


def _splits_part(forest: Forest, codes: Codes) -> dict[str, Any]:
    splits = [split for tree in forest.trees for split in tree.splits]
    asked = [codes.asked(split) for split in splits]
    answers = [
        LEFT * np.isin(np.arange(len(codes.categories[split.feature]) + 1), left)
        if split.categories is not None
        else np.zeros(0)
        for split, (_, _, left) in zip(splits, asked, strict=True)
    ]
    numbers = np.array([split.categories is None for split in splits], dtype=bool)
    return {
        "split_start": _starts(len(tree.splits) for tree in forest.trees).astype(np.uint32),
        "split_feature": np.array([split.feature for split in splits], dtype=np.uint16),
        "split_shift": np.array([shift for shift, _, _ in asked], dtype=np.uint16),
        "split_limit": np.array([limit for _, limit, _ in asked], dtype=np.uint16),
        "split_table": np.where(numbers, -1, _starts(map(len, answers))[:-1]),
        "answer_of_code": np.concatenate([np.zeros(0), *answers]).astype(np.uint16),
    }


def _groups_part(forest: Forest, cut: Sequence[Sequence[Group]]) -> dict[str, Any]:
    groups = [group for found in cut for group in found]
    first_split = _starts(len(tree.splits) for tree in forest.trees)
    base = np.repeat(first_split[:-1], [len(found) for found in cut])
    literals = [
        (first + split, left, 1 << bit)
        for first, group in zip(base, groups, strict=True)
        for bit, literals in enumerate(group.bits)
        for split, left in literals
    ]
    whole = forest.fits * forest.features
    columns = [
        [*(forest.fit_of(tree) * forest.features + one for one in group.features()), whole]
        for tree, found in enumerate(cut)
        for group in found
    ]
    return {
        "group_start": _starts(map(len, cut)).astype(np.uint32),
        "group_bits": np.array([len(group.bits) for group in groups], dtype=np.uint8),
        "literal_start": _starts(sum(map(len, group.bits)) for group in groups).astype(np.uint32),
        "literal_split": np.array([split for split, _, _ in literals], dtype=np.uint32),
        "literal_passes": np.array([LEFT if left else 0 for _, left, _ in literals], np.uint16),
        "literal_bit": np.array([bit for _, _, bit in literals], dtype=np.uint16),
        "column_start": _starts(map(len, columns)).astype(np.uint32),
        "column_sum": np.array([one for held in columns for one in held], dtype=np.uint16),
    }


def _starts(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts])
