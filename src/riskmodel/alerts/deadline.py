"""By when an alert is to be decided: the days from clue to decision, where the household lives."""

import datetime

import numpy as np

from riskmodel.errors import ParameterNotInForceError
from riskmodel.parameters import Parameters

DAYS = "decision_days_most"
CHINA = datetime.timezone(datetime.timedelta(hours=8))
"""Days begin and end in China, wherever the service runs."""


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment."""
    return moment.astimezone(CHINA).date()


def decide_by(parameters: Parameters, clue: datetime.date, area: str) -> datetime.date | None:
    """The last day for a decision, from the day of the clue on: generally 15 days (R22).

    `area` is a code of 2 to 12 digits. None where no limit is configured there.
    """
    county = area[:6] if len(area) >= 6 else ""
    try:
        found = parameters.value_on(DAYS, np.datetime64(clue, "D"), area[:2], county)
    except ParameterNotInForceError:
        return None
    return clue + datetime.timedelta(days=int(found.value))


def is_overdue(
    decide_by: datetime.date | None, today: datetime.date, *, acknowledged: bool
) -> bool:
    """Whether nobody took an alert up until its last day was over."""
    return decide_by is not None and not acknowledged and today > decide_by
