"""The learner on other rows: drawn at random, fewer villages, one province left out."""

from collections.abc import Iterator

import numpy as np

from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.prepared import Floats, Places
from riskmodel.modelling.robustness.results import LearningPoint, LeftOut, Optimism
from riskmodel.modelling.robustness.trial import Trial
from riskmodel.modelling.training import logistic_score, train_logistic

SHARES = (0.1, 0.25, 0.5, 1.0)
_RESAMPLES = 200


def optimism(trial: Trial) -> Optimism:
    """The random-row figure on as many training rows as the honest one had."""
    prepared = trial.prepared
    day = prepared.days[trial.test].max()
    rows = np.flatnonzero(prepared.labels.usable & (prepared.days <= day))
    random = np.random.default_rng(prepared.definition.judgement.seed)
    shuffled = random.permutation(rows)
    count = min(len(trial.train), len(rows) * 4 // 5)
    learn, test = shuffled[:count], shuffled[count:]
    score = trial.score(trial.fit(learn), prepared.X[test])
    drawn, honest = trial.measures(score, test), trial.measures(trial.own_score())
    return Optimism(
        honest_auc=honest[0],
        random_row_auc=drawn[0],
        honest_average_precision=honest[1],
        random_row_average_precision=drawn[1],
    )


def learning_curve(trial: Trial) -> list[LearningPoint]:
    """The learner on growing shares of the training villages, each holding the one before it."""
    village = trial.prepared.village[trial.train]
    random = np.random.default_rng(trial.prepared.definition.judgement.seed)
    order = random.permutation(np.unique(village))
    return [_point(trial, share, order[: max(1, round(share * len(order)))]) for share in SHARES]


def _point(trial: Trial, share: float, villages: Places) -> LearningPoint:
    rows = trial.train[np.isin(trial.prepared.village[trial.train], villages)]
    whole = len(rows) == len(trial.train)
    auc, precision, _ = trial.measures(
        trial.own_score() if whole else trial.score(trial.fit(rows))
    )
    return LearningPoint(
        share=share,
        villages=len(villages),
        events=trial.prepared.sample(rows).events,
        auc=auc,
        average_precision=precision,
    )


def left_out(trial: Trial) -> Iterator[LeftOut]:
    """Every province with enough events, tested by a model and a rival that never saw it.

    All of the province's rows on the origin's day are tested; the others' training rows, whatever
    their fold, are learnt from.
    """
    prepared = trial.prepared
    province = prepared.panel.columns.text("province_code")
    day = prepared.days[trial.test].max()
    on_day = prepared.labels.usable & (prepared.days == day)
    learnt = np.isin(prepared.days, np.unique(prepared.days[trial.train])) & prepared.labels.usable
    for code in np.unique(province[on_day & (province != "")]):
        test = np.flatnonzero(on_day & (province == code))
        learn = np.flatnonzero(learnt & (province != code) & (province != ""))
        events = prepared.sample(test).events
        if events >= prepared.definition.judgement.fewest_events and len(learn):
            yield _without(trial, str(code), learn, test)


def _without(trial: Trial, code: str, learn: Places, test: Places) -> LeftOut:
    prepared = trial.prepared
    sample = prepared.sample(test)
    own = trial.score(trial.fit(learn), prepared.X[test])
    rival = logistic_score(train_logistic(prepared.sample(learn)), prepared.X[test])
    resamples = Resamples.draw(sample.village, _RESAMPLES, prepared.definition.judgement.seed)
    weights = [sample.weight, *resamples.weights(sample.weight)]
    auc, other = (_aucs(score, sample.outcome, weights) for score in (own, rival))
    return LeftOut(
        province=code,
        rows=len(test),
        events=sample.events,
        auc=figure(auc),
        over_logistic=figure(auc - other),
    )


def _aucs(score: Floats, outcome: Floats, weights: list[Floats]) -> Floats:
    ranking = Ranking(score, outcome, outcome[:, None], (0.1,))
    return np.array([ranking.measures(weight)[0][0] for weight in weights])
