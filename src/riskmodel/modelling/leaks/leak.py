"""What a catcher looks at, and what it says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

LEAKAGE_AUC = 0.90
"""Above this an honest model of a year ahead is not believed (policy study §8: 0.72 to 0.82)."""

THINNED = 20_000
"""Rows that a statistic of the panel is taken from: its error is then below 0.01."""


@dataclass(frozen=True)
class Suspects:
    """What the catchers look at, one entry a household-wave.

    `X` has shape (rows, features); `welfare` is measured welfare over the line in force, NaN where
    it was not measured; `later_welfare` the same at the end of the horizon; `outcome` is NaN
    outside `usable`. `latest_day` is the newest day that the record itself names, NaT where none.
    """

    features: tuple[str, ...]
    X: Floats
    outcome: Floats
    usable: Rows
    household: NDArray[np.str_]
    village: NDArray[np.intp]
    as_of: NDArray[np.datetime64]
    latest_day: NDArray[np.datetime64]
    welfare: Floats
    later_welfare: Floats


def thinned(rows: Rows) -> NDArray[np.intp]:
    """At most about `THINNED` of the rows that are set, evenly spread."""
    places = np.flatnonzero(rows)
    return places[:: max(1, len(places) // THINNED)]


@dataclass(frozen=True, slots=True)
class Leak:
    """One finding: which catcher, where, what it saw, and what to do."""

    catcher: str
    where: str
    seen: str
    remedy: str

    def __str__(self) -> str:
        """The finding in one line."""
        return f"{self.catcher}: {self.where}: {self.seen}; {self.remedy}"
