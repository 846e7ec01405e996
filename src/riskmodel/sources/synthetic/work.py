"""Who can work, who works where, and what a worker earns a month."""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.places import Places
from riskmodel.sources.synthetic.population import CERTIFIED, SEVERE, Members
from riskmodel.sources.synthetic.provinces import year_index
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole, chance
from riskmodel.sources.synthetic.shocks import months_factor

NO_WORK, LOCAL, AWAY = range(3)
UNABLE, WEAK, FULL = range(3)

_AWAY_WAGE = np.array([4107, 4427, 4549, 5013, 5240, 5441, 5634, 5830.0])
_LOCAL_WAGE = np.array([3340, 3500, 3606, 3878, 4026, 4131, 4291, 4440.0])
"""Yuan a month, 2018-2025 (monitoring survey of migrant workers; 2018 and 2025 extrapolated)."""

SECTORS = ("manufacturing", "construction", "trade", "transport", "catering", "services", "other")
SECTOR_SHARE = np.array([.279, .143, .136, .072, .071, .123, .176])  # fmt: skip
SECTOR_WAGE = np.array([4978, 5743, 4362, 5635, 4141, 4023, 5473.0])
"""2024, the same survey; "other" makes up the rest of the mean of 4,961."""
_CROSSES_PROVINCE = np.array([.446, .518, .134, .336])  # fmt: skip
"""Share of those away who work in another province, by region of origin, 2024."""

_SCHOOLING_PREMIUM = np.array([.76, .86, .96, 1.06, 1.08, 1.30])  # fmt: skip


@dataclass
class Work(Rows):
    """One year's work, arrays of shape (households, places)."""

    capacity: Whole
    months: Floats
    monthly: Floats


def labour_capacity(people: Members) -> Whole:
    """UNABLE, WEAK or FULL; age, health and schooling decide together, by thresholds."""
    age, grown = people.age, (people.age >= 16) & ~people.student
    well = (people.illness_left == 0) & (people.disability < CERTIFIED)
    full = grown & (age < 60) & well & ~(people.chronic & (age >= 56))
    weak_by_age = grown & (age < 70) & well & ~((age >= 64) & people.chronic)
    weak_by_health = grown & (age < 60) & (people.disability == CERTIFIED)
    weak = (weak_by_age | weak_by_health) & (people.illness_left == 0)
    capacity: Whole = np.where(full, FULL, np.where(weak, WEAK, UNABLE))
    return capacity


def choose_work(people: Members, luck: Floats, here: Places, rng: np.random.Generator) -> None:
    """The undecided, and one worker in ten, choose between home, a local job and going away."""
    capacity = labour_capacity(people)
    undecided = people.work < 0
    choosing = (capacity > UNABLE) & (undecided | chance(rng, 0.09, people.age))
    found = _participation(people, capacity) * np.clip(1 + 0.16 * luck, 0.4, 1.4)[:, None]
    works = choosing & chance(rng, found, people.age)
    leaves = works & chance(rng, _leaving(people, here.region), people.age)
    people.work[choosing] = NO_WORK
    people.work[works] = LOCAL
    people.work[leaves] = AWAY
    people.work[(capacity == UNABLE) & ~undecided] = NO_WORK
    people.idle &= people.work > 0
    sectors = np.searchsorted(np.cumsum(SECTOR_SHARE)[:-1], rng.random(int(works.sum())))
    people.sector[works] = sectors
    crossing = _CROSSES_PROVINCE[here.region][:, None]
    people.crosses_province[works] = (leaves & chance(rng, crossing, people.age))[works]


def _leaving(people: Members, region: Whole) -> Floats:
    """Chance that a worker goes away: the young do, and those of the east find work at home."""
    by_region = np.array([0.06, 0.08, -0.16, -0.04])[region][:, None]
    leaving: Floats = np.clip(0.93 - 0.0105 * people.age + by_region, 0.08, 0.85)
    return leaving


def _participation(people: Members, capacity: Whole) -> Floats:
    age = people.age
    by_age = np.interp(
        age, [16, 20, 30, 45, 55, 60, 68], [0.45, 0.76, 0.78, 0.72, 0.63, 0.37, 0.13]
    )
    mothers = people.female & (people.age[:, 2:5] >= 0).any(axis=1, keepdims=True) & (age < 38)
    taken: Floats = by_age * np.where(people.female, 0.74, 1.0) * np.where(mothers, 0.75, 1.0)
    alone = (people.size == 1)[:, None] & (age > 35)
    return taken * np.where(capacity == WEAK, 0.6, 1.0) * np.where(alone, 0.5, 1.0)


def work_a_year(
    people: Members, homes: Homes, here: Places, year: int, rng: np.random.Generator
) -> Work:
    """Months and monthly wages of everybody who works."""
    capacity = labour_capacity(people)
    usual = np.where(people.work == AWAY, 9.4, 7.9)
    months = usual + 1.5 * rng.standard_normal(people.age.shape, dtype=np.float32)
    months = months * np.where(people.idle, 0.3, 1.0) * months_factor(year)
    months = np.where(_called_home(people, capacity), 0.45 * months, months)
    months = np.clip(np.round(months), 0, 12) * (people.work > 0)
    return Work(capacity, months, _monthly_wage(people, homes, here, year))


def _called_home(people: Members, capacity: Whole) -> Bools:
    """One worker stays home to care where illness is serious and nobody else is free to."""
    needs_care = ((people.illness_left > 0) | (people.disability == SEVERE)).any(axis=1)
    free = ((capacity > UNABLE) & (people.work <= 0)).sum(axis=1)
    called = np.zeros(people.age.shape, dtype=bool)
    first = np.argmax(people.work > 0, axis=1)
    alone = needs_care & (free == 0)
    called[np.arange(len(first)), first] = alone
    return called & (people.work > 0)


def _monthly_wage(people: Members, homes: Homes, here: Places, year: int) -> Floats:
    index = year_index(year)
    base = np.where(people.work == AWAY, _AWAY_WAGE[index], _LOCAL_WAGE[index])
    region = here.living[:, None] ** np.where(people.work == AWAY, 0.10, 0.45)
    person = np.exp(people.skill + 0.14 * homes.luck[:, None] - 0.055)
    wage: Floats = base * region * person
    wage *= (SECTOR_WAGE / (SECTOR_SHARE @ SECTOR_WAGE))[people.sector]
    wage *= _SCHOOLING_PREMIUM[people.education]
    return wage * np.where(people.work > 0, _WAGE_LEVEL, 0.0)


_WAGE_LEVEL = 0.992
"""Brings the mean wage of the simulated workers to the published mean."""
