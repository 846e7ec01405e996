"""Model and rival fitted again on villages drawn anew: what a choice of model rests on.

A difference between two fits says which fit is better; one that is to say which *model* is better
must fit both again on every resample (Dietterich 1998, Neural Computation 10:1895, on the variance
that is due to the choice of the training set).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from lightgbm import Booster
from numpy.typing import NDArray

from riskmodel.modelling.backtest import MODEL, FittedBlock
from riskmodel.modelling.calibration import log_odds
from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.results import Figure
from riskmodel.modelling.prepared import Floats, Places, Prepared, Rows
from riskmodel.modelling.robustness.results import Refitted
from riskmodel.modelling.robustness.trial import Trial
from riskmodel.modelling.splits import Block
from riskmodel.modelling.training import fit_line, logistic_score, train_logistic

Counts = NDArray[np.intp]
"""How often each village is drawn, shape (villages,), by the number of the village."""

LOGISTIC = "logistic"
_NORMAL_95 = 1.96


class Both(NamedTuple):
    """Log-odds of a block's test rows, calibrated so that folds can be judged together."""

    model: Floats
    logistic: Floats


def village_draws(prepared: Prepared) -> list[Counts]:
    """Each resample of the villages: as many drawn with replacement as there are."""
    judgement, count = prepared.definition.judgement, int(prepared.village.max()) + 1
    random = np.random.default_rng(judgement.seed)
    drawn = (random.integers(count, size=count) for _ in range(judgement.refits))
    return [np.bincount(one, minlength=count) for one in drawn]


def as_fitted(block: FittedBlock) -> Both:
    """Both as they were fitted on the panel as it is, every village once."""
    held = block.own_day.calibrated
    return Both(log_odds(held[MODEL]), log_odds(held[LOGISTIC]))


def fit_both(trial: Trial, block: Block, counts: Counts) -> tuple[Booster, Both]:
    """Model and logistic regression of a block whose villages are drawn as often as `counts`.

    A village's rows are learnt from, and calibrated on, as often as the village is drawn.
    """
    prepared = trial.prepared
    learnt = drawn_rows(prepared, block.train, counts)
    held_back, test = prepared.X[block.calibrate], prepared.X[block.test]
    booster, pipeline = trial.fit(learnt), train_logistic(prepared.sample(learnt))
    ours = trial.score(booster, held_back), trial.score(booster, test)
    theirs = logistic_score(pipeline, held_back), logistic_score(pipeline, test)
    return booster, Both(*(_calibrated(prepared, block, counts, *one) for one in (ours, theirs)))


def drawn_rows(prepared: Prepared, rows: Rows, counts: Counts) -> Places:
    """The rows under the mask, each as often as its village is drawn."""
    places = np.flatnonzero(rows)
    return np.repeat(places, counts[prepared.village[places]])


def _calibrated(
    prepared: Prepared, block: Block, counts: Counts, held_back: Floats, score: Floats
) -> Floats:
    sample = prepared.sample(block.calibrate)
    weight = sample.weight * counts[sample.village]
    intercept, slope = fit_line(held_back, sample.outcome, weight)
    return intercept + slope * score


def lead(
    prepared: Prepared, newest: Sequence[FittedBlock], folds: Sequence[Both], counts: Counts
) -> Floats:
    """The model minus the rival on all folds together, villages weighted as they are drawn.

    `folds[i]` is of `newest[i]`. Returns AUC and average precision, shape (2,).
    """
    samples = [prepared.sample(fold.block.test) for fold in newest]
    outcome = np.concatenate([sample.outcome for sample in samples])
    weight = np.concatenate([sample.weight * counts[sample.village] for sample in samples])
    ours, theirs = (
        Ranking(np.concatenate(score), outcome, outcome[:, None], (0.1,)).measures(weight)[0]
        for score in zip(*folds, strict=True)
    )
    return np.asarray(ours[:2] - theirs[:2])


def refitted(leads: Sequence[Floats]) -> Refitted:
    """The lead on the panel as it is, at place 0, with its interval from the resamples behind it.

    The interval is the figure with 1.96 standard errors to either side: some twenty-five
    resamples give a standard error, a thousand would be needed for percentiles (Efron and
    Tibshirani 1993, An Introduction to the Bootstrap, section 6.4).
    """
    value, error = leads[0], np.std(leads[1:], axis=0, ddof=1)
    ends = zip(value, value - _NORMAL_95 * error, value + _NORMAL_95 * error, strict=True)
    auc, precision = (Figure(value=float(v), low=float(a), high=float(b)) for v, a, b in ends)
    return Refitted(refits=len(leads) - 1, auc=auc, average_precision=precision)
