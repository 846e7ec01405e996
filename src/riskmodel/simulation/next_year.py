"""How the rules, before and after a change, meet the poverty measured a year later."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.labels import FollowUp
from riskmodel.simulation.counts import Bools, Count, Floats, count, counts_by_code, stock
from riskmodel.simulation.result import (
    BeforeAfter,
    Compared,
    ErrorRates,
    Group,
    NextYear,
    Targeting,
)
from riskmodel.simulation.runs import GROUPS, TwoRuns
from riskmodel.truth import ratio

FEWEST = 20
"""Below this many poor, or households in the group, an error rate is too few to say."""
FEWEST_VILLAGES = 10
"""Fewer clusters give intervals far too narrow (Cameron, Gelbach and Miller 2008)."""
RESAMPLES, SEED = 1000, 7


def next_year(
    runs: TwoRuns, outcome: Floats, follow_up: NDArray[np.str_], village: NDArray[np.intp]
) -> NextYear | None:
    """Inclusion and exclusion errors with their intervals; None where nobody was measured again.

    Arrays have shape (rows,): `outcome` is 1 for poor a year later, 0 for not, NaN for not known;
    `follow_up` holds FollowUp, `village` a number for each village.
    """
    seen = follow_up == FollowUp.OBSERVED
    if not seen.any():
        return None
    poor = outcome[seen] == 1
    return NextYear(
        follow_up=_follow_up(follow_up, runs.weight),
        households=count(seen, runs.weight),
        poor=count(seen & (outcome == 1), runs.weight),
        villages=len(np.unique(village[seen])),
        targeting=tuple(_targeting(runs, group, seen, poor, village[seen]) for group in GROUPS),
    )


def _follow_up(follow_up: NDArray[np.str_], weight: Floats) -> tuple[tuple[str, Count], ...]:
    codes = np.unique(follow_up)
    counted = counts_by_code(codes, follow_up, weight)
    return tuple((str(code), one) for code, one in zip(codes, counted, strict=True))


def _targeting(
    runs: TwoRuns, group: Group, seen: Bools, poor: Bools, village: NDArray[np.intp]
) -> Targeting:
    before, after = (members[seen] for members in runs.members(group))
    weight = runs.weight[seen]
    held = np.stack([before, after, before & poor, after & poor, poor], axis=1)
    return Targeting(
        group=group,
        held=BeforeAfter(group, stock(before, weight), stock(after, weight)),
        weighted=_rates(held, weight, village),
        unweighted=_rates(held, np.ones(len(poor)), village),
    )


def _rates(held: Bools, weight: Floats, village: NDArray[np.intp]) -> ErrorRates:
    """Both error rates; the columns of `held` are those of `_targeting`, shape (rows, 5)."""
    totals = Resamples.draw(village, RESAMPLES, SEED).totals(held.astype(np.float64), weight)
    before, after, poor_before, poor_after, poor = totals.T
    enough = held[:, 4].sum() >= FEWEST and len(np.unique(village)) >= FEWEST_VILLAGES
    enough_held = enough and held[:, :2].sum(axis=0).min() >= FEWEST
    inclusion = _compared(1 - ratio(poor_before, before), 1 - ratio(poor_after, after))
    exclusion = _compared(1 - ratio(poor_before, poor), 1 - ratio(poor_after, poor))
    return ErrorRates(
        inclusion_error=inclusion if enough_held else None,
        exclusion_error=exclusion if enough else None,
    )


def _compared(before: Floats, after: Floats) -> Compared | None:
    """The figures of the sample, at place 0, with intervals over the resamples behind it."""
    if np.isnan(before[0] + after[0]):
        return None
    return Compared(figure(before), figure(after), figure(after - before))
