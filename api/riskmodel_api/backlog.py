"""What waits for people and for other systems, as figures: counts and ages, nothing personal."""

import datetime
import logging
import time
from collections.abc import Iterator, Sequence
from threading import Lock

from sqlalchemy import Connection

from riskmodel.alerts.backlog import alert_backlog
from riskmodel.alerts.following import lag
from riskmodel.casework.backlog import case_backlog
from riskmodel.deadlines import day_of
from riskmodel.errors import RiskModelError
from riskmodel.webhooks.deliveries import outbox_state
from riskmodel_api.alerting import Alerting
from riskmodel_api.operation.figures import Gauge

_LOG = logging.getLogger(__name__)
FRESH_SECONDS = 10.0
"""Whoever asks more often gets the same figures: the database is not asked for each."""


class Backlog:
    """The figures, as of a few seconds ago; none while the database cannot be read."""

    def __init__(self, seconds: float = FRESH_SECONDS) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._read_at: float | None = None
        self._found: Sequence[Gauge] = ()

    def gauges(self, alerting: Alerting) -> Sequence[Gauge]:
        """For threads. Who comes while another reads gets what was read before."""
        if self._lock.acquire(blocking=False):
            try:
                if self._read_at is None or time.monotonic() - self._read_at >= self._seconds:
                    self._found = _read(alerting)
                    self._read_at = time.monotonic()
            finally:
                self._lock.release()
        return self._found


def _read(alerting: Alerting) -> Sequence[Gauge]:
    try:
        return alerting.read(lambda connection: list(_gauges(connection)))
    except RiskModelError as error:
        _LOG.debug("what waits cannot be counted now: %s", error)
        return ()


def _gauges(connection: Connection) -> Iterator[Gauge]:
    now = datetime.datetime.now(datetime.UTC)
    behind, alerts = lag(connection, now), alert_backlog(connection, now)
    outbox, cases = outbox_state(connection, now), case_backlog(connection, day_of(now))
    yield Gauge("riskmodel_alerts_behind", "Assessments not looked at yet.", behind.assessments)
    yield Gauge("riskmodel_alerts_behind_seconds", "Age of the oldest.", behind.seconds)
    yield Gauge("riskmodel_alerts_open", "Alerts that nobody has taken up.", alerts.alerts)
    yield Gauge("riskmodel_alerts_open_seconds", "Age of the oldest.", alerts.oldest_seconds)
    yield Gauge("riskmodel_alerts_overdue", "Those past their last day.", alerts.overdue)
    for state, number in outbox.by_state.items():
        help_text = "Messages to other systems, by where they stand."
        yield Gauge("riskmodel_webhook_deliveries", help_text, number, "state", state)
    yield Gauge(
        "riskmodel_webhook_oldest_seconds", "Age of the oldest under way.", outbox.oldest_seconds
    )
    yield Gauge("riskmodel_cases_open", "Cases that are not decided.", cases.cases)
    yield Gauge("riskmodel_cases_overdue", "Those past their last day.", cases.overdue)
