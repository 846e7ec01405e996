"""The clock of the process: by when to decide, how long a notice hangs, and when a day begins."""

import datetime

import numpy as np

from riskmodel.errors import ParameterNotInForceError
from riskmodel.parameters import Parameters

DECISION_DAYS, NOTICE_DAYS = "decision_days_most", "notice_days_least"
CHINA = datetime.timezone(datetime.timedelta(hours=8))
"""Days begin and end in China, wherever the service runs."""


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment."""
    return moment.astimezone(CHINA).date()


def decide_by(parameters: Parameters, clue: datetime.date, area: str) -> datetime.date | None:
    """The last day for a decision, from the day of the clue on: generally 15 days (R22).

    `area` is a code of 2 to 12 digits. None where no limit is configured there.
    """
    try:
        return clue + _days(parameters, DECISION_DAYS, clue, area)
    except ParameterNotInForceError:
        return None


def notice_until(parameters: Parameters, decided: datetime.date, area: str) -> datetime.date:
    """The first day on which the public notice has hung long enough (公示, R21).

    Raises ParameterNotInForceError where no limit is configured.
    """
    return decided + _days(parameters, NOTICE_DAYS, decided, area)


def _days(parameters: Parameters, name: str, day: datetime.date, area: str) -> datetime.timedelta:
    county = area[:6] if len(area) >= 6 else ""
    found = parameters.value_on(name, np.datetime64(day, "D"), area[:2], county)
    return datetime.timedelta(days=int(found.value))


def is_overdue(
    decide_by: datetime.date | None, today: datetime.date, *, acknowledged: bool
) -> bool:
    """Whether nobody took an alert up until its last day was over."""
    return decide_by is not None and not acknowledged and today > decide_by
