"""The hidden truth of a synthetic panel: what its calibration is judged by and no record holds."""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.population import CERTIFIED, WELL, Members
from riskmodel.sources.synthetic.provinces import REGION
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole
from riskmodel.sources.synthetic.work import AWAY, LOCAL, SECTORS, Work


@dataclass
class HouseholdTruth(Rows):
    """One entry a household-year, in the order of the panel's rows; money in yuan a household."""

    year: Whole
    province: Whole
    weight: Floats
    size: Floats
    lifted: Bools
    lifted_county: Bools
    key_county: Bools
    income_pc: Floats
    wage: Floats
    business: Floats
    transfer: Floats
    from_property: Floats
    consumption_pc: Floats
    recorded_net: Floats
    recorded_wage: Floats
    recorded_business: Floats
    dibao: Bools
    alert: Bools
    alert_accepted: Bools
    newly_monitored: Bools
    category: Whole
    principal_risk: Whole
    is_open: Bools
    ever_monitored: Bools
    line: Floats
    guarantee_lost: Bools

    @property
    def people(self) -> Floats:
        """Weighted people that a row stands for."""
        return self.weight * self.size


@dataclass(frozen=True)
class PeopleCount:
    """Weighted counts of people in one year.

    `wages` and `workers` have shape (2, sectors): row 0 local, row 1 away; wages are sums of
    monthly wages in yuan. `crossing` and `away` have one entry a region.
    """

    people: float
    aged_60: float
    aged_15: float
    chronic_15: float
    disabled: float
    certified: float
    workers: Floats
    wages: Floats
    workers_over_50: float
    workers_by_education: Floats
    away: Floats
    crossing: Floats


@dataclass(frozen=True)
class Society:
    """Everything that the targets are computed from."""

    households: HouseholdTruth
    people: dict[int, PeopleCount]


def _tally(kind: Whole, mass: Floats, kinds: int) -> Floats:
    return np.bincount(kind, mass, kinds).astype(np.float64)


def count_people(people: Members, work: Work, province: Whole, weight: Floats) -> PeopleCount:
    """Tally one year; `province` and `weight` have one entry a household."""
    each = np.broadcast_to(weight[:, None], people.age.shape)

    def total(who: Bools) -> float:
        return float(each[who].sum())

    grown = people.age >= 15
    working = (people.work >= LOCAL) & (work.months > 0)
    mass, sector = each[working], people.sector[working]
    cell = (people.work[working] - LOCAL) * len(SECTORS) + sector
    away = working & (people.work == AWAY)
    region = np.broadcast_to(REGION[province][:, None], people.age.shape)
    return PeopleCount(
        people=total(people.present),
        aged_60=total(people.age >= 60),
        aged_15=total(grown),
        chronic_15=total(people.chronic & grown),
        disabled=total(people.present & (people.disability > WELL)),
        certified=total(people.present & (people.disability >= CERTIFIED)),
        workers=_tally(cell, mass, 2 * len(SECTORS)).reshape(2, -1),
        wages=_tally(cell, mass * work.monthly[working], 2 * len(SECTORS)).reshape(2, -1),
        workers_over_50=total(working & (people.age > 50)),
        workers_by_education=_tally(people.education[working], mass, 6),
        away=_tally(region[away], each[away], 4),
        crossing=_tally(region[away], each[away] * people.crosses_province[away], 4),
    )
