"""How many cases are open, and how many past their day: figures, with nothing of a household."""

import datetime
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from riskmodel.casework.steps import State
from riskmodel.storage.tables import Case

UNDECIDED = tuple(state for state in State if state not in (State.DECIDED, State.CLOSED))
"""A decision that a second person has yet to look at does not stand."""


class CaseBacklog(NamedTuple):
    """Cases that are not decided: how many, and how many of them past their last day."""

    cases: int
    overdue: int


def case_backlog(connection: Connection, today: datetime.date) -> CaseBacklog:
    """As of a day of China."""
    late = func.sum(case((Case.decide_by < today, 1), else_=0))
    cases, overdue = connection.execute(
        select(func.count(), late).where(Case.state.in_(UNDECIDED))
    ).one()
    return CaseBacklog(cases, int(overdue or 0))
