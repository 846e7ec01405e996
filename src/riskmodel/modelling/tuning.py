"""Search for a learner within a budget, inside the training years of the served block only.

The calibration and the test rows of every block stay out of sight: neither stops a fit nor
chooses a learner.
"""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import optuna

from riskmodel.errors import DataError
from riskmodel.modelling.backtest import Progress
from riskmodel.modelling.definition import Learner
from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.labels import months_later
from riskmodel.modelling.pipeline import served_block
from riskmodel.modelling.prepared import Prepared, Rows
from riskmodel.modelling.splits import Block
from riskmodel.modelling.training import train_lightgbm

INNER_FOLDS = 3


@dataclass(frozen=True)
class Tried:
    """One learner on the inner folds: mean average precision and AUC, with standard errors.

    `explanation_cost` bounds what explaining a household costs: the figures that are looked up
    (see `explanation/trees/`) if each leaf of all fits had a table of its own, one figure for each
    feature on its path and one for the score.
    """

    number: int
    learner: Learner
    average_precision: float
    error: float
    auc: float
    explanation_cost: int
    seconds: float


@dataclass(frozen=True)
class Search:
    """All that was tried, in order; the first is the definition's own learner.

    `chosen` is the cheapest to explain of those within one standard error of the best (the rule
    of Breiman et al. 1984 for trees).
    """

    tried: list[Tried]
    chosen: Tried
    seconds: float

    @property
    def own(self) -> Tried:
        """The definition's own learner."""
        return self.tried[0]


@dataclass(frozen=True)
class InnerFold:
    """What an inner fit learns from and is judged on, as masks over the panel's rows."""

    learn: Rows
    judge: Rows


def inner_folds(prepared: Prepared, block: Block) -> list[InnerFold]:
    """Splits of a block's training rows: the last training day in villages kept apart.

    Where an earlier training day exists whose labels end by then, only such days are learnt from.
    Raises DataError where a fold lacks events.
    """
    days = prepared.days
    training_days = np.unique(days[block.train])
    ends = months_later(training_days, prepared.definition.label.horizon_months)
    earlier = training_days[ends <= training_days[-1]]
    learn_days = earlier if len(earlier) else training_days
    villages = np.unique(prepared.village[block.train])
    random = np.random.default_rng(prepared.definition.split.seed)
    part = np.full(int(prepared.village.max()) + 1, -1)
    part[random.permutation(villages)] = np.arange(len(villages)) % INNER_FOLDS
    of_row = part[prepared.village]
    folds = [
        InnerFold(
            learn=block.train & np.isin(days, learn_days) & (of_row != number),
            judge=block.train & (days == training_days[-1]) & (of_row == number),
        )
        for number in range(INNER_FOLDS)
    ]
    for fold in folds:
        for rows in (fold.learn, fold.judge):
            if not 0 < prepared.sample(rows).events < rows.sum():
                message = (
                    "the training years hold too few events to tune on: add waves or villages"
                )
                raise DataError(message)
    return folds


def search(
    prepared: Prepared,
    trials: int,
    minutes: float,
    progress: Progress,
    on_tried: Callable[[Tried], None] = lambda _: None,
) -> Search:
    """Try at most `trials` learners for at most `minutes`; a trial that has begun is finished.

    A tree-structured Parzen estimator proposes (Akiba et al. 2019, optuna); the same trials come
    out for the same definition, panel and number of trials. Raises DataError.
    """
    folds = inner_folds(prepared, served_block(prepared))
    begun, tried = time.monotonic(), []
    step = "trying learners"
    progress(step, 0, trials)

    def objective(trial: optuna.Trial) -> float:
        learner = _proposed(trial, prepared.definition.learner)
        found = _try(prepared, folds, trial.number, learner)
        tried.append(found)
        on_tried(found)
        progress(step, len(tried), trials)
        return found.average_precision

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seed = prepared.definition.learner.seed
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed)
    )
    study.enqueue_trial(_space_of(prepared.definition.learner))
    study.optimize(objective, n_trials=trials, timeout=60 * minutes)
    return Search(tried=tried, chosen=_cheapest(tried), seconds=time.monotonic() - begun)


def _proposed(trial: optuna.Trial, own: Learner) -> Learner:
    """What the estimator proposes; at first the definition's own learner, which it is told of.

    The number of fits stays the definition's, and the trees of all fits together are bounded.
    """
    changes = {
        "trees": max(1, trial.suggest_int("trees_of_all_fits", 100, 800, step=50) // own.fits),
        "leaves": trial.suggest_int("leaves", 4, 32),
        "depth": trial.suggest_int("depth", 3, 6),
        "learning_rate": round(trial.suggest_float("learning_rate", 0.01, 0.3, log=True), 4),
        "rows_in_leaf": trial.suggest_int("rows_in_leaf", 20, 400, log=True),
        "l2": round(trial.suggest_float("l2", 0.1, 100.0, log=True), 2),
        "feature_share": round(trial.suggest_float("feature_share", 0.2, 1.0), 2),
        "split_feature_share": round(trial.suggest_float("split_feature_share", 0.2, 1.0), 2),
        "row_share": round(trial.suggest_float("row_share", 0.5, 1.0), 2),
    }
    return own if trial.number == 0 else own.model_copy(update=changes)


def _space_of(own: Learner) -> dict[str, float | int]:
    """The definition's own learner, moved into the space that is searched."""
    bounds = {
        "leaves": (4, 32), "depth": (3, 6), "learning_rate": (0.01, 0.3),
        "rows_in_leaf": (20, 400), "l2": (0.1, 100.0), "feature_share": (0.2, 1.0),
        "split_feature_share": (0.2, 1.0), "row_share": (0.5, 1.0),
    }  # fmt: skip
    kept = {name: min(max(getattr(own, name), low), high) for name, (low, high) in bounds.items()}
    # A multiple of 50, as they are searched.
    trees = 50 * round(own.fits * own.trees / 50)
    return kept | {"trees_of_all_fits": min(max(trees, 100), 800)}


def _try(prepared: Prepared, folds: list[InnerFold], number: int, learner: Learner) -> Tried:
    begun = time.monotonic()

    def judge(fold: InnerFold) -> tuple[float, float]:
        booster = train_lightgbm(prepared.sample(fold.learn), learner, prepared.features)
        sample = prepared.sample(fold.judge)
        score = np.asarray(booster.predict(sample.X, raw_score=True, num_threads=1))
        ranking = Ranking(score, sample.outcome, sample.outcome[:, None], (0.1,))
        whole, _ = ranking.measures(sample.weight)
        return float(whole[0]), float(whole[1])

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        auc, precision = np.array(list(threads.map(judge, folds))).T
    return Tried(
        number=number,
        learner=learner,
        average_precision=float(precision.mean()),
        error=float(precision.std(ddof=1) / np.sqrt(len(folds))),
        auc=float(auc.mean()),
        explanation_cost=explanation_cost(learner),
        seconds=time.monotonic() - begun,
    )


def explanation_cost(learner: Learner) -> int:
    """The bound of `Tried.explanation_cost`."""
    trees = learner.fits * learner.trees
    return trees * min(learner.leaves, 1 << learner.depth) * (learner.depth + 1)


def _cheapest(tried: list[Tried]) -> Tried:
    best = max(tried, key=lambda one: one.average_precision)
    near = [one for one in tried if one.average_precision >= best.average_precision - best.error]
    return min(near, key=lambda one: one.explanation_cost)


def with_learner(definition_text: str, learner: Learner) -> str:
    """A definition's TOML text with the values of `[learner]` replaced, all else as it was."""
    inside, lines = False, []
    for line in definition_text.splitlines():
        inside = line.strip() == "[learner]" if line.startswith("[") else inside
        name = line.split("=")[0].strip()
        kept = not inside or name not in Learner.model_fields
        lines.append(line if kept else f"{name} = {json.dumps(getattr(learner, name))}")
    return "\n".join(lines) + "\n"
