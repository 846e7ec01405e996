"""The clock of the process: by when a case is to be decided, and how long a notice hangs."""

import datetime

import numpy as np

from riskmodel.parameters import Parameters

DECISION_DAYS, NOTICE_DAYS = "decision_days_most", "notice_days_least"


def decide_by(parameters: Parameters, opened: datetime.date, county: str) -> datetime.date:
    """The last day for a decision: R22's limit where the household lives, from the clue on.

    Raises ParameterNotInForceError where no limit is configured.
    """
    return opened + _days(parameters, DECISION_DAYS, opened, county)


def notice_until(parameters: Parameters, decided: datetime.date, county: str) -> datetime.date:
    """The first day on which the public notice has hung long enough (公示, R21)."""
    return decided + _days(parameters, NOTICE_DAYS, decided, county)


def _days(
    parameters: Parameters, name: str, day: datetime.date, county: str
) -> datetime.timedelta:
    found = parameters.value_on(name, np.datetime64(day, "D"), county[:2], county)
    return datetime.timedelta(days=found.value)
