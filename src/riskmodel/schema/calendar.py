"""Days as figures that rules and checks can count with; NaN is unknown."""

import datetime

import numpy as np
from numpy.typing import NDArray

_MONTHS_TO_1970 = 12 * 1970


def months(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Calendar months since year 0, of the shape of `days`."""
    since = days.astype("datetime64[M]").astype(np.int64).astype(np.float64)
    return np.where(np.isnat(days), np.nan, since + _MONTHS_TO_1970)


def month(day: datetime.date | None) -> float:
    """Calendar months since year 0 of one day."""
    return np.nan if day is None else 12.0 * day.year + day.month - 1
