"""Intervals by resampling whole villages, the unit that sampling and policy share."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def village_weights(
    village: NDArray[np.intp], weight: Floats, resamples: int, seed: int
) -> Iterator[Floats]:
    """Row weights of each resample: villages drawn with replacement, all rows of a village kept.

    The cluster bootstrap (Cameron, Gelbach and Miller 2008, REStat 90:414).
    """
    _, number = np.unique(village, return_inverse=True)
    count = int(number.max()) + 1
    random = np.random.default_rng(seed)
    for _ in range(resamples):
        drawn = np.bincount(random.integers(count, size=count), minlength=count)
        yield weight * drawn[number]


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval over resamples, of those resamples where the figure exists."""
    tail = 100 * (1 - level) / 2
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)
