"""The outbox: an event is written in the same transaction as what it tells of."""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from riskmodel.storage.canonical import canonical
from riskmodel.storage.tables import Delivery, Event
from riskmodel.webhooks.event import EventType, State
from riskmodel.webhooks.subscriptions import WebhookRead, active

# Made once, as others of what is done while writers wait.
_LAST = select(func.max(Event.sequence))
_ADD = insert(Event)


class NewEvent(NamedTuple):
    """An event to be; `subject` is the id of what it is about, `data` ids and days alone.

    `area` is the code of the smallest area that the household is known to live in, or empty.
    """

    type: EventType
    subject: str
    household_id: str | None
    area: str
    data: dict[str, Any]

    @property
    def event_id(self) -> str:
        """Follows from type and subject: the same thing is told of once."""
        return hashlib.sha256(f"{self.type}\n{self.subject}".encode()).hexdigest()[:32]


def emit(connection: Connection, events: Sequence[NewEvent], at: datetime.datetime) -> None:
    """Write events and their deliveries to whoever wants them; within `writing`."""
    if not events:
        return
    last = connection.scalar(_LAST) or 0
    rows = [
        {
            "sequence": last + number,
            "event_id": event.event_id,
            "type": event.type.value,
            "subject": event.subject,
            "household_id": event.household_id,
            "data": canonical(event.data),
            "at": at,
        }
        for number, event in enumerate(events, start=1)
    ]
    connection.execute(_ADD, rows)
    deliveries = [
        _delivery(event, webhook.webhook_id, at)
        for webhook in active(connection)
        for event in events
        if _takes(webhook, event)
    ]
    if deliveries:
        connection.execute(insert(Delivery), deliveries)


def _takes(webhook: WebhookRead, event: NewEvent) -> bool:
    """Whether an address is told; one with an area of nothing whose place is not known."""
    takes_type = not webhook.types or event.type.value in webhook.types
    return takes_type and event.area.startswith(webhook.area)


def _delivery(event: NewEvent, webhook_id: str, at: datetime.datetime) -> dict[str, Any]:
    name = hashlib.sha256(f"{event.event_id}\n{webhook_id}".encode()).hexdigest()[:32]
    return {
        "delivery_id": name,
        "event_id": event.event_id,
        "webhook_id": webhook_id,
        "state": State.WAITING.value,
        "attempts": 0,
        "due_at": at,
        "answer": None,
        "delivered_at": None,
    }
