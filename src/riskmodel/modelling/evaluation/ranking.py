"""How well a score puts households in order, with survey weights and ties drawn at random."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True)
def _measures(  # type: ignore[no-untyped-def] # noqa: C901, PLR0913 - one pass over the rows
    outcome, gains, weight, last_of_tie, capacity, whole, captured
):
    columns = gains.shape[1]
    positive, total = 0.0, 0.0
    for row in range(len(outcome)):
        positive += weight[row] * outcome[row]
        total += weight[row]
    negative = total - positive
    above_positive, above_total, auc, precision = 0.0, 0.0, 0.0, 0.0
    tie_positive, tie_total, next_capacity = 0.0, 0.0, 0
    above = np.zeros(columns)
    tie = np.zeros(columns)
    for row in range(len(outcome)):
        tie_positive += weight[row] * outcome[row]
        tie_total += weight[row]
        for column in range(columns):
            tie[column] += weight[row] * gains[row, column]
        if not last_of_tie[row]:
            continue
        while (
            next_capacity < len(capacity)
            and above_total + tie_total >= capacity[next_capacity] * total - 1e-9 * total
            and tie_total > 0
        ):
            taken = min((capacity[next_capacity] * total - above_total) / tie_total, 1.0)
            for column in range(columns):
                captured[next_capacity, column] = above[column] + taken * tie[column]
            next_capacity += 1
        auc += (tie_total - tie_positive) * (above_positive + 0.5 * tie_positive)
        above_positive += tie_positive
        above_total += tie_total
        for column in range(columns):
            above[column] += tie[column]
            tie[column] = 0.0
        if tie_positive > 0:
            precision += tie_positive * above_positive / above_total
        tie_positive, tie_total = 0.0, 0.0
    for column in range(columns):
        captured[len(capacity), column] = above[column]
    whole[0] = auc / (positive * negative)
    whole[1] = precision / positive
    whole[2] = total


class Ranking:
    """A score sorted once, so that many weightings of its rows can be measured quickly.

    AUC counts a tie as a half; average precision is the step-wise sum of scikit-learn; at a
    capacity, a tie is resolved by its expectation under a random draw. `capacities` are shares,
    ascending; `gains` has shape (rows, columns), each column what is gained by finding a row.
    """

    def __init__(
        self, score: Floats, outcome: Floats, gains: Floats, capacities: tuple[float, ...]
    ) -> None:
        self.order = np.argsort(-score, kind="stable")
        ranked = score[self.order]
        self.last_of_tie = np.append(ranked[1:] != ranked[:-1], True)
        self.outcome = outcome[self.order]
        self.gains = np.ascontiguousarray(gains[self.order])
        self.capacity = np.array(capacities)

    def measures(self, weight: Floats) -> tuple[Floats, Floats]:
        """AUC, average precision and the sum of weights, then what each capacity captures.

        Shapes (3,) and (capacities + 1, columns); the last row holds the totals. NaN where the
        weights leave only one outcome.
        """
        whole = np.full(3, np.nan)
        captured = np.full((len(self.capacity) + 1, self.gains.shape[1]), np.nan)
        ranked = weight[self.order]
        if 0 < np.sum(ranked * self.outcome) < np.sum(ranked):
            _measures(
                self.outcome,
                self.gains,
                ranked,
                self.last_of_tie,
                self.capacity,
                whole,
                captured,
            )
        return whole, captured


def on_list(score: Floats, weight: Floats, capacity: float) -> Floats:
    """The chance of each row to be on the list of the top `capacity`, a share; shape (rows,).

    1 above the score at which the capacity ends, 0 below it, and for those tied at it the share
    of them that there is room for.
    """
    order = np.argsort(-score, kind="stable")
    reached = np.cumsum(weight[order])
    room = capacity * reached[-1]
    last = order[min(int(np.searchsorted(reached, room - 1e-9)), len(order) - 1)]
    above, tied = score > score[last], score == score[last]
    left = room - weight[above].sum()
    share = np.clip(left / max(weight[tied].sum(), 1e-300), 0.0, 1.0)
    return np.where(above, 1.0, np.where(tied, share, 0.0))


def found_with_ties(
    score: Floats, outcome: Floats, weight: Floats, capacity: float
) -> tuple[float, float, float]:
    """The share of events on the list if its ties fall worst, at random, and best."""
    chance = on_list(score, weight, capacity)
    certain, tied = chance == 1.0, (chance > 0) & (chance < 1)
    events = np.sum(weight * outcome)
    found = np.sum((weight * outcome)[certain])
    room = np.sum((weight * chance)[tied])
    tied_events = np.sum((weight * outcome)[tied])
    tied_others = np.sum(weight[tied]) - tied_events
    worst = found + max(0.0, room - tied_others)
    best = found + min(room, tied_events)
    drawn = found + np.sum((weight * outcome * chance)[tied])
    return float(worst / events), float(drawn / events), float(best / events)
