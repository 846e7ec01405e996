"""Three-valued truth over columns: true, false or unknown, one answer a row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Kleene's strong three-valued logic (Kleene 1952, §64), held as two boolean arrays.

    `is_true` and `is_false` have one element a row and are never both set; a row where neither
    is set is unknown. `&`, `|` and `~` work row by row, so that an unknown input stays unknown
    unless the other side settles the answer.
    """

    is_true: BoolArray
    is_false: BoolArray

    @property
    def is_unknown(self) -> BoolArray:
        """Rows whose answer is not known."""
        return ~(self.is_true | self.is_false)

    def __len__(self) -> int:
        return len(self.is_true)

    def __and__(self, other: "Truth") -> "Truth":
        return Truth(self.is_true & other.is_true, self.is_false | other.is_false)

    def __or__(self, other: "Truth") -> "Truth":
        return Truth(self.is_true | other.is_true, self.is_false & other.is_false)

    def __invert__(self) -> "Truth":
        return Truth(self.is_false, self.is_true)

    def where(self, known: BoolArray) -> "Truth":
        """The same answers where `known` is set, unknown elsewhere."""
        return Truth(self.is_true & known, self.is_false & known)

    def at(self, row: int) -> bool | None:
        """The answer of one row: True, False or None for unknown."""
        if self.is_true[row]:
            return True
        return False if self.is_false[row] else None

    @staticmethod
    def known(values: ArrayLike) -> "Truth":
        """Answers that are all known, from booleans."""
        answers = np.asarray(values, dtype=bool)
        return Truth(answers, ~answers)

    @staticmethod
    def unknown(rows: int) -> "Truth":
        """`rows` unknown answers."""
        return Truth(np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool))


def yes(values: ArrayLike) -> Truth:
    """Read a yes/no column: 1 is true, 0 is false, NaN is unknown."""
    numbers = np.asarray(values, dtype=float)
    return Truth(numbers == 1, numbers == 0)


def below(left: ArrayLike, right: ArrayLike) -> Truth:
    """`left < right`, unknown where either side is NaN."""
    a, b = np.broadcast_arrays(np.asarray(left, dtype=float), np.asarray(right, dtype=float))
    return Truth(a < b, a >= b)


def at_most(left: ArrayLike, right: ArrayLike) -> Truth:
    """`left <= right`, unknown where either side is NaN."""
    return ~below(right, left)


def above(left: ArrayLike, right: ArrayLike) -> Truth:
    """`left > right`, unknown where either side is NaN."""
    return below(right, left)


def at_least(left: ArrayLike, right: ArrayLike) -> Truth:
    """`left >= right`, unknown where either side is NaN."""
    return ~below(left, right)
