"""Catch a household that stands in the panel twice, in villages that are kept apart."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.leaks.leak import THINNED, Floats, Leak, Rows, Suspects

Places = NDArray[np.intp]

FEWEST_AGREEING = 3
MOSTLY_DIFFERENT = 0.01
"""Share of different values among the known ones from which a figure tells households apart."""


def repeated_households(suspects: Suspects) -> list[Leak]:
    """Two households of one day and of different villages that agree in every input.

    At least three of the inputs must be figures that tell households apart (not zero, and mostly
    different between households): otherwise two households may well be alike.
    """
    told = ~np.isnan(suspects.X) & (suspects.X != 0)
    rows = np.flatnonzero(told[:, _telling(suspects.X)].sum(axis=1) >= FEWEST_AGREEING)
    pairs = _pairs(suspects, rows)
    if pairs == 0:
        return []
    seen = f"{pairs:,} pairs of records of one day agree in every input but not in the village"
    remedy = "keep each household once, under one household_id"
    return [Leak("a household on both sides of the split", "household_id", seen, remedy)]


def _telling(X: Floats) -> Rows:
    thinned = X[:: max(1, len(X) // THINNED)]
    known = (~np.isnan(thinned)).sum(axis=0)
    different = np.array([len(np.unique(values)) for values in thinned.T])
    return np.asarray(different > np.maximum(MOSTLY_DIFFERENT * known, 1))


def _pairs(suspects: Suspects, rows: Places) -> int:
    """Neighbours in the order of day and inputs that are equal in both, but not in village."""
    content = _fingerprint(suspects.X[rows])
    order = np.lexsort((suspects.village[rows], content, suspects.as_of[rows]))
    alike, day = content[order], suspects.as_of[rows][order]
    village, household = suspects.village[rows][order], suspects.household[rows][order]
    equal = (alike[1:] == alike[:-1]) & (day[1:] == day[:-1]) & (household[1:] != household[:-1])
    return int((equal & (village[1:] != village[:-1])).sum())


def _fingerprint(X: Floats) -> NDArray[np.uint64]:
    """One whole number a row that equal rows share: a random linear map of their bits."""
    bits = np.ascontiguousarray(np.nan_to_num(X, nan=-1e30) + 0.0).view(np.uint64)
    random = np.random.default_rng(0)
    odd = random.integers(0, 2**63, X.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    mixed = (bits ^ (bits >> np.uint64(29))) * odd
    mixed ^= mixed >> np.uint64(31)
    return np.asarray(mixed.sum(axis=1, dtype=np.uint64))
