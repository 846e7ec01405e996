"""Intervals by resampling whole villages, the unit that sampling and policy share."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.evaluation.results import Figure

Floats = NDArray[np.float64]

_AT_ONCE = 100
"""Resamples multiplied out together: bounds the memory of a total."""


@dataclass(frozen=True)
class Resamples:
    """Villages drawn with replacement, all rows of a village kept; the same draws every time.

    The cluster bootstrap (Cameron, Gelbach and Miller 2008, REStat 90:414). `number` is the
    village of each row, from 0; `counts` has shape (resamples, villages).
    """

    number: NDArray[np.intp]
    counts: NDArray[np.uint16]

    @classmethod
    def draw(cls, village: NDArray[np.intp], resamples: int, seed: int) -> Self:
        """Draw `resamples` times as many villages as there are."""
        _, number = np.unique(village, return_inverse=True)
        count = int(number.max()) + 1
        random = np.random.default_rng(seed)
        counts = np.empty((resamples, count), dtype=np.uint16)
        for one in counts:
            one[:] = np.bincount(random.integers(count, size=count), minlength=count)
        return cls(number, counts)

    def weights(self, weight: Floats) -> Iterator[Floats]:
        """Row weights of each resample, shape (rows,)."""
        for one in self.counts:
            yield weight * one[self.number]

    def totals(self, columns: Floats, weight: Floats) -> Floats:
        """Weighted totals of `columns`, shape (rows, columns): of the sample, then of each draw.

        Returns shape (1 + resamples, columns).
        """
        weighted = columns * weight[:, None]
        villages = self.counts.shape[1]
        by_village = np.stack(
            [np.bincount(self.number, one, villages) for one in weighted.T], axis=1
        )
        drawn = [
            self.counts[start : start + _AT_ONCE].astype(np.float64) @ by_village
            for start in range(0, len(self.counts), _AT_ONCE)
        ]
        return np.concatenate([by_village.sum(axis=0)[None], *drawn])

    def of(self, rows: NDArray[np.bool_]) -> "Resamples":
        """The same draws for some of the rows."""
        return Resamples(self.number[rows], self.counts)


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval over resamples, of those resamples where the figure exists."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return float("nan"), float("nan")
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return float(low), float(high)


def figure(values: Floats) -> Figure:
    """The figure of the sample, at place 0, with its interval over the resamples behind it."""
    low, high = interval(values[1:])
    return Figure(value=float(values[0]), low=low, high=high)
