"""What one leaf gives each feature, for every pattern of conditions that a row may pass."""

import math

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees.compiled import compiled

Floats = NDArray[np.float64]


def pattern_chances(passing: Floats) -> Floats:
    """Chance of each pattern if conditions hold independently, `passing` (features,) of the time.

    With the shares of training rows that follow a path this makes Shapley values path-dependent:
    the value of a set of features is linear in each share, hence the mean over patterns drawn so
    (Lundberg et al. 2020, Nature Machine Intelligence 2:56, algorithm 1).
    """
    chances = np.ones(1)
    for share in passing:
        chances = np.concatenate([chances * (1 - share), chances * share])
    return chances


def pattern_shares(pattern: NDArray[np.int64], features: int) -> Floats:
    """Share of background rows with each pattern; this makes the values interventional."""
    return np.bincount(pattern, minlength=1 << features) / len(pattern)


def shapley_weights(features: int) -> Floats:
    """`weights[p, n]` = p! n! / (p + n + 1)!, shape (features, features).

    The Shapley weight of one more passing condition where a leaf is reached only if `p` others are
    taken from the household and `n` from the reference.
    """
    weights = np.zeros((max(features, 1), max(features, 1)))
    for p in range(features):
        for n in range(features - p):
            chosen = math.factorial(p) * math.factorial(n)
            weights[p, n] = chosen / math.factorial(p + n + 1)
    return weights


@compiled
def leaf_values(value: float, chances: Floats, weights: Floats, values: Floats) -> None:
    """Fill `values`, shape (2^features, features), for a leaf of raw score `value`.

    A leaf is a game that pays `value` where every feature passes, each taken from the household or
    from a reference household. If the household passes the conditions `own` and the reference
    `other`, it can pay only where every condition is in one of them. A feature that passes in the
    household alone is then worth p! n! / (p + n + 1)! of the value, with p others that pass there
    alone and n in the reference alone; one that passes in the reference alone, minus as much. The
    mean over the references' patterns, by `chances`, (2^features,), is what is tabulated.
    """
    features = values.shape[1]
    whole = (1 << features) - 1
    for own in range(whole + 1):
        lacking = whole & ~own
        both = own
        while both >= 0:  # over the subsets of `own` that the reference passes too
            worth = value * chances[lacking | both]
            if worth != 0.0:
                _share_out(worth, lacking, own & ~both, weights, values[own])
            both = (both - 1) & own if both else -1


@compiled
def _share_out(worth: float, lacking: int, alone: int, weights: Floats, values: Floats) -> None:
    """Add what each feature gains where the household passes `alone` and the reference `lacking`.

    Both are bit sets, of features that pass in the one and not in the other.
    """
    lacks, passes = _size(lacking), _size(alone)
    for place in range(len(values)):
        if lacking >> place & 1:
            values[place] -= worth * weights[lacks - 1, passes]
        elif alone >> place & 1:
            values[place] += worth * weights[passes - 1, lacks]


@compiled
def _size(bits: int) -> int:
    size = 0
    while bits:
        size += bits & 1
        bits >>= 1
    return size


@compiled
def add_leaf(
    table: Floats,
    leaf: Floats,
    value: float,
    needed: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> None:
    """Add one leaf's values to the table of its group, shape (2^bits, features + 1).

    `needed`, shape (features of the leaf, 2), holds the group's bits that must be set and that
    must not be set for each feature to pass; `columns` is where each feature stands in the table.
    The last column is the raw score: the leaf's value where every feature passes.
    """
    features = len(columns)
    for pattern in range(table.shape[0]):
        own = 0
        for place in range(features):
            wanted = needed[place, 0]
            if pattern & wanted == wanted and pattern & needed[place, 1] == 0:
                own |= 1 << place
        for place in range(features):
            table[pattern, columns[place]] += leaf[own, place]
        if own == (1 << features) - 1:
            table[pattern, table.shape[1] - 1] += value
