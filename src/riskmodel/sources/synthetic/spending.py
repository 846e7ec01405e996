"""What a household must spend, what that does to its savings, and the guarantees it may lose."""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.homes import GRADE_A, GRADE_B, GRADE_C, GRADE_D, Homes
from riskmodel.sources.synthetic.income import Incomes
from riskmodel.sources.synthetic.life import LivedYear
from riskmodel.sources.synthetic.places import Places
from riskmodel.sources.synthetic.population import COLLEGE, Members
from riskmodel.sources.synthetic.provinces import NATIONAL_MEAN
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, chance, spread
from riskmodel.sources.synthetic.shocks import Shocks

_CONSUMED = np.array([.83, .83, .800, .84, .827, .838, .834, .83])  # fmt: skip
"""National rural consumption over income, 2018-2025 (2020: 13,713 of 17,131; 2024: 19,280)."""


@dataclass
class Spending(Rows):
    """Yuan a household in one year; `consumption_pc` a head."""

    medical: Floats
    school: Floats
    consumption_pc: Floats


def spend(lived: LivedYear, incomes: Incomes, rng: np.random.Generator) -> Spending:
    """Rigid costs and consumption; savings and debt carry the difference to the next year."""
    people, homes = lived.people, lived.homes
    medical = _medical(lived, rng)
    consumption_pc = _consumption(lived, incomes, rng)
    left = incomes.net + incomes.claims - consumption_pc * people.size - 0.5 * medical
    homes.savings = homes.savings + left
    short = np.minimum(homes.savings, 0.0)
    homes.savings = np.clip(homes.savings, 0, 400_000)
    homes.debt = np.clip(0.9 * homes.debt - 0.6 * short, 0, 900_000)
    return Spending(medical, _schooling(people, rng), consumption_pc)


def _medical(lived: LivedYear, rng: np.random.Generator) -> Floats:
    """Cost after three layers of insurance; without the catastrophic layer half as much again."""
    people, homes, shocks = lived.people, lived.homes, lived.shocks
    ill = (people.illness_left > 0).sum(axis=1)
    treatment = 52_000 * ill * spread(rng, 0.75, homes.luck) * shocks.severity
    injury = 24_000 * shocks.accident * shocks.severity
    share = np.where(homes.critical_insured, 0.33, 0.5) * np.where(homes.lifted, 0.8, 1.0)
    everyday = 750 * people.chronic.sum(axis=1) + 130 * people.size
    cost = (treatment + injury) * share + everyday * spread(rng, 0.7, homes.luck)
    paid: Floats = np.minimum(np.round(cost, -1), 480_000)
    return paid


def _schooling(people: Members, rng: np.random.Generator) -> Floats:
    college = people.student & (people.age > 18) & (people.education == COLLEGE)
    senior = people.student & ~college
    pupils = ((people.age >= 6) & (people.age <= 15)).sum(axis=1)
    cost = 12_500 * college.sum(axis=1) + 5_200 * senior.sum(axis=1) + 700 * pupils
    yearly: Floats = cost * spread(rng, 0.3, cost)
    return np.minimum(np.round(yearly, -2), 95_000)


def _consumption(lived: LivedYear, incomes: Incomes, rng: np.random.Generator) -> Floats:
    """Flatter than income: the poor dissave, the rich save."""
    mean = NATIONAL_MEAN[lived.index]
    income_pc = np.maximum(incomes.net / lived.people.size, 0.05 * mean)
    wanted = _CONSUMED[lived.index] * mean * 1.06 * (income_pc / mean) ** 0.78
    consumed: Floats = wanted * spread(rng, 0.15, wanted)
    return consumed


def shake_guarantees(
    people: Members, homes: Homes, here: Places, shocks: Shocks, rng: np.random.Generator
) -> None:
    """Homes, water, schooling and insurance fail here and there, and mostly are put right."""
    remote = here.remote
    _housing(homes, shocks, rng)
    worse = 0.5 + remote + here.water_short
    dry = chance(rng, 0.0022 * worse, remote) & ~homes.piped | chance(rng, 0.0012 * worse, remote)
    mended = chance(rng, 0.6, remote)
    homes.outage = np.where(mended & (homes.outage > 36), 8, homes.outage)
    homes.outage = np.where(dry, 45 + np.round(40 * rng.random(len(dry))), homes.outage)
    homes.water_quality = (homes.water_quality | mended) & ~chance(rng, 0.0012 * worse, remote)
    teenager = ((people.age >= 12) & (people.age <= 15)).any(axis=1)
    strained = np.exp(-0.6 * homes.luck) * (1 + (people.illness_left > 0).any(axis=1))
    homes.dropout &= teenager & ~mended
    homes.dropout |= teenager & chance(rng, 0.003 * strained, remote)
    lapses = 0.0011 * np.where(people.work == 2, 2.0, 1.0) * np.exp(-0.4 * homes.luck)[:, None]
    people.insured |= chance(rng, 0.7, people.age)
    people.insured &= ~chance(rng, lapses, people.age)


def _housing(homes: Homes, shocks: Shocks, rng: np.random.Generator) -> None:
    unsafe = homes.grade >= GRADE_C
    repaired = unsafe & chance(rng, 0.65, homes.luck)
    homes.repaired |= repaired
    homes.grade[repaired] = GRADE_A
    hazard = np.where(homes.grade == GRADE_B, 0.0055, 0.0006) * np.exp(-0.4 * homes.luck)
    hazard = hazard * np.where(shocks.disaster | shocks.fire, 14, 1)
    falls = chance(rng, hazard, homes.luck) & ~repaired & ~unsafe
    homes.grade[falls] = np.where(rng.random(int(falls.sum())) < 0.7, GRADE_C, GRADE_D)
    homes.repaired &= ~falls


def guarantee_lost(people: Members, homes: Homes) -> Bools:
    """Whether housing, schooling, basic medical insurance or safe water is lost today."""
    uninsured = (people.present & ~people.insured).any(axis=1)
    water = (homes.outage > 36) | ~homes.water_quality
    lost: Bools = homes.dropout | uninsured | (homes.grade >= GRADE_C) | water
    return lost
