"""The arrays that the kernels read, and what each holds."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEFT = 65_535
"""A split's answer where a row goes left: all bits; to the right, none."""


class TreeTables(NamedTuple):
    """Flat arrays; a `_start` has one entry more than what it counts.

    - By feature (see `codes`): `threshold_start` into `thresholds`, `category_start` into
      `category_code`, `is_category`, `zero_is_missing`.
    - Splits, by tree from `split_start`: the feature, `split_shift` and `split_limit`, and in
      `split_table` where a category's stretch of `answer_of_code` begins, -1 for a number.
    - Groups, by tree from `group_start`: the number of `group_bits`; literals from
      `literal_start`, each a split (counted over all trees), the answer that passes and the bit it
      stands for; columns from `column_start`, each with the sum that it adds to (features of the
      first fit, of the second, …, and last the raw score); and `figures`, by pattern and then
      column, from `figure_start`.
    """

    threshold_start: NDArray[np.int64]
    thresholds: Floats
    category_start: NDArray[np.int64]
    category_code: NDArray[np.uint16]
    is_category: NDArray[np.bool_]
    zero_is_missing: NDArray[np.bool_]
    split_start: NDArray[np.uint32]
    split_feature: NDArray[np.uint16]
    split_shift: NDArray[np.uint16]
    split_limit: NDArray[np.uint16]
    split_table: NDArray[np.int64]
    answer_of_code: NDArray[np.uint16]
    group_start: NDArray[np.uint32]
    group_bits: NDArray[np.uint8]
    literal_start: NDArray[np.uint32]
    literal_split: NDArray[np.uint32]
    literal_passes: NDArray[np.uint16]
    literal_bit: NDArray[np.uint16]
    column_start: NDArray[np.uint32]
    column_sum: NDArray[np.uint16]
    figure_start: NDArray[np.uint32]
    figures: Floats


class OneRowOrder(NamedTuple):
    """The same literals in rounds, and by column its group: for the flat loops over one row.

    The first literal of every group comes before the second of any, so that no step waits for the
    one before it to be written.
    """

    literal_split: NDArray[np.uint32]
    literal_passes: NDArray[np.uint16]
    literal_bit: NDArray[np.uint16]
    literal_group: NDArray[np.uint32]
    category_split: NDArray[np.uint32]
    group_whole: NDArray[np.uint16]
    group_width: NDArray[np.uint32]
    column_group: NDArray[np.uint32]
    column_place: NDArray[np.uint32]


def one_row_order(tables: TreeTables) -> OneRowOrder:
    """Follows from the tables, in milliseconds."""
    group, place = _counted(tables.literal_start)
    rounds = np.lexsort((group, place))
    column_group, column_place = _counted(tables.column_start)
    return OneRowOrder(
        literal_split=tables.literal_split[rounds],
        literal_passes=tables.literal_passes[rounds],
        literal_bit=tables.literal_bit[rounds],
        literal_group=group[rounds],
        category_split=np.flatnonzero(tables.split_table >= 0).astype(np.uint32),
        group_whole=((1 << tables.group_bits.astype(np.int64)) - 1).astype(np.uint16),
        group_width=np.diff(tables.column_start),
        column_group=column_group,
        column_place=column_place,
    )


def _counted(start: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Of each entry, what it belongs to, and its place there."""
    owner = np.repeat(np.arange(len(start) - 1, dtype=np.uint32), np.diff(start))
    return owner, np.arange(len(owner), dtype=np.uint32) - start[owner]
