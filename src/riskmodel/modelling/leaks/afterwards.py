"""Catch a field that was written after the outcome or after a decision about it."""

import numpy as np

from riskmodel.modelling.leaks.leak import LEAKAGE_AUC, Floats, Leak, Suspects, thinned
from riskmodel.modelling.leaks.statistics import auc, lower_share

FEWEST_ROWS = 20
TIMES_BASE_RATE = 4.0
NEARLY_CERTAIN = 0.5
FEW_VALUES = 12
_CATCHER = "written after the outcome"
_REMEDY = "leave it out, or give what was recorded by the index date"


def written_afterwards(suspects: Suspects) -> list[Leak]:
    """Features that decide the outcome alone, by a value, or by being filled in at all.

    A figure whose own AUC is above 0.90; or one value of a field with few values, or the field
    being known, among whose households the share of events is with 95 % certainty above a half and
    above four times the base rate. A field that was open on the index date cannot do that.
    """
    rows = thinned(suspects.usable)
    outcome = suspects.outcome[rows]
    limit = max(NEARLY_CERTAIN, min(TIMES_BASE_RATE * float(outcome.mean()), LEAKAGE_AUC))
    found = []
    for place, name in enumerate(suspects.features):
        seen = _alone(suspects.X[rows, place], outcome, limit)
        if seen:
            found.append(Leak(_CATCHER, name, seen, _REMEDY))
    return found


def _alone(values: Floats, outcome: Floats, limit: float) -> str | None:
    known = ~np.isnan(values)
    if not known.any():
        return None
    own = auc(values[known], outcome[known])
    if max(own, 1 - own) > LEAKAGE_AUC:
        return f"it alone has an AUC of {max(own, 1 - own):.2f}"
    if not known.all() and _decides(outcome[known], limit):
        return f"{outcome[known].mean():.0%} of the households where it is known had the outcome"
    different = np.unique(values[known])
    if 1 < len(different) <= FEW_VALUES:
        for value in different:
            if _decides(outcome[values == value], limit):
                share = outcome[values == value].mean()
                return f"{share:.0%} of the households with one of its values had the outcome"
    return None


def _decides(outcome: Floats, limit: float) -> bool:
    if len(outcome) < FEWEST_ROWS:
        return False
    return lower_share(int(outcome.sum()), len(outcome)) > limit
