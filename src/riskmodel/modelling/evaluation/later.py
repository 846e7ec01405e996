"""How models age, and what choosing between scores by the past would have cost."""

import numpy as np

from riskmodel.modelling.evaluation.measures import measure
from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.evaluation.results import LaterTest, Regret, TestedBlock


def later_tests(pools: list[Pool], model: str) -> list[LaterTest]:
    """The model of every origin on its own day and on every later one."""
    found = []
    for pool in pools:
        if not 0 < pool.events < len(pool.outcome):
            continue
        ranked = measure(pool, {model: pool.scores[model]}, (10.0,)).ranked(model)
        found.append(
            LaterTest(
                origin=pool.origin.item(),
                day=pool.day.item(),
                months_old=_months(pool.origin, pool.day),
                rows=len(pool.outcome),
                events=pool.events,
                auc=ranked.auc,
                average_precision=ranked.average_precision,
            )
        )
    return found


def _months(origin: np.datetime64, day: np.datetime64) -> int:
    return int((day.astype("datetime64[M]") - origin.astype("datetime64[M]")).astype(int))


def regrets(blocks: list[TestedBlock]) -> list[Regret]:
    """One entry for each origin that has an origin before it.

    Only scores that stand at every origin can be chosen, so that the choice is between the same.
    """
    names = [name for name in blocks[-1].scores if all(name in block.scores for block in blocks)]
    precision = np.array(
        [[block.scores[name].average_precision.value for name in names] for block in blocks]
    )
    given_away = precision.max(axis=1, keepdims=True) - precision
    found = []
    for place in range(1, len(blocks)):
        chosen = int(np.argmax(precision[:place].mean(axis=0)))
        found.append(
            Regret(
                origin=blocks[place].origin,
                chosen=names[chosen],
                past=float(given_away[:place, chosen].mean()),
                next_time=float(given_away[place, chosen]),
            )
        )
    return found
