"""Catch a field that is known only after the index date."""

import numpy as np

from riskmodel.modelling.leaks.leak import Floats, Leak, Suspects, thinned
from riskmodel.modelling.leaks.statistics import rank_correlation

CLOSER_BY = 0.10
"""How much closer to next year's welfare than to this year's a field may run by chance."""
FEWEST_ROWS = 100
_REMEDY = "leave it out, or give the value that was known on the index date"


def future_values(suspects: Suspects) -> list[Leak]:
    """Features that follow the welfare of the end of the horizon more closely than of today.

    Whatever is known today was caused at the latest today, so that it says at most as much of next
    year's welfare as of this year's. Rank correlations (Spearman) over rows that have both.
    """
    measured = ~np.isnan(suspects.welfare) & ~np.isnan(suspects.later_welfare)
    both = thinned(suspects.usable & measured)
    now, later = suspects.welfare[both], suspects.later_welfare[both]
    return [
        leak
        for place, name in enumerate(suspects.features)
        if (leak := _of_one(name, suspects.X[both, place], now, later)) is not None
    ]


def _of_one(name: str, values: Floats, now: Floats, later: Floats) -> Leak | None:
    known = ~np.isnan(values)
    if known.sum() < FEWEST_ROWS:
        return None
    today = abs(rank_correlation(values[known], now[known]))
    next_year = abs(rank_correlation(values[known], later[known]))
    if not next_year > today + CLOSER_BY:
        return None
    seen = (
        f"its rank correlation with welfare at the end of the horizon is {next_year:.2f}, with "
        f"welfare on the index date {today:.2f}"
    )
    return Leak("a value of the future", name, seen, _REMEDY)


def later_days(suspects: Suspects) -> list[Leak]:
    """Records that name a day after their own index date."""
    late = suspects.latest_day > suspects.as_of
    if not late.any():
        return []
    seen = f"{int(late.sum()):,} records name a day after the index date"
    remedy = "give the panel as it was known on that day"
    return [Leak("a record of the future", "the panel's days", seen, remedy)]
