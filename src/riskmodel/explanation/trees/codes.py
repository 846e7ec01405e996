"""Each value as its rank among the thresholds that the trees compare it with.

A split is then one comparison of small integers, and every split on a feature costs its value
only one search.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import NoTablesError
from riskmodel.explanation.trees.forest import Forest, Missing, Split

GAP = 65_535
"""The code of a missing number: one more is 0 in 16 bits."""
_LARGEST_CATEGORY = 1_000_000
ZERO = float(np.float32(1e-35))
"""LightGBM's kZeroThreshold: a value no further from zero is read as zero (c_api.cpp)."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Codes:
    """How a feature's value becomes a code, and what each split asks of the code.

    Codes have 16 bits: with 8 a block of rows took as long (measured on 300 trees of 31 leaves).
    Numbers: the code is the number of thresholds below the value, and `GAP` stands for a missing
    one. Categories: the code is one more than the place among the categories that any split names,
    and 0 for every other value and for a gap.
    """

    thresholds: list[NDArray[np.float64]]
    """By feature, ascending; empty for categories."""
    categories: list[dict[int, int]]
    """By feature, the code of each category that a split names; empty for numbers."""
    zero_is_missing: NDArray[np.bool_]

    def category_table(self) -> tuple[Integers, NDArray[np.uint16]]:
        """Where each feature's stretch of a table by category begins, and the table of codes."""
        stretches = [
            np.array([held.get(one, 0) for one in range(max(held) + 1)]) if held else np.zeros(0)
            for held in self.categories
        ]
        return _starts(stretches), np.concatenate(stretches).astype(np.uint16)

    def asked(self, split: Split) -> tuple[int, int, list[int]]:
        """`shift`, `limit` and, for categories, the codes that go left.

        A number goes left where `code + shift`, in 16 bits, is at most `limit`: where a gap goes
        left the shift of one turns its code into zero.
        """
        if split.categories is not None:
            held = self.categories[split.feature]
            return 0, 0, [held[one] for one in sorted(split.categories)]
        rank = int(np.searchsorted(self.thresholds[split.feature], split.threshold))
        shift = int(_gap_goes_left(split))
        return shift, rank + shift, []


def make_codes(forest: Forest) -> Codes:
    """Collect every threshold and category; raises NoTablesError.

    Raised too where one feature has zero for missing at one split and not at another: then no one
    code says which way it goes.
    """
    thresholds: list[set[float]] = [set() for _ in range(forest.features)]
    named: list[set[int]] = [set() for _ in range(forest.features)]
    zero: list[set[bool]] = [set() for _ in range(forest.features)]
    for split in (split for tree in forest.trees for split in tree.splits):
        if split.categories is None:
            thresholds[split.feature].add(split.threshold)
            zero[split.feature].add(split.missing is Missing.ZERO)
        else:
            named[split.feature] |= split.categories
    if any(thresholds[place] and named[place] for place in range(forest.features)):
        message = "a feature is a number at one split and a category at another"
        raise NoTablesError(message)
    if any(len(kinds) > 1 for kinds in zero):
        message = "zero counts as missing at some splits of a feature and not at others"
        raise NoTablesError(message)
    if any(held and max(held) > _LARGEST_CATEGORY for held in named):
        message = f"a category is numbered above {_LARGEST_CATEGORY}"
        raise NoTablesError(message)
    most = max(*map(len, thresholds), *map(len, named))
    if most >= GAP:
        message = f"a feature is compared with more than {GAP - 1:,} thresholds"
        raise NoTablesError(message)
    return Codes(
        thresholds=[np.array(sorted(held), dtype=np.float64) for held in thresholds],
        categories=[{one: place for place, one in enumerate(sorted(held), 1)} for held in named],
        zero_is_missing=np.array([True in kinds for kinds in zero]),
    )


def _gap_goes_left(split: Split) -> bool:
    """Where a split has no missing value a gap is compared as zero (NumericalDecision, tree.h)."""
    if split.missing is Missing.NONE:
        return split.threshold >= 0.0
    return split.default_left


def _starts(stretches: list[NDArray[np.float64]]) -> Integers:
    return np.cumsum([0, *map(len, stretches)])
