"""What strikes a household: illness, disability, lost jobs, bad harvests, accidents, failure.

Every hazard is multiplied by the household's own frailty, which nobody records.
"""

from dataclasses import dataclass

import numpy as np

from riskmodel.sources.synthetic.homes import Homes
from riskmodel.sources.synthetic.places import Places
from riskmodel.sources.synthetic.population import CERTIFIED, IMPAIRED, SEVERE, Members
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, chance, spread

_HARD_YEARS = {2020: (1.9, 0.95), 2021: (1.1, 0.97), 2022: (1.3, 1.0)}
"""Factors on job loss and on months of work in the years of the epidemic (synthetic choice)."""


@dataclass
class Shocks(Rows):
    """What happened in one year, one entry a household; severities are latent."""

    harvest: Floats
    """Factor on the harvest from weather and prices, county and household together."""
    disaster: Bools
    accident: Bools
    fire: Bools
    failed: Bools
    """A business project failed."""
    severity: Floats


def strike(
    people: Members, homes: Homes, here: Places, year: int, rng: np.random.Generator
) -> Shocks:
    """Draw the year's shocks; changes health and jobs of `people` as it goes."""
    _fall_ill(people, homes, rng)
    _become_disabled(people, rng)
    lose_jobs(people, homes, year, rng)
    county, disaster = _weather(here, rng)
    accident = chance(rng, 0.008 * homes.frailty, homes.frailty)
    fire = chance(rng, 0.0012 * homes.frailty, homes.frailty)
    risky = np.where(homes.enterprise, 0.085, 0.012) * np.where(homes.debt > 60_000, 1.8, 1.0)
    return Shocks(
        harvest=_harvest(county, rng),
        disaster=disaster,
        accident=accident,
        fire=fire,
        failed=chance(rng, risky * homes.frailty, homes.frailty),
        severity=spread(rng, 0.6, homes.frailty),
    )


def _fall_ill(people: Members, homes: Homes, rng: np.random.Generator) -> None:
    people.illness_left[people.illness_left > 0] -= 1
    people.chronic |= chance(rng, 0.0088 * (people.age > 15), people.age) & people.present
    age = people.age
    hazard = np.where(age < 40, 0.003, np.where(age < 60, 0.009, 0.017))
    hazard = hazard * np.where(people.chronic, 1.9, 0.7) * homes.frailty[:, None]
    ill = chance(rng, hazard, age) & people.present & (people.illness_left == 0)
    years = 1 + np.searchsorted([0.45, 0.8], rng.random(int(ill.sum())))
    people.illness_left[ill] = years


def _become_disabled(people: Members, rng: np.random.Generator) -> None:
    hazard = np.clip(0.0004 + 0.00003 * people.age, 0, 0.004)
    new = chance(rng, hazard, people.age) & people.present & (people.disability == 0)
    degree = np.where(rng.random(int(new.sum())) < 0.35, SEVERE, CERTIFIED)
    people.disability[new] = degree
    recovered = (people.disability == IMPAIRED) & chance(rng, 0.05, people.age)
    people.disability[recovered] = 0


def lose_jobs(people: Members, homes: Homes, year: int, rng: np.random.Generator) -> None:
    """Mark who is out of work this year; half of last year's idle stay so."""
    factor, _ = _HARD_YEARS.get(year, (1.0, 1.0))
    working = people.work > 0
    aged = np.where(people.age >= 55, 2.2, 1.0) * np.where(people.sector == 1, 1.5, 1.0)
    low = np.where(people.education <= 1, 1.4, 1.0)
    hazard = 0.038 * factor * aged * low * homes.frailty[:, None]
    still = people.idle & chance(rng, 0.5, people.age)
    people.idle[:] = working & (still | chance(rng, hazard, people.age))


def _harvest(county: Floats, rng: np.random.Generator) -> Floats:
    """Factor on a usual harvest; one in twenty is lost to pests, prices or disease."""
    own = 1 + 0.34 * rng.standard_normal(len(county))
    ruined = 1.1 * chance(rng, 0.055, county)
    return county * np.maximum(own - ruined, -1.0)


def months_factor(year: int) -> float:
    """How full a year of work was for everybody."""
    return _HARD_YEARS.get(year, (1.0, 1.0))[1]


def _weather(here: Places, rng: np.random.Generator) -> tuple[Floats, Bools]:
    counties = np.zeros(int(here.county.max()) + 1)
    harvest = spread(rng, 0.10, counties)
    bad = chance(rng, 0.06, counties)
    exposed = np.where(bad[here.county], 0.10, 0.006) * (0.5 + here.remote)
    return harvest[here.county], chance(rng, exposed, here.remote)
