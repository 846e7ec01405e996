"""Score and explain rows with the tables of one model."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees.forest import Forest
from riskmodel.explanation.trees.kernels import BLOCK, many_rows, one_row
from riskmodel.explanation.trees.layout import OneRowOrder, TreeTables, one_row_order
from riskmodel.explanation.trees.reference import base_value, interventional, path_dependent
from riskmodel.explanation.trees.tables import Chances, make_tables

Floats = NDArray[np.float64]

FEW_ROWS = 32
"""Up to here rows go through one by one: a block costs as much whether it is full or not."""


class Explained(NamedTuple):
    """A block of rows: which they are, and their figures in log-odds.

    `values` has shape (rows, features); `by_fit`, (rows, fits, features), adds up to it over the
    fits that the model averages; `raw_score` has shape (rows,).
    """

    rows: slice
    values: Floats
    by_fit: Floats
    raw_score: Floats


@dataclass(frozen=True, eq=False)
class TreeEngine:
    """Immutable, and safe to share between threads: scratch is made anew for each call."""

    tables: TreeTables
    order: OneRowOrder
    base_value: float
    features: int
    fits: int

    @classmethod
    def path_dependent(cls, forest: Forest) -> Self:
        """Set against each tree's own training rows, as LightGBM's `pred_contrib`.

        Raises NoTablesError.
        """
        return cls._made(forest, path_dependent)

    @classmethod
    def interventional(cls, forest: Forest, background: Floats) -> Self:
        """Set against every row of a background, shape (rows, features), and averaged.

        The background costs nothing when rows are explained. Raises NoTablesError.
        """
        return cls._made(forest, interventional(forest, background))

    @classmethod
    def _made(cls, forest: Forest, chances: Chances) -> Self:
        return cls.of_tables(make_tables(forest, chances), base_value(forest, chances))

    @classmethod
    def of_tables(cls, tables: TreeTables, base: float) -> Self:
        """An engine from tables that were kept."""
        features = len(tables.is_category)
        fits = int(tables.column_sum.max()) // features
        return cls(tables, one_row_order(tables), base, features, fits)

    def explained(self, X: Floats, threads: int = 1) -> Iterator[Explained]:
        """Blocks of rows of `X`, shape (rows, features), in order."""
        rows = np.ascontiguousarray(X, dtype=np.float64)
        if len(rows) <= FEW_ROWS:
            yield self._one_by_one(rows)
            return
        for first, sums in self._blocks(rows, threads, columns=self.features + 1):
            yield self._told(first, sums.T)

    def alone(self, X: Floats) -> Explained:
        """The only row of `X`, shape (1, features)."""
        return self._one_by_one(np.ascontiguousarray(X, dtype=np.float64))

    def _one_by_one(self, rows: Floats) -> Explained:
        found = np.empty((len(rows), self.fits * self.features + 1))
        scratch = self._one_row_scratch()
        for row, sums in enumerate(found):
            one_row(self.tables, self.order, rows[row : row + 1], scratch, sums)
        return self._told(0, found)

    def _told(self, first: int, sums: Floats) -> Explained:
        """Sums of shape (rows, fits × features + 1) as what they are."""
        by_fit = sums[:, :-1].reshape(len(sums), self.fits, self.features)
        values = by_fit[:, 0].copy()
        for fit in range(1, self.fits):  # one after the other, the same bits in every block
            values += by_fit[:, fit]
        return Explained(slice(first, first + len(sums)), values, by_fit, sums[:, -1])

    def raw_score(self, X: Floats, threads: int = 1) -> Floats:
        """LightGBM's own raw score to the bit, shape (rows,), without explaining it."""
        rows = np.ascontiguousarray(X, dtype=np.float64)
        if len(rows) <= FEW_ROWS:
            return self._one_by_one(rows).raw_score
        found = np.empty(len(rows))
        for first, sums in self._blocks(rows, threads, columns=1):
            found[first : first + sums.shape[1]] = sums[-1]
        return found

    def _blocks(self, rows: Floats, threads: int, *, columns: int) -> Iterator[tuple[int, Floats]]:
        """Every block's first row and its sums, shape (fits × features + 1, rows of the block)."""

        def block(first: int) -> tuple[int, Floats]:
            held = rows[first : first + BLOCK]
            sums = np.empty((self.fits * self.features + 1, BLOCK))
            many_rows(self.tables, held, self._scratch(), sums, columns)
            return first, sums[:, : len(held)]

        firsts = range(0, len(rows), BLOCK)
        if threads == 1:
            yield from map(block, firsts)
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(block, firsts)

    def _scratch(self) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        largest = int(np.diff(self.tables.split_start).max())
        return (
            np.zeros((self.features, BLOCK), dtype=np.uint16),
            np.empty((largest + 2, BLOCK), dtype=np.uint16),
        )

    def _one_row_scratch(
        self,
    ) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint32]]:
        splits, groups = len(self.tables.split_feature), len(self.tables.group_bits)
        return (
            np.empty((self.features, 1), dtype=np.uint16),
            np.empty(splits, dtype=np.uint16),
            np.empty(groups, dtype=np.uint16),
            np.empty(groups, dtype=np.uint32),
        )
