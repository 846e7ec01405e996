"""Figures of monitoring, alerts and dibao; shares of 1, households or people as they say."""

import numpy as np

from riskmodel.sources.synthetic.clues import LISTING_YEAR, RISKS
from riskmodel.sources.synthetic.figures.years import ByYear, Figures, mean_of, ratio_of, share_of
from riskmodel.sources.synthetic.programme import MARGINAL, SUDDEN, UNSTABLE


def monitored_size(society: ByYear, year: int) -> Figures:
    """People a monitored household: all, sudden hardship, the other two."""
    wave = society.households[year]
    sudden = wave.category == SUDDEN
    return tuple(
        mean_of(wave.size, wave.weight * who)
        for who in (wave.ever_monitored, sudden, wave.ever_monitored & ~sudden)
    )


def ever_monitored(society: ByYear, year: int) -> Figures:
    """Share of households ever monitored, in ordinary and in key counties."""
    wave = society.households[year]
    return tuple(
        share_of(wave.ever_monitored, wave.weight * where)
        for where in (~wave.key_county, wave.key_county)
    )


def newly_monitored(society: ByYear, years: tuple[int, ...]) -> Figures:
    """New cases a year: in ordinary counties, and in lifted-out ones in the listing year."""
    ordinary = [
        share_of(wave.newly_monitored, wave.weight * ~wave.key_county)
        for wave in (society.households[year] for year in years)
    ]
    start = society.households[LISTING_YEAR]
    return float(np.mean(ordinary)), share_of(
        start.newly_monitored, start.weight * start.lifted_county
    )


def category_mix(society: ByYear, years: tuple[int, ...], *, new: bool) -> Figures:
    """Unstable lifted, marginal and sudden hardship, of the stock or of new cases."""
    counts = np.zeros(3)
    for year in years:
        wave = society.households[year]
        who = wave.newly_monitored if new else wave.ever_monitored
        counts += [
            (wave.weight * (who & (wave.category == one))).sum()
            for one in (UNSTABLE, MARGINAL, SUDDEN)
        ]
    return tuple(float(one) for one in counts / counts.sum())


def open_share(society: ByYear, year: int) -> Figures:
    """People in households whose risk is open, of all."""
    wave = society.households[year]
    return (share_of(wave.is_open, wave.people),)


def removed_share(society: ByYear, year: int) -> Figures:
    """Households whose risk is removed, of those ever monitored."""
    wave = society.households[year]
    return (share_of(~wave.is_open, wave.weight * wave.ever_monitored),)


NAMED_RISKS = ("illness", "disability", "labour_shortage", "schooling", "unstable_job",
               "accident", "disaster", "business_failure")  # fmt: skip


def risk_mix(society: ByYear) -> Figures:
    """Principal risks of new cases of all years: the named ones, then all others together."""
    counts = np.zeros(len(RISKS))
    for wave in society.households.values():
        new = wave.newly_monitored
        counts += np.bincount(wave.principal_risk[new], wave.weight[new], len(RISKS))
    shares = counts / counts.sum()
    named = [float(shares[RISKS.index(code)]) for code in NAMED_RISKS]
    return (*named, 1 - sum(named))


def alert_yield(society: ByYear) -> Figures:
    """Share of medical alerts that lead to monitoring."""
    waves = society.households.values()
    alerts = sum(float((wave.weight * wave.alert).sum()) for wave in waves)
    accepted = sum(float((wave.weight * wave.alert_accepted).sum()) for wave in waves)
    return (ratio_of(accepted, alerts),)


def alert_split(society: ByYear) -> Figures:
    """Share of medical alerts on lifted-out households, in lifted-out counties."""
    alerts = lifted = 0.0
    for wave in society.households.values():
        where = wave.weight * wave.lifted_county * wave.alert
        alerts += float(where.sum())
        lifted += float((where * wave.lifted).sum())
    return (ratio_of(lifted, alerts),)


def dibao_share(society: ByYear, year: int) -> Figures:
    """Share of people on dibao."""
    wave = society.households[year]
    return (share_of(wave.dibao, wave.people),)
