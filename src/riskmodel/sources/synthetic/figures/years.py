"""What the figures share: a society by year, and weighted means that know when they have none."""

import math
from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.rows import Bools, Floats
from riskmodel.sources.synthetic.society import HouseholdTruth, PeopleCount, Society

Figures = tuple[float, ...]


@dataclass(frozen=True)
class ByYear:
    """A society taken apart by year; a year that was not simulated raises KeyError."""

    households: dict[int, HouseholdTruth]
    people: dict[int, PeopleCount]


def by_year(society: Society) -> ByYear:
    """Take a society apart by year."""
    year = society.households.year
    parts = {int(one): society.households.take(year == one) for one in np.unique(year)}
    return ByYear(parts, society.people)


def ratio_of(part: float, whole: float) -> float:
    """`part / whole`, NaN where there is no whole."""
    return part / whole if whole else math.nan


def mean_of(values: Floats, weights: Floats) -> float:
    """Weighted mean, NaN where the weights are all zero."""
    return ratio_of(float((values * weights).sum()), float(weights.sum()))


def share_of(who: Bools, weights: Floats) -> float:
    """Weighted share of rows where `who` is set, NaN where the weights are all zero."""
    return mean_of(who.astype(np.float64), weights)
