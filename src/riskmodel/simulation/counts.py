"""Counts of households as they may be published: small ones are not shown.

Who moves is counted exactly, from 5 upward. How many there are before and after is rounded to the
nearest 5, so that no small movement is found by subtracting the one from the other.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Codes = NDArray[np.str_]

FEWEST_SHOWN = 5
"""Counts from 1 to below this are not shown: so few households could be recognised."""
Households = int | Literal["<5", "not shown"]
_TOO_SMALL: Literal["<5"] = "<5"
_WOULD_TELL: Literal["not shown"] = "not shown"


@dataclass(frozen=True, slots=True)
class Count:
    """Households, and the sum of their survey weights.

    `households` is "<5" for 1 to 4, and "not shown" where the figure would give away a hidden one
    by subtraction. `weighted` is None wherever the count is hidden.
    """

    households: Households
    weighted: float | None

    @property
    def shown(self) -> int | None:
        """The count where it may be published, None where it is hidden."""
        return self.households if isinstance(self.households, int) else None


def count(rows: Bools, weight: Floats) -> Count:
    """The rows that are set; both arrays have shape (rows,)."""
    held = np.array([np.count_nonzero(rows)])
    return _published(held, np.array([weight[rows].sum()]), held < 0)[0]


def stock(rows: Bools, weight: Floats) -> Count:
    """The rows that are set, rounded: for what is counted before and again after a change."""
    held = count(rows, weight)
    if held.shown is None or held.weighted is None:
        return held
    return Count(round(held.shown / FEWEST_SHOWN) * FEWEST_SHOWN, _rounded(held.weighted))


def counts_that_add_up(groups: list[Bools], weight: Floats) -> list[Count]:
    """The rows of each of several groups that share no row and whose total is published.

    Groups and `weight` have shape (rows,). Where small counts could be found by subtracting the
    others from the total, the next smallest are hidden too, as far as there are any.
    """
    held = np.array([np.count_nonzero(rows) for rows in groups])
    weights = np.array([weight[rows].sum() for rows in groups])
    return _published(held, weights, _telling(held))


def counts_by_code(codes: Codes, held: Codes, weight: Floats) -> list[Count]:
    """How many of `held` are each of `codes`; `held` and `weight` have shape (rows,).

    `codes` is sorted and holds every code of `held`; the total counts as published.
    """
    place = np.searchsorted(codes, held)
    counted = np.bincount(place, minlength=len(codes))
    weights = np.bincount(place, weights=weight, minlength=len(codes)).astype(np.float64)
    return _published(counted, weights, _telling(counted))


def _small(held: NDArray[np.intp]) -> Bools:
    return (held > 0) & (held < FEWEST_SHOWN)


def _telling(held: NDArray[np.intp]) -> Bools:
    """The small counts, and as many of the next smallest as keep them from being found."""
    hidden = _small(held)
    for place in np.argsort(held, kind="stable"):
        if not _found_by_subtraction(held, hidden):
            break
        hidden[place] = hidden[place] or held[place] > 0
    return hidden


def _found_by_subtraction(held: NDArray[np.intp], hidden: Bools) -> bool:
    """Whether the sum of the hidden counts, which a reader can work out, leaves one only way."""
    small = _small(held).sum()
    large = hidden.sum() - small
    total, least = held[hidden].sum(), small + FEWEST_SHOWN * large
    if large:
        return bool(total == least)
    most = (FEWEST_SHOWN - 1) * small
    return bool(small == 1 or (small > 1 and not least < total < most))


def _published(held: NDArray[np.intp], weights: Floats, telling: Bools) -> list[Count]:
    return [
        _one(int(held[place]), float(weights[place]), telling=bool(telling[place]))
        for place in range(len(held))
    ]


def _rounded(weight: float) -> float:
    return float(round(weight / FEWEST_SHOWN) * FEWEST_SHOWN)


def _one(held: int, weight: float, *, telling: bool) -> Count:
    if 0 < held < FEWEST_SHOWN:
        return Count(_TOO_SMALL, None)
    return Count(_WOULD_TELL, None) if telling else Count(held, round(weight, 1))
