"""Every refit and every changed record of one version, side by side on the processors."""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from riskmodel.modelling.backtest import FittedBlock, Progress
from riskmodel.modelling.prepared import Floats, Prepared
from riskmodel.modelling.robustness.contamination import contamination
from riskmodel.modelling.robustness.misreport import manipulable, under_report
from riskmodel.modelling.robustness.refits import learning_curve, left_out, optimism
from riskmodel.modelling.robustness.results import Robustness
from riskmodel.modelling.robustness.stability import Kept, ServedList, stability
from riskmodel.modelling.robustness.trial import Contributions, Trial
from riskmodel.modelling.robustness.villages import (
    Both,
    Counts,
    as_fitted,
    fit_both,
    lead,
    refitted,
    village_draws,
)
from riskmodel.modelling.robustness.weighting import fit_otherwise, weighting

OTHER_SEEDS = 10


def robustness(
    prepared: Prepared,
    newest: Sequence[FittedBlock],
    contributions: Contributions,
    progress: Progress,
) -> Robustness:
    """Refit, misreport and take assistance away; deterministic for one definition and panel.

    `newest` holds every fold of the newest origin, the one that serves first.
    """
    trial = Trial(prepared, newest[0], contributions)
    served_list = ServedList.of(trial)
    # The fits of scikit-learn would each take all processors, which are all at work.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        curve = threads.submit(learning_curve, trial)
        random_rows = threads.submit(optimism, trial)
        provinces = threads.submit(lambda: list(left_out(trial)))
        assistance = threads.submit(contamination, trial)
        lower_incomes = threads.submit(lambda: list(under_report(trial)))
        told_otherwise = threads.submit(manipulable, trial)
        seeds = [threads.submit(_other_seeds, served_list, one) for one in range(OTHER_SEEDS)]
        weighed = newest if prepared.weighted else []
        otherwise = [threads.submit(fit_otherwise, prepared, fold) for fold in weighed]
        draws = [_Draw(threads, served_list, newest, one) for one in village_draws(prepared)]
        apart = (curve, random_rows, provinces, assistance, lower_incomes, told_otherwise)
        _follow(
            [*apart, *seeds, *otherwise, *(task for draw in draws for task in draw.folds)],
            progress,
        )
    return Robustness(
        optimism=random_rows.result(),
        other_seeds=stability([task.result() for task in seeds]),
        other_villages=stability([draw.kept() for draw in draws]),
        learning_curve=curve.result(),
        refitted=refitted([_lead_as_fitted(prepared, newest), *(draw.lead() for draw in draws)]),
        weighting=weighting(prepared, newest, [task.result() for task in otherwise])
        if prepared.weighted
        else None,
        left_out=provinces.result(),
        under_report=lower_incomes.result(),
        manipulable=told_otherwise.result(),
        contamination=assistance.result(),
    )


def _other_seeds(served: ServedList, number: int) -> Kept:
    learner = served.trial.prepared.definition.learner
    # So far apart that no fit of one average is a fit of another.
    seed = learner.seed + (1 + number) * learner.fits
    return served.kept_by(served.trial.fit(served.trial.train, seed))


class _Draw:
    """One resample of the villages, at work: a task for each fold of the newest origin."""

    def __init__(
        self,
        threads: ThreadPoolExecutor,
        served: ServedList,
        newest: Sequence[FittedBlock],
        counts: Counts,
    ) -> None:
        self.served, self.newest, self.counts = served, newest, counts
        self.folds = [threads.submit(self._fit, fold) for fold in newest]

    def _fit(self, fold: FittedBlock) -> tuple[Kept | None, Both]:
        """Fit both; of the served fold also what its refit keeps of the list."""
        trial = self.served.trial
        booster, both = fit_both(trial, fold.block, self.counts)
        return self.served.kept_by(booster) if fold is trial.fitted else None, both

    def kept(self) -> Kept:
        """Of the served model's list, by the refit of its fold."""
        found = (task.result()[0] for task in self.folds)
        return next(kept for kept in found if kept is not None)

    def lead(self) -> Floats:
        """Over logistic regression on all folds together."""
        both = [task.result()[1] for task in self.folds]
        return lead(self.served.trial.prepared, self.newest, both, self.counts)


def _lead_as_fitted(prepared: Prepared, newest: Sequence[FittedBlock]) -> Floats:
    once = np.ones(int(prepared.village.max()) + 1, dtype=np.intp)
    return lead(prepared, newest, [as_fitted(fold) for fold in newest], once)


def _follow(tasks: Sequence[Future[Any]], progress: Progress) -> None:
    """Tell of each task that is done; of the first that fails, and of none after it."""
    step = "refitting for robustness"
    progress(step, 0, len(tasks))
    for done, task in enumerate(as_completed(tasks), start=1):
        if task.exception():
            for waiting in tasks:
                waiting.cancel()
            task.result()
        progress(step, done, len(tasks))
