"""What a household has and is, apart from its people: land, trade, kin, house, water, debts."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from riskmodel.sources.synthetic.places import Places
from riskmodel.sources.synthetic.population import Members
from riskmodel.sources.synthetic.provinces import WEST
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole, chance, spread

GRADE_A, GRADE_B, GRADE_C, GRADE_D = range(4)


@dataclass
class Homes(Rows):
    """One entry a household.

    Hidden, and never recorded as such: `luck` (persistent log productivity, sd 1), `frailty`
    (private risk, mean 1), `kin` (how much family elsewhere sends, mean 1 among those who have
    any), `candour` (what share of true amounts reaches the record), `savings` (yuan).
    """

    number: Whole
    village: Whole
    lifted: Bools
    relocated: Bools
    luck: Floats
    frailty: Floats
    kin: Floats
    kept: Floats
    candour: Floats
    savings: Floats
    debt: Floats
    scale: Floats
    enterprise: Bools
    arable: Floats
    forest: Floats
    cooperative: Bools
    leader: Bools
    road_km: Floats
    area: Floats
    grade: Whole
    repaired: Bools
    piped: Bools
    water_quality: Bools
    litres: Floats
    fetch: Floats
    outage: Floats
    vehicle: Bools
    second_home: Bools
    shop: Bools
    company: Bools
    payroll: Bools
    critical_insured: Bools
    dibao: Bools
    dropout: Bools
    helped: Bools
    last_recorded: Floats
    last_measured: Floats


def settle_homes(
    village: Whole, people: Members, places: Places, rng: np.random.Generator
) -> Homes:
    """Homes as they stand before the first year."""
    here = places.take(village)
    luck = rng.standard_normal(len(village))
    lifted = _were_registered(here, luck, people, rng)
    no = np.zeros(len(village), dtype=bool)
    zero = np.zeros(len(village))
    return Homes(
        number=np.arange(len(village)),
        village=village,
        lifted=lifted,
        relocated=lifted & chance(rng, 0.10, luck),
        luck=luck,
        frailty=spread(rng, 0.45, luck),
        kin=spread(rng, 0.4, luck) * chance(rng, 0.66, luck),
        kept=np.clip(spread(rng, 0.22, luck), 0.4, 1.7),
        candour=np.clip(spread(rng, 0.16, luck), 0.5, 1.6),
        last_recorded=zero.copy(),
        last_measured=zero.copy(),
        dibao=no.copy(),
        dropout=no.copy(),
        helped=no.copy(),
        critical_insured=chance(rng, 0.9, luck),
        **_business(here, luck, lifted, people, rng),
        **_dwelling(here, luck, lifted, rng),
        **_property(luck, lifted, rng),
    )


def _were_registered(
    here: Places, luck: Floats, people: Members, rng: np.random.Generator
) -> Bools:
    """Households lifted out of registered poverty, by what made them poor before 2014."""
    unfit = ((people.disability >= 2) | people.chronic).sum(axis=1)
    poor = -2.95 + 1.55 * here.lifted_county + 0.35 * (here.region == WEST)
    registered = poor - 0.62 * luck + 0.28 * unfit - 0.2 * (people.size < 2)
    return chance(rng, 1 / (1 + np.exp(-registered)), luck)


def _business(
    here: Places, luck: Floats, lifted: Bools, people: Members, rng: np.random.Generator
) -> dict[str, Any]:
    # Land was shared out by head.
    arable = np.round(6.5 * (people.size / 3.3) ** 0.8 * spread(rng, 0.4, luck), 1)
    enterprise = chance(rng, np.clip(0.06 + 0.02 * luck - 0.03 * lifted, 0.01, 0.4), luck)
    return {
        "arable": np.minimum(np.where(chance(rng, 0.08, luck), 0.0, arable), 200.0),
        "forest": np.minimum(
            np.round(9 * spread(rng, 1.0, luck) * chance(rng, 0.55, luck), 1), 500.0
        ),
        "scale": spread(rng, 0.15, luck),
        "enterprise": enterprise,
        "cooperative": chance(rng, 0.22 + 0.25 * lifted, luck),
        "leader": chance(rng, 0.12 + 0.2 * lifted, luck),
        "road_km": np.minimum(np.round(3.2 * here.remote * spread(rng, 0.8, luck), 1), 50.0),
    }


def _dwelling(
    here: Places, luck: Floats, lifted: Bools, rng: np.random.Generator
) -> dict[str, Any]:
    old = rng.random(len(luck)) + 0.12 * luck - 0.05 * lifted
    piped = chance(rng, 0.95 - 0.18 * here.remote, luck)
    fetch = np.where(piped, 0, np.round(9 * spread(rng, 0.5, luck)))
    return {
        "grade": np.where(old < 0.32, GRADE_B, GRADE_A).astype(np.int8),
        "repaired": lifted & chance(rng, 0.3, luck),
        "area": np.clip(np.round(125 * spread(rng, 0.4, luck) * np.exp(0.08 * luck)), 20, 500),
        "piped": piped,
        "water_quality": np.ones(len(luck), dtype=bool),
        "litres": np.clip(
            np.round(np.where(here.water_short, 45, 75) * spread(rng, 0.25, luck)), 21, 300
        ),
        "fetch": np.minimum(fetch, 19.0),
        "outage": np.minimum(np.round(6 * here.remote * spread(rng, 0.8, luck)), 34.0),
    }


def _property(luck: Floats, lifted: Bools, rng: np.random.Generator) -> dict[str, Any]:
    better = np.exp(0.5 * luck - 0.125) * np.where(lifted, 0.5, 1.0)
    return {
        "savings": 22_000 * better * spread(rng, 1.0, luck),
        "debt": np.where(chance(rng, 0.34, luck), 30_000 * spread(rng, 0.9, luck), 0.0),
        "vehicle": chance(rng, np.clip(0.16 * better, 0, 0.8), luck),
        "second_home": chance(rng, np.clip(0.05 * better, 0, 0.5), luck),
        "shop": chance(rng, np.clip(0.025 * better, 0, 0.3), luck),
        "company": chance(rng, np.clip(0.015 * better, 0, 0.3), luck),
        "payroll": chance(rng, np.clip(0.02 * better, 0, 0.3), luck),
    }


def a_year_on(homes: Homes, rng: np.random.Generator) -> None:
    """Slow drifts: luck and family elsewhere fade and renew; houses wear."""
    homes.luck = 0.95 * homes.luck + np.sqrt(1 - 0.95**2) * rng.standard_normal(len(homes.luck))
    drift = spread(rng, 0.15, homes.kin)
    homes.kin = np.where(homes.kin > 0, homes.kin**0.94 * drift, 0.0)
    lost, found = chance(rng, 0.05, homes.kin), chance(rng, 0.10, homes.kin)
    homes.kin = np.where(homes.kin > 0, homes.kin * ~lost, spread(rng, 0.4, homes.kin) * found)
    homes.vehicle |= chance(rng, 0.012, homes.vehicle)
