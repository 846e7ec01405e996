"""Assistance lowers the risk that it is given for, and so hides it: how far the figures move."""

import numpy as np

from riskmodel.modelling.features import LocalFeature
from riskmodel.modelling.features.feature import Dimension
from riskmodel.modelling.prepared import Floats, Places
from riskmodel.modelling.robustness.results import Contamination
from riskmodel.modelling.robustness.trial import Trial
from riskmodel.modelling.training import fit_calibrator, train_lightgbm

_RECORDED = "assistance measures recorded"
_FEWEST = 100
_ASSISTED = LocalFeature(
    name="local_assisted",
    label_zh="已受帮扶",
    label_en="assisted",
    dimension=Dimension.HOUSEHOLD,
)


def contamination(trial: Trial) -> Contamination | None:
    """The sensitivity rows; None where the panel does not say who is assisted.

    None too where fewer than a hundred tested households are, or are not.
    """
    named = trial.prepared.definition.assistance
    assisted = _assisted(trial)
    tested = assisted[trial.test]
    if min((tested == 1).sum(), (tested == 0).sum()) < _FEWEST:
        return None
    outcome, weight = trial.prepared.labels.outcome[trial.test], trial.prepared.weight[trial.test]
    helped, not_helped = tested == 1, tested == 0
    ways = {
        "current": trial.fitted.model.predict(trial.prepared.X[trial.test]).probability,
        "scored_at_none": _scored_at_none(trial, assisted),
        "unassisted_only": _unassisted_only(trial, assisted),
    }
    return Contamination(
        assisted=_RECORDED if named is None else named.title_en,
        share=float(np.average(helped, weights=weight)),
        rate_of_assisted=float(np.average(outcome[helped], weights=weight[helped])),
        rate_of_unassisted=float(np.average(outcome[not_helped], weights=weight[not_helped])),
        mean_probability={
            name: float(np.average(held[helped], weights=weight[helped]))
            for name, held in ways.items()
        },
        auc_of_unassisted={
            name: trial.measures(held[not_helped], trial.test[not_helped])[0]
            for name, held in ways.items()
        },
    )


def _assisted(trial: Trial) -> Floats:
    """1 where assisted, 0 where not, NaN where the panel does not say; one entry a panel row."""
    named, panel = trial.prepared.definition.assistance, trial.prepared.panel
    if named is not None:
        return panel.local[named.column]
    measures = panel.columns.number("measures")
    return np.where(np.isnan(measures), np.nan, measures > 0)


def _scored_at_none(trial: Trial, assisted: Floats) -> Floats:
    """Assistance as one more feature, and everybody asked about as if without it."""
    prepared, features = trial.prepared, (*trial.prepared.features, _ASSISTED)
    X = np.column_stack([prepared.X, assisted])

    def sample_of(places: Places, matrix: Floats) -> Floats:
        return np.asarray(booster.predict(matrix[places], raw_score=True, num_threads=1))

    learnt = prepared.sample(trial.train)
    with_it = type(learnt)(X[trial.train], learnt.outcome, learnt.weight, learnt.village)
    booster = train_lightgbm(with_it, prepared.definition.learner, features)
    held_back = np.flatnonzero(trial.fitted.block.calibrate)
    calibrator = fit_calibrator(sample_of(held_back, X), prepared.sample(held_back))
    without = np.column_stack([prepared.X, np.zeros(len(X))])
    return calibrator.predict(sample_of(trial.test, without))


def _unassisted_only(trial: Trial, assisted: Floats) -> Floats:
    """Learnt from and calibrated on those without assistance alone."""
    held_back = np.flatnonzero(trial.fitted.block.calibrate & (assisted == 0))
    booster = trial.fit(trial.train[assisted[trial.train] == 0])
    raw = trial.score(booster, trial.prepared.X[held_back])
    calibrator = fit_calibrator(raw, trial.prepared.sample(held_back))
    return calibrator.predict(trial.score(booster))
