"""What finding a household is worth: as one, by how far it fell, and in welfare."""

import numpy as np

from riskmodel.modelling.prepared import POOREST, Floats

EVENT, GAP, WELFARE = 0, 1, 2
"""Columns of `gains`."""

RISK_AVERSION = 3.0
"""Rho of constant relative risk aversion (Hanna and Olken 2018, J Econ Perspect 32(4):201)."""


def gains(outcome: Floats, later_welfare: Floats) -> Floats:
    """What each row's visit is worth, shape (rows, 3).

    1 if it fell back; its poverty gap, as a share of the line, if it fell back by income; and the
    gain in welfare of a transfer to it. `later_welfare` is welfare over the line at the end of
    the horizon, NaN where not measured, which gains nothing in the last two.

    A transfer is the mean gap of those below the line, the same for every household, so that a
    list is worth more the poorer the households on it: u(c) = c^(1-rho) / (1-rho), as Hanna and
    Olken judge targeting. It is a figure of need found, not of what any programme pays.
    """
    known = ~np.isnan(later_welfare)
    welfare = np.where(known, np.maximum(later_welfare, POOREST), 1.0)
    gap = np.where(known & (outcome == 1), np.maximum(1.0 - later_welfare, 0.0), 0.0)
    below = gap > 0
    transfer = float(gap[below].mean()) if below.any() else 0.0
    gained = np.where(known, _utility(welfare + transfer) - _utility(welfare), 0.0)
    return np.column_stack([outcome, gap, gained])


def _utility(consumption: Floats) -> Floats:
    return np.asarray(consumption ** (1 - RISK_AVERSION) / (1 - RISK_AVERSION))
