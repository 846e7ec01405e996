"""How well a score puts households in order, with ties resolved at random and survey weights."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True)
def _measures(outcome, weight, last_of_tie, capacity, out):  # type: ignore[no-untyped-def]
    positive, total = 0.0, 0.0
    for row in range(len(outcome)):
        positive += weight[row] * outcome[row]
        total += weight[row]
    negative = total - positive
    above_positive, above_total, auc, precision = 0.0, 0.0, 0.0, 0.0
    tie_positive, tie_total, next_capacity = 0.0, 0.0, 0
    for row in range(len(outcome)):
        tie_positive += weight[row] * outcome[row]
        tie_total += weight[row]
        if not last_of_tie[row]:
            continue
        while (
            next_capacity < len(capacity)
            and above_total + tie_total >= capacity[next_capacity] * total - 1e-9
        ):
            taken = (capacity[next_capacity] * total - above_total) / tie_total
            found = above_positive + taken * tie_positive
            out[2 + next_capacity] = found / positive
            next_capacity += 1
        auc += (tie_total - tie_positive) * (above_positive + 0.5 * tie_positive)
        above_positive += tie_positive
        above_total += tie_total
        if tie_positive > 0:
            precision += tie_positive * above_positive / above_total
        tie_positive, tie_total = 0.0, 0.0
    out[0] = auc / (positive * negative)
    out[1] = precision / positive


class Ranking:
    """A score sorted once, so that many weightings of its rows can be measured quickly.

    Measures come as one array: AUC, average precision, then recall at each capacity. AUC counts a
    tie as a half; average precision is the step-wise sum of scikit-learn; at a capacity, a tie is
    resolved by its expectation under a random draw. `capacities` are per cent, ascending.
    """

    def __init__(self, score: Floats, outcome: Floats, capacities: tuple[float, ...]) -> None:
        self.order = np.argsort(-score, kind="stable")
        ranked = score[self.order]
        self.last_of_tie = np.append(ranked[1:] != ranked[:-1], True)
        self.outcome = outcome[self.order]
        self.capacity = np.array(capacities) / 100

    def measures(self, weight: Floats) -> Floats:
        """AUC, average precision and recalls under row weights, shape (2 + capacities,)."""
        out = np.full(2 + len(self.capacity), np.nan)
        ranked = weight[self.order]
        if 0 < np.sum(ranked * self.outcome) < np.sum(ranked):
            _measures(self.outcome, ranked, self.last_of_tie, self.capacity, out)
        return out
