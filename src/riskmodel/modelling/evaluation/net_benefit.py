"""Decision curves: what acting on a score is worth, over a band set beforehand."""

import numpy as np

from riskmodel.modelling.definition import Judgement
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.resampling import figure
from riskmodel.modelling.evaluation.results import NetBenefit
from riskmodel.modelling.prepared import Floats

STEPS = 19
ALL, NONE, RULE = "visit all", "visit none", "rule"


def net_benefit(pool: Pool, model: str, judgement: Judgement, fires: Floats | None) -> NetBenefit:
    """Curves of the model, of each rival with a probability, of all, of none, and of the rule.

    A household is visited where its probability is at least the threshold; the threshold is the
    chance of falling back at which a visit is just worth making, so that a visit to one who does
    not fall costs threshold / (1 - threshold) of what one to one who falls gains. `fires` is 1
    where the rule points to a household, NaN where it cannot say, which is not a visit.
    """
    low, high = judgement.thresholds
    thresholds = np.linspace(low, high, STEPS)
    ways = {
        name: _visits(probability, thresholds) for name, probability in pool.calibrated.items()
    }
    ways[ALL] = np.ones((len(pool.outcome), STEPS))
    ways[NONE] = np.zeros((len(pool.outcome), STEPS))
    if fires is not None:
        ways[RULE] = np.repeat((fires == 1).astype(np.float64)[:, None], STEPS, axis=1)
    drawn = {name: _benefit(pool, visits, thresholds) for name, visits in ways.items()}
    others = [name for name in drawn if name != model]
    best = [max(others, key=lambda name: drawn[name][0, step]) for step in range(STEPS)]
    return NetBenefit(
        thresholds=thresholds.tolist(),
        curves={name: held[0].tolist() for name, held in drawn.items()},
        lead=[
            figure(drawn[model][:, step] - drawn[other][:, step])
            for step, other in enumerate(best)
        ],
    )


def _visits(probability: Floats, thresholds: Floats) -> Floats:
    return (probability[:, None] >= thresholds).astype(np.float64)


def _benefit(pool: Pool, visits: Floats, thresholds: Floats) -> Floats:
    """Net benefit a household, shape (1 + resamples, thresholds)."""
    fell = pool.outcome[:, None]
    cost = thresholds / (1 - thresholds)
    worth = visits * (fell - (1 - fell) * cost)
    ones = np.ones((len(fell), 1))
    totals = pool.resamples.totals(np.hstack([worth, ones]), pool.weight)
    return np.asarray(totals[:, :-1] / totals[:, -1:])
