"""A proxy means test fitted to the poor: a quantile regression of next year's log welfare."""

import numpy as np

from riskmodel.modelling.normal_scores import normal_scores
from riskmodel.modelling.prepared import POOREST, Places, Prepared
from riskmodel.modelling.rivals.rival import Fitted, Floats, NotAvailableError
from riskmodel.modelling.splits import Block

VARIABLES = 15
_FEWEST_ROWS = 200
_LEAST_T = 2.0
_ROUNDS = 300
_CLOSE = 1e-3
"""In log welfare: how near a residual may be to nothing; a tenth of it ends the fit."""


def proxy_means_test(prepared: Prepared, block: Block) -> Fitted:
    """Fitted on the block's training rows whose welfare was measured at the end of the horizon.

    As social registries score households, on at most fifteen variables, but at the quantile of
    the poverty rate, which generally finds more of the poor than the mean (Brown, Ravallion and
    van de Walle 2018, J Dev Econ 134:109). It foretells next year's welfare, not today's: the
    model's features may hold today's, and next year's is what the others are judged by too.
    Raises NotAvailableError where too few households were measured, or none below the line.
    """
    welfare = prepared.later_welfare_to_line()
    learn = np.flatnonzero(block.train & ~np.isnan(welfare))
    if len(learn) < _FEWEST_ROWS:
        message = "too few training households had their welfare measured a horizon later"
        raise NotAvailableError(message)
    poor = float(np.mean(welfare[learn] < 1))
    if poor == 0:
        message = "no training household was measured below the line a horizon later"
        raise NotAvailableError(message)
    scores = normal_scores(len(learn))
    variables = np.asarray(scores.fit_transform(prepared.X[learn]))
    log_welfare = np.log(np.maximum(welfare[learn], POOREST))
    chosen = most_telling(variables, log_welfare)
    fitted = quantile_regression(variables[:, chosen], log_welfare, poor)

    def score(places: Places) -> Floats:
        told = np.asarray(scores.transform(prepared.X[places]))[:, chosen]
        return np.asarray(-(fitted[0] + told @ fitted[1:]))

    return Fitted(score, log_odds=True)


def most_telling(variables: Floats, target: Floats) -> list[int]:
    """Columns chosen one by one, each the one that explains most beside those before it.

    Forward selection by least squares on `variables`, shape (rows, columns), until fifteen are
    chosen or none has a t-value of two.
    """
    left, rest = variables - variables.mean(axis=0), target - target.mean()
    negligible = 1e-9 * len(target)
    chosen: list[int] = []
    while len(chosen) < VARIABLES:
        spread = (left**2).sum(axis=0)
        explained = np.where(
            spread > negligible, (rest @ left) ** 2 / np.maximum(spread, negligible), 0.0
        )
        best = int(np.argmax(explained))
        if explained[best] <= _LEAST_T**2 * (rest @ rest) / len(target):
            break
        chosen.append(best)
        direction = left[:, best] / np.sqrt(spread[best])
        rest = rest - direction * (direction @ rest)
        left -= np.outer(direction, direction @ left)
    return chosen


def quantile_regression(variables: Floats, target: Floats, quantile: float) -> Floats:
    """The intercept, then the slopes, of the conditional quantile of `target`.

    By the majorising steps of Hunter and Lange (2000, J Comput Graph Stat 9:60), each a weighted
    least squares: the same result every time, and quick on many rows.
    """
    columns = np.column_stack([np.ones(len(target)), variables])
    fitted = np.asarray(np.linalg.lstsq(columns, target)[0], dtype=np.float64)
    fitted[0] += np.quantile(target - columns @ fitted, quantile)
    for _ in range(_ROUNDS):
        weight = 1 / (_CLOSE + np.abs(target - columns @ fitted))
        pull = columns.T @ (weight * target + 2 * quantile - 1)
        spread = columns.T @ (columns * weight[:, None])
        nearer = np.asarray(np.linalg.solve(spread, pull), dtype=np.float64)
        moved = np.abs(nearer - fitted).max()
        fitted = nearer
        if moved < _CLOSE / 10:
            break
    return fitted
