"""How many alerts nobody has taken up, and since when: figures, with nothing of a household."""

import datetime
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from riskmodel.deadlines import day_of
from riskmodel.storage.tables import Alert


class AlertBacklog(NamedTuple):
    """Alerts not taken up: how many, the age of the oldest in seconds, how many past their day."""

    alerts: int
    oldest_seconds: float
    overdue: int


def alert_backlog(connection: Connection, now: datetime.datetime) -> AlertBacklog:
    """As of a moment; the last day of an alert is one of China."""
    late = func.sum(case((Alert.decide_by < day_of(now), 1), else_=0))
    asked = select(func.count(), func.min(Alert.made_at), late)
    alerts, oldest, overdue = connection.execute(
        asked.where(Alert.acknowledged_at.is_(None))
    ).one()
    age = (now - oldest).total_seconds() if oldest else 0.0
    return AlertBacklog(alerts, max(0.0, age), int(overdue or 0))
