"""What became of the cohort, and what those who were not followed could do to the figures."""

from collections import Counter

import numpy as np

from riskmodel.modelling.evaluation.cohort import cohort_under_test
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.results import Attrition, FollowedUp
from riskmodel.modelling.labels import FollowUp
from riskmodel.modelling.prepared import Floats, Prepared, Rows, Sample
from riskmodel.modelling.training import train_logistic

NOT_FOLLOWED = (FollowUp.UNMEASURED, FollowUp.LOST)
"""Whose outcome exists but is not known; an exit ends a household and is no gap."""
_LEAST_CHANCE = 0.05
"""A weight of more than twenty is not believed."""


def attrition(prepared: Prepared) -> list[Attrition]:
    """The follow-up of each index date's cohort."""
    found = []
    labels = prepared.labels
    for day in np.unique(prepared.days[labels.cohort]):
        rows = labels.cohort & (prepared.days == day)
        found.append(
            Attrition(
                as_of_date=day.item(),
                cohort=int(rows.sum()),
                follow_up=dict(Counter(labels.follow_up[rows].tolist())),
                events=int(np.nansum(labels.outcome[rows])),
            )
        )
    return found


def followed_up(prepared: Prepared, pool: Pool) -> FollowedUp | None:
    """The headline with weights for being followed, and at both ends of what the lost may hide.

    None where everybody was followed. The chance of being followed is a logistic regression on the
    model's own features (inverse probability of censoring weights, Robins and Rotnitzky 1992);
    the ends are those of Manski (1990, AER 80:319): nothing is assumed of the lost.
    """
    cohort = cohort_under_test(prepared, pool)
    sought = np.isin(cohort.follow_up, (FollowUp.OBSERVED, *NOT_FOLLOWED))
    places, score = cohort.places[sought], cohort.probability[sought]
    lost = np.isin(cohort.follow_up[sought], NOT_FOLLOWED)
    if not lost.any():
        return None
    known = np.where(lost, 0.0, prepared.labels.outcome[places])
    weight = prepared.weight[places]
    chance = _chance_to_be_followed(prepared.sample(places), ~lost)
    capacity = prepared.definition.review.high / 100
    versions: dict[str, tuple[Floats, Floats]] = {
        "followed": (known, weight * ~lost),
        "observed_weighted": (known, weight * ~lost / chance),
        "all_poor": (np.where(lost, 1.0, known), weight),
        "none_poor": (known, weight),
    }
    figures = {
        name: _figures(score, outcome, given, capacity)
        for name, (outcome, given) in versions.items()
    }
    return FollowedUp(
        cohort=len(places),
        not_followed=int(lost.sum()),
        base_rate={name: held[0] for name, held in figures.items()},
        auc={name: held[1] for name, held in figures.items()},
        recall={name: held[2] for name, held in figures.items()},
    )


def _chance_to_be_followed(sample: Sample, followed: Rows) -> Floats:
    outcome = followed.astype(np.float64)
    fitted = train_logistic(Sample(sample.X, outcome, sample.weight, sample.village))
    chance: Floats = np.maximum(fitted.predict_proba(sample.X)[:, 1], _LEAST_CHANCE)
    return chance


def _figures(
    score: Floats, outcome: Floats, weight: Floats, capacity: float
) -> tuple[float, float, float]:
    whole, captured = Ranking(score, outcome, outcome[:, None], (capacity,)).measures(weight)
    found, events = captured[:, 0]
    return float(events / whole[2]), float(whole[0]), float(found / events)
