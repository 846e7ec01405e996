"""How often households of the same village fell back before."""

import numpy as np

from riskmodel.modelling.labels import months_later
from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import Fitted, Floats, NotAvailableError
from riskmodel.modelling.splits import Block

PRIOR_HOUSEHOLDS = 20.0
"""The overall rate counts as much as this many households, so that a small village is not sure."""


def village_rate(prepared: Prepared, block: Block) -> Fitted:
    """The village's share of events among outcomes that were known by the index date.

    It looks at the tested villages' own past, which the model never sees: a county knows it.
    Raises NotAvailableError where no outcome was known by the index date, or no village is known.
    """
    horizon = prepared.definition.label.horizon_months
    known_by = months_later(prepared.days, horizon)
    if not (prepared.labels.usable & (known_by <= block.origin)).any():
        message = "no outcome was known by the index date"
        raise NotAvailableError(message)
    if not (prepared.panel.columns.text("village_code") != "").any():
        message = "the panel names no village"
        raise NotAvailableError(message)

    def score(places: Places) -> Floats:
        found = np.zeros(len(places))
        days = prepared.days[places]
        for day in np.unique(days):
            rate = _rates(prepared, prepared.labels.usable & (known_by <= day))
            found[days == day] = rate[prepared.village[places[days == day]]]
        return found

    return Fitted(score)


def _rates(prepared: Prepared, known: np.ndarray) -> Floats:
    village, weight = prepared.village[known], prepared.weight[known]
    count = int(prepared.village.max()) + 1
    rows = np.bincount(village, weight, count)
    events = np.bincount(village, weight * prepared.labels.outcome[known], count)
    overall = events.sum() / rows.sum()
    rates: Floats = (events + PRIOR_HOUSEHOLDS * overall) / (rows + PRIOR_HOUSEHOLDS)
    return rates
