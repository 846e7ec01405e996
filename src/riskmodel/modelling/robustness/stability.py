"""How much of the list and of its first reasons other seeds and other villages would keep."""

from collections.abc import Sequence

import numpy as np
from lightgbm import Booster

from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.prepared import Places
from riskmodel.modelling.robustness.results import Refitted, Stability
from riskmodel.modelling.robustness.trial import Trial, overlap
from riskmodel.modelling.training import logistic_score, train_logistic


def stability(trial: Trial, refits: Sequence[Booster]) -> Stability:
    """Compare each refit with the served model on the test rows."""
    listed = trial.listed(trial.own_score())
    reason, dimension = _first(trial, trial.fitted.model.booster)
    found = []
    for booster in refits:
        also = trial.listed(trial.score(booster))
        both = listed & also
        other_reason, other_dimension = _first(trial, booster)
        found.append(
            (
                overlap(listed, also),
                (reason == other_reason)[both].mean(),
                (dimension == other_dimension)[both].mean(),
            )
        )
    kept, same_reason, same_dimension = np.mean(found, axis=0)
    return Stability(
        refits=len(refits),
        list_overlap=float(kept),
        first_reason=float(same_reason),
        first_dimension=float(same_dimension),
    )


def _first(trial: Trial, booster: Booster) -> tuple[Places, Places]:
    """The feature, and the policy dimension, that raises each test row's risk most."""
    pull = trial.contributions(booster, trial.prepared.X[trial.test])
    dimensions = sorted({feature.dimension for feature in trial.prepared.features})
    of_dimension = np.array(
        [[feature.dimension == one for one in dimensions] for feature in trial.prepared.features],
        dtype=np.float64,
    )
    return np.argmax(pull, axis=1), np.argmax(pull @ of_dimension, axis=1)


def resampled_training(trial: Trial, number: int) -> Places:
    """Training rows of villages drawn with replacement; a village drawn twice counts twice."""
    random = np.random.default_rng([trial.prepared.definition.judgement.seed, number])
    village = trial.prepared.village[trial.train]
    order = np.argsort(village, kind="stable")
    kept, start = np.unique(village[order], return_index=True)
    ends = np.append(start[1:], len(village))
    drawn = random.integers(len(kept), size=len(kept))
    return np.concatenate([trial.train[order[start[one] : ends[one]]] for one in drawn])


def refitted(trial: Trial, refits: Sequence[Booster]) -> Refitted:
    """The difference to logistic regression where the choice of villages moves both fits.

    `refits[i]` was fitted on `resampled_training(trial, i)`. The test rows stay as they are: what
    varies is what was learnt, and the percentile interval says how much.
    """
    own = trial.measures(trial.own_score())
    X = trial.prepared.X[trial.test]
    logistic = train_logistic(trial.prepared.sample(trial.train))
    rival = trial.measures(logistic_score(logistic, X))
    pairs = [(own[0] - rival[0], own[1] - rival[1])]
    for number, booster in enumerate(refits):
        found = trial.measures(trial.score(booster))
        rows = trial.prepared.sample(resampled_training(trial, number))
        other = trial.measures(logistic_score(train_logistic(rows), X))
        pairs.append((found[0] - other[0], found[1] - other[1]))
    auc, precision = np.array(pairs).T
    return Refitted(refits=len(refits), auc=figure(auc), average_precision=figure(precision))
