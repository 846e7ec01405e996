"""Villages, with the townships, counties and provinces that they lie in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.sources.synthetic.provinces import POPULATION, PROVINCES, REGION, RELATIVE_INCOME
from riskmodel.sources.synthetic.rows import Bools, Floats, Rows, Whole, chance, spread

HOUSEHOLDS_IN_VILLAGE = 55
VILLAGES_IN_COUNTY = 4
_SAMPLED_MORE = np.array([1.45, 1.0, 0.72, 1.0])
"""Sampling rate by region: the poor west is asked more often, as a monitoring survey would."""
NO_KEY, PROVINCIAL_KEY, NATIONAL_KEY = range(3)


@dataclass
class Places(Rows):
    """One entry a village. `living` is its income level relative to the national rural mean."""

    province: Whole
    county: Whole
    key_county: Whole
    lifted_county: Bools
    living: Floats
    remote: Floats
    water_short: Bools
    county_code: NDArray[np.str_]
    township_code: NDArray[np.str_]
    village_code: NDArray[np.str_]
    weight: Floats

    @property
    def region(self) -> Whole:
        """West, centre, east or north-east."""
        where: Whole = REGION[self.province]
        return where


def settle(households: int, rng: np.random.Generator) -> tuple[Places, Whole]:
    """Villages of 30 to 80 households, and for each household the village that it lives in."""
    count = max(1, round(households / HOUSEHOLDS_IN_VILLAGE))
    sizes = rng.integers(30, 81, count)
    ends = np.cumsum(sizes) / sizes.sum() * households
    village = np.searchsorted(ends, np.arange(households) + 0.5)
    return _villages(count, village, rng), village


def _villages(count: int, village: Whole, rng: np.random.Generator) -> Places:
    sampled = POPULATION * _SAMPLED_MORE[REGION]
    province = np.searchsorted(
        np.cumsum(sampled) / sampled.sum(), (np.arange(count) + 0.5) / count
    ).astype(np.intp)
    within = np.arange(count) - np.searchsorted(province, province)
    county = within // VILLAGES_IN_COUNTY
    lifted, key = _poor_counties(province, county)
    remote = _remoteness(province, lifted, rng)
    county_code, township_code, village_code = _codes(province, county, within)
    households = np.bincount(village, minlength=count)
    return Places(
        province=province,
        county=np.unique(county_code, return_inverse=True)[1],
        key_county=key,
        lifted_county=lifted,
        living=_living_level(province, county, lifted, key, remote, rng),
        remote=remote,
        water_short=chance(rng, np.where(REGION[province] == 0, 0.18, 0.05), remote),
        county_code=county_code,
        township_code=township_code,
        village_code=village_code,
        weight=_weights(province, households),
    )


def _every(share: Floats, place: Whole) -> Bools:
    """Mark about `share` of the places, evenly spread, so that few places still hold the share."""
    hit: Bools = np.floor((place + 1) * share + 0.5) > np.floor(place * share + 0.5)
    return hit


def _poor_counties(province: Whole, county: Whole) -> tuple[Bools, Whole]:
    share = np.array([one.lifted_counties for one in PROVINCES])[province]
    key_share = np.array([one.key_counties for one in PROVINCES])[province]
    lifted = _every(share, county)
    nth_lifted = np.floor(county * share + 0.5).astype(np.intp)
    national = lifted & _every(key_share / np.maximum(share, 0.01), nth_lifted)
    provincial = lifted & ~national & (county % 3 == 0)
    return lifted, np.select([national, provincial], [NATIONAL_KEY, PROVINCIAL_KEY], NO_KEY)


def _remoteness(province: Whole, lifted: Bools, rng: np.random.Generator) -> Floats:
    """How far from town, 0 to 1."""
    centre = np.where(REGION[province] == 0, 1.0, -0.6) + 0.8 * lifted
    z = centre + 1.1 * rng.standard_normal(len(province))
    remote: Floats = 1 / (1 + np.exp(-z))
    return remote


def _living_level(
    province: Whole,
    county: Whole,
    lifted: Bools,
    key: Whole,
    remote: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Key counties lie about 20 per cent below their province (GDP 40 per cent of the mean)."""
    counties, number = np.unique(province * 10_000 + county, return_inverse=True)
    level = np.where(lifted, 0.70, 1.0) * np.where(key == NATIONAL_KEY, 0.84, 1.0)
    level = level * spread(rng, 0.05, counties)[number]
    level = level * np.exp(-0.10 * remote) * spread(rng, 0.08, remote)
    totals = np.bincount(province, minlength=len(PROVINCES))
    means = np.bincount(province, level, len(PROVINCES)) / np.maximum(totals, 1)
    # Few sampled villages would else move a province's own mean by their luck.
    settled = np.where(totals >= VILLAGES_IN_COUNTY, means, 0.9)
    living: Floats = RELATIVE_INCOME[province] * level / settled[province]
    return living


def _codes(
    province: Whole, county: Whole, within: Whole
) -> tuple[NDArray[np.str_], NDArray[np.str_], NDArray[np.str_]]:
    """County, township and village codes that nest; the villages are invented."""
    province_code = np.array([int(one.code) for one in PROVINCES])[province]
    county_code = province_code * 10_000 + (1 + county // 20) * 100 + 21 + county % 20
    place = within % VILLAGES_IN_COUNTY
    township_code = county_code * 1000 + 100 + place // 2
    village_code = township_code * 1000 + 200 + place
    return county_code.astype("<U6"), township_code.astype("<U9"), village_code.astype("<U12")


def _weights(province: Whole, households: Whole) -> Floats:
    """Survey weights of mean one: households of the province that each sampled one stands for."""
    sampled = np.bincount(province, households, len(PROVINCES))
    seen = sampled > 0
    population = POPULATION * seen
    weight = np.zeros(len(PROVINCES))
    weight[seen] = (population / population.sum())[seen] / (sampled / sampled.sum())[seen]
    return weight[province]
