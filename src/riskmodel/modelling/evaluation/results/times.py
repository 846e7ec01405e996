"""How models do at one origin and later, and what became of households."""

import datetime

from riskmodel.modelling.evaluation.results.part import Figure, Part
from riskmodel.modelling.evaluation.results.ranked import Ranked


class TestedBlock(Part):
    """One origin: what was trained and tested, and how each score did."""

    origin: datetime.date
    folds: int
    training_rows: int
    training_events: int
    training_days: list[datetime.date]
    calibration_days: list[datetime.date]
    rows: int
    events: int
    villages: int
    base_rate: float
    design_effect: float
    """Of the survey weights of its rows (Kish 1992); 1 where all are counted once."""
    scores: dict[str, Ranked]


class LaterTest(Part):
    """Models of one origin tested on one day, in villages that they have not seen."""

    origin: datetime.date
    day: datetime.date
    months_old: int
    rows: int
    events: int
    auc: Figure
    average_precision: Figure


class Regret(Part):
    """What choosing a score by the past would have cost at the next origin.

    `chosen` had the best mean average precision over the origins before `origin`; `past` is what
    it gave away on them to the best of each, `next_time` what it then gave away at `origin`.
    """

    origin: datetime.date
    chosen: str
    past: float
    next_time: float


class Attrition(Part):
    """What became of the cohort of one index date, in households."""

    as_of_date: datetime.date
    cohort: int
    follow_up: dict[str, int]
    events: int


class Incidence(Part):
    """What had become of one band's households some months after the oldest origin.

    `cumulative` is the share that had fallen back by then, with exits competing (Aalen and
    Johansen 1978); `without_exits` is one minus Kaplan and Meier, which takes those who left as
    still to fall and so says too much.
    """

    band: str
    months: int
    at_risk: int
    fell: int
    left: int
    cumulative: Figure
    without_exits: float


class FollowedUp(Part):
    """What households that were not followed could do to the headline.

    `observed_weighted` weighs those that were followed by one over their chance of being so,
    `all_poor` and `none_poor` take every household that was not followed as fallen or as not.
    """

    cohort: int
    not_followed: int
    base_rate: dict[str, float]
    auc: dict[str, float]
    recall: dict[str, float]
    """At the capacity of the upper band."""
