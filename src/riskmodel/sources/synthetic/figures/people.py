"""Figures of people and their work; wages in yuan a month, shares of 1."""

from collections.abc import Iterable

from riskmodel.sources.synthetic.figures.years import ByYear, Figures, ratio_of
from riskmodel.sources.synthetic.work import SECTOR_SHARE, SECTOR_WAGE


def monthly_wage(society: ByYear, years: Iterable[int]) -> Figures:
    """Mean monthly wage of those who work away or in local jobs."""
    counts = (society.people[year] for year in years)
    return tuple(float(one.wages.sum() / one.workers.sum()) for one in counts)


def away_to_local(society: ByYear, years: Iterable[int]) -> Figures:
    """Mean wage away over mean local wage."""
    found = []
    for year in years:
        count = society.people[year]
        local, away = count.wages.sum(axis=1) / count.workers.sum(axis=1)
        found.append(float(away / local))
    return tuple(found)


def cross_province(society: ByYear, year: int) -> Figures:
    """Share of those away who are in another province: all, west, centre, east."""
    count = society.people[year]
    by_region = count.crossing / count.away
    return (float(count.crossing.sum() / count.away.sum()), *(float(x) for x in by_region[:3]))


def workers_over_50(society: ByYear, year: int) -> Figures:
    """Share of workers older than 50."""
    count = society.people[year]
    return (float(count.workers_over_50 / count.workers.sum()),)


def sectors(society: ByYear, year: int) -> Figures:
    """Published less simulated shares, then simulated over published wages, sector by sector.

    Wages are compared as multiples of the mean wage.
    """
    count = society.people[year]
    workers, wages = count.workers.sum(axis=0), count.wages.sum(axis=0)
    shares = workers / workers.sum() - SECTOR_SHARE
    published = SECTOR_WAGE / (SECTOR_SHARE @ SECTOR_WAGE)
    relative = wages / workers / (wages.sum() / workers.sum()) / published - 1
    return tuple(float(x) for x in (*shares, *relative))


def worker_education(society: ByYear, year: int) -> Figures:
    """Workers with no schooling, primary, junior, senior or vocational, and college."""
    count = society.people[year].workers_by_education
    none, primary, junior, senior, vocational, college = count / count.sum()
    return float(none), float(primary), float(junior), float(senior + vocational), float(college)


def health(society: ByYear, year: int) -> Figures:
    """Share of people over 14 with a chronic illness."""
    count = society.people[year]
    return (ratio_of(count.chronic_15, count.aged_15),)


def disabled(society: ByYear, year: int) -> Figures:
    """Shares of people disabled, and with a certificate."""
    count = society.people[year]
    return ratio_of(count.disabled, count.people), ratio_of(count.certified, count.people)


def aged(society: ByYear, year: int) -> Figures:
    """Share of people of 60 or over."""
    count = society.people[year]
    return (ratio_of(count.aged_60, count.people),)
