"""The loops over tables: for a block of rows, and for one row.

All in one file: a kernel that is kept on disk is compiled again when its own file changes, not
when that of a function it calls does.
"""

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees.codes import GAP, ZERO
from riskmodel.explanation.trees.compiled import compiled
from riskmodel.explanation.trees.layout import LEFT, OneRowOrder, TreeTables

BLOCK = 1024
"""Rows that go through a tree together: their codes, answers and sums stay in the second-level
cache, and the tree's tables, read once a block, in the first."""

Floats = NDArray[np.float64]
Words = NDArray[np.uint16]
Whole = NDArray[np.uint32]


@compiled
def _category_code(codes: Words, value: float) -> int:
    """LightGBM cuts a value towards zero; what is no category that a split names is 0."""
    if not -1.0 < value < len(codes):  # a gap is in no range
        return 0
    return np.int64(codes[np.int64(value)])  # type: ignore[return-value]


@compiled
def _rank(thresholds: Floats, value: float) -> int:
    """The number of thresholds below a value, by halving without a branch to mispredict."""
    left, low = len(thresholds), 0
    while left > 1:
        half = left >> 1
        low += half * bool(thresholds[low + half - 1] < value)
        left -= half
    if left == 1:
        low += bool(thresholds[low] < value)
    return low


@compiled
def _encode(tables: TreeTables, X: Floats, codes: Words) -> None:
    """Fill `codes`, shape (features, at least rows)."""
    for feature in range(X.shape[1]):
        if tables.is_category[feature]:
            start, after = tables.category_start[feature], tables.category_start[feature + 1]
            for row in range(X.shape[0]):
                held = tables.category_code[start:after]
                codes[feature, row] = _category_code(held, X[row, feature])
            continue
        start, after = tables.threshold_start[feature], tables.threshold_start[feature + 1]
        thresholds = tables.thresholds[start:after]
        zero_code = GAP if tables.zero_is_missing[feature] else _rank(thresholds, 0.0)
        for row in range(X.shape[0]):
            value = X[row, feature]
            if np.isnan(value):
                codes[feature, row] = GAP
            elif abs(value) <= ZERO:
                codes[feature, row] = zero_code
            else:
                codes[feature, row] = _rank(thresholds, value)


@compiled
def _answer_number(codes: Words, shift: int, limit: int, answers: Words) -> None:
    for row in range(BLOCK):
        answers[row] = np.uint16(LEFT) * np.uint16(np.uint16(codes[row] + shift) <= limit)


@compiled
def _answer_category(codes: Words, answer_of_code: Words, answers: Words) -> None:
    for row in range(BLOCK):
        answers[row] = answer_of_code[codes[row]]


@compiled
def _answer_tree(tables: TreeTables, tree: int, codes: Words, answers: Words) -> None:
    first = tables.split_start[tree]
    for split in range(first, tables.split_start[tree + 1]):
        held, into = codes[tables.split_feature[split]], answers[split - first]
        if tables.split_table[split] < 0:
            _answer_number(held, tables.split_shift[split], tables.split_limit[split], into)
        else:
            _answer_category(held, tables.answer_of_code[tables.split_table[split] :], into)


@compiled
def _fail(answers: Words, passes: int, bit: int, failed: Words) -> None:
    for row in range(BLOCK):
        failed[row] |= (answers[row] ^ passes) & bit


@compiled
def _place(failed: Words, whole: np.uint16, width: np.uint16, place: Words) -> None:
    for row in range(BLOCK):
        place[row] = (~failed[row] & whole) * width


@compiled
def _place_group(
    tables: TreeTables, group: int, first: int, answers: Words, failed: Words, place: Words
) -> None:
    """Where in the group's figures each row's pattern begins."""
    failed[:] = 0
    for literal in range(tables.literal_start[group], tables.literal_start[group + 1]):
        held = answers[tables.literal_split[literal] - first]
        _fail(held, tables.literal_passes[literal], tables.literal_bit[literal], failed)
    width = tables.column_start[group + 1] - tables.column_start[group]
    _place(failed, np.uint16((1 << tables.group_bits[group]) - 1), np.uint16(width), place)


@compiled
def _add(figures: Floats, place: Words, sums: Floats) -> None:
    for row in range(BLOCK):
        sums[row] += figures[place[row]]


@compiled
def many_rows(
    tables: TreeTables, X: Floats, scratch: tuple[Words, Words], sums: Floats, columns: int
) -> None:
    """Fill `sums`, shape (fits × features + 1, BLOCK), with values and then the raw scores.

    `X` has at most BLOCK rows. `scratch` is for codes, shape (features, BLOCK), and for answers,
    shape (splits of the largest tree + 2, BLOCK). Trees are added in LightGBM's order, so that the
    raw score is its own to the bit. Of each group the last `columns` are added: 1 for the raw
    score alone.
    """
    codes, answers = scratch
    _encode(tables, X, codes)
    sums[:] = 0.0
    failed, place = answers[-2], answers[-1]
    for tree in range(len(tables.split_start) - 1):
        first = tables.split_start[tree]
        _answer_tree(tables, tree, codes, answers)
        for group in range(tables.group_start[tree], tables.group_start[tree + 1]):
            _place_group(tables, group, first, answers, failed, place)
            figures = tables.figures[tables.figure_start[group] :]
            start, after = tables.column_start[group], tables.column_start[group + 1]
            for column in range(max(start, np.int64(after) - columns), after):
                _add(figures[column - start :], place, sums[tables.column_sum[column]])


@compiled
def one_row(
    tables: TreeTables, order: OneRowOrder, x: Floats, scratch: tuple[Words, Words, Words, Whole],
    sums: Floats,
) -> None:  # fmt: skip
    """Fill `sums`, shape (fits × features + 1,), for one row `x`, shape (1, features).

    Flat loops over all trees at once: short loops for each group would spend their time on
    mispredicted ends. `scratch` is for codes, shape (features, 1); answers, by split; what failed,
    and where figures begin, by group.
    """
    codes, answers, failed, place = scratch
    _encode(tables, x, codes)
    for split in range(len(answers)):
        answers[split] = codes[tables.split_feature[split], 0]
    for split in range(len(answers)):
        left = np.uint16(answers[split] + tables.split_shift[split]) <= tables.split_limit[split]
        answers[split] = np.uint16(LEFT) * np.uint16(left)
    for split in order.category_split:
        code = codes[tables.split_feature[split], 0]
        answers[split] = tables.answer_of_code[tables.split_table[split] + code]
    failed[:] = 0
    for literal in range(len(order.literal_split)):
        answer = answers[order.literal_split[literal]]
        failed[order.literal_group[literal]] |= (
            answer ^ order.literal_passes[literal]
        ) & order.literal_bit[literal]
    for group in range(len(failed)):
        pattern = ~failed[group] & order.group_whole[group]
        place[group] = tables.figure_start[group] + pattern * order.group_width[group]
    sums[:] = 0.0
    for column in range(len(order.column_group)):
        at = np.uint32(place[order.column_group[column]] + order.column_place[column])
        sums[tables.column_sum[column]] += tables.figures[at]
