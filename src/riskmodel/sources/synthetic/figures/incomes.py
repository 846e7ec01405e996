"""Figures of income and consumption; money in yuan a head and year, shares of 1."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from riskmodel.sources.synthetic.figures.years import ByYear, Figures, mean_of, ratio_of
from riskmodel.sources.synthetic.provinces import LINES, province_index, year_index
from riskmodel.sources.synthetic.rows import Whole
from riskmodel.sources.synthetic.society import HouseholdTruth


def mean_income(society: ByYear, years: Iterable[int]) -> Figures:
    """True income a head."""
    waves = (society.households[year] for year in years)
    return tuple(mean_of(wave.income_pc, wave.people) for wave in waves)


def median_income(society: ByYear, years: Iterable[int]) -> Figures:
    """Median over people of true income a head."""
    return tuple(_median(society.households[year]) for year in years)


def _median(wave: HouseholdTruth) -> float:
    order = np.argsort(wave.income_pc)
    mass = np.cumsum(wave.people[order])
    return float(wave.income_pc[order][np.searchsorted(mass, mass[-1] / 2)])


def median_to_mean(society: ByYear, years: tuple[int, ...]) -> Figures:
    """Median over mean."""
    pairs = zip(median_income(society, years), mean_income(society, years), strict=True)
    return tuple(ratio_of(median, mean) for median, mean in pairs)


def _quintile(wave: HouseholdTruth) -> Whole:
    order = np.argsort(wave.income_pc)
    mass = np.cumsum(wave.people[order])
    fifth: Whole = np.empty(len(order), dtype=np.int64)
    fifth[order] = np.minimum((mass / mass[-1] * 5).astype(int), 4)
    return fifth


def quintile_means(society: ByYear, year: int) -> Figures:
    """Mean income of each fifth of people."""
    wave = society.households[year]
    fifth = _quintile(wave)
    return tuple(
        mean_of(wave.income_pc[fifth == one], wave.people[fifth == one]) for one in range(5)
    )


def make_up(society: ByYear, year: int) -> Figures:
    """Shares of wage, business, transfer and property in true income."""
    wave = society.households[year]
    parts = [wave.wage, wave.business, wave.transfer, wave.from_property]
    sums = np.array([(part * wave.weight).sum() for part in parts])
    return tuple(float(one) for one in sums / sums.sum())


def lifted_make_up(society: ByYear, year: int) -> Figures:
    """Shares of wage, business and the rest in the recorded income of lifted-out households."""
    wave = society.households[year]
    weight = wave.weight * wave.lifted
    net = (wave.recorded_net * weight).sum()
    wage = (wave.recorded_wage * weight).sum() / net
    business = (wave.recorded_business * weight).sum() / net
    return float(wage), float(business), float(1 - wage - business)


def lifted_income(society: ByYear, years: Iterable[int]) -> Figures:
    """Recorded net income a head of lifted-out households."""
    found = []
    for year in years:
        wave = society.households[year]
        found.append(mean_of(wave.recorded_net / wave.size, wave.people * wave.lifted))
    return tuple(found)


def lifted_county_income(society: ByYear, years: Iterable[int]) -> Figures:
    """True income a head in lifted-out counties."""
    waves = (society.households[year] for year in years)
    return tuple(mean_of(wave.income_pc, wave.people * wave.lifted_county) for wave in waves)


def lifted_to_all(society: ByYear, years: tuple[int, ...]) -> Figures:
    """Recorded income of the lifted-out over true income of all."""
    pairs = zip(lifted_income(society, years), mean_income(society, years), strict=True)
    return tuple(ratio_of(lifted, everybody) for lifted, everybody in pairs)


def consumption(society: ByYear, years: Iterable[int]) -> Figures:
    """Consumption a head."""
    waves = (society.households[year] for year in years)
    return tuple(mean_of(wave.consumption_pc, wave.people) for wave in waves)


def lowest_consumption(society: ByYear, year: int) -> Figures:
    """Consumption over income in the lowest fifth."""
    wave = society.households[year]
    low = wave.people * (_quintile(wave) == 0)
    return (ratio_of(mean_of(wave.consumption_pc, low), mean_of(wave.income_pc, low)),)


def lowest_growth(society: ByYear) -> Figures:
    """The worst yearly change of the lowest fifth's mean."""
    lows = [quintile_means(society, year)[0] for year in sorted(society.households)]
    changes = [ratio_of(after, before) - 1 for before, after in pairwise(lows)]
    return (min(changes),) if changes else ()


def key_county_gap(society: ByYear, year: int) -> Figures:
    """Income in key counties over that of other counties of the same provinces, less 1."""
    wave = society.households[year]
    same = np.isin(wave.province, np.unique(wave.province[wave.key_county]))
    key = mean_of(wave.income_pc, wave.people * wave.key_county)
    others = mean_of(wave.income_pc, wave.people * (same & ~wave.key_county))
    return (ratio_of(key, others) - 1,)


def line_to_median(society: ByYear) -> Figures:
    """Lines of Gansu and Jiangxi over the national median, 2024."""
    (median,) = median_income(society, (2024,))
    lines = (LINES[province_index(code), year_index(2024)] for code in ("62", "36"))
    return tuple(float(line) / median for line in lines)
