"""Every refit and every changed record of one version, side by side on the processors."""

import os
from concurrent.futures import ThreadPoolExecutor

from lightgbm import Booster

from riskmodel.modelling.backtest import FittedBlock, Progress
from riskmodel.modelling.prepared import Prepared
from riskmodel.modelling.robustness.contamination import contamination
from riskmodel.modelling.robustness.misreport import manipulable, under_report
from riskmodel.modelling.robustness.refits import learning_curve, left_out, optimism
from riskmodel.modelling.robustness.results import Robustness
from riskmodel.modelling.robustness.stability import (
    refitted,
    resampled_training,
    stability,
)
from riskmodel.modelling.robustness.trial import Contributions, Trial

REFITS = 10


def robustness(
    prepared: Prepared, served: FittedBlock, contributions: Contributions, progress: Progress
) -> Robustness:
    """Refit, misreport and take assistance away; deterministic for one definition and panel."""
    trial = Trial(prepared, served, contributions)
    step, total = "refitting for robustness", 2 * REFITS + 6
    done = 0

    def tell(count: int = 1) -> None:
        nonlocal done
        done += count
        progress(step, done, total)

    tell(0)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        seed = prepared.definition.learner.seed

        def other_seed(number: int) -> Booster:
            booster = trial.fit(trial.train, seed=seed + 1 + number)
            tell()
            return booster

        def other_villages(number: int) -> Booster:
            booster = trial.fit(resampled_training(trial, number))
            tell()
            return booster

        seeds = list(threads.map(other_seed, range(REFITS)))
        drawn = list(threads.map(other_villages, range(REFITS)))
        curve = threads.submit(learning_curve, trial)
        random_rows = threads.submit(optimism, trial)
        lead = threads.submit(refitted, trial, drawn)
        provinces = threads.submit(lambda: list(left_out(trial)))
        assistance = threads.submit(contamination, trial)
        lower_incomes = threads.submit(lambda: list(under_report(trial)))
        for task in (curve, random_rows, lead, provinces, assistance, lower_incomes):
            task.add_done_callback(lambda _: tell())
    return Robustness(
        optimism=random_rows.result(),
        other_seeds=stability(trial, seeds),
        other_villages=stability(trial, drawn),
        learning_curve=curve.result(),
        refitted=lead.result(),
        left_out=provinces.result(),
        under_report=lower_incomes.result(),
        manipulable=manipulable(trial),
        contamination=assistance.result(),
    )
