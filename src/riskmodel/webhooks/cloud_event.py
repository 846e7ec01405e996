"""A message as a CloudEvent 1.0 in structured JSON: ids and days, nothing else of a household."""

import json

from riskmodel.storage.canonical import canonical
from riskmodel.webhooks.deliveries import Message

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
SPECIFICATION = "1.0"


def cloud_event(message: Message, source: str, *, household_id: bool) -> bytes:
    """The body that is sent; without `household_id` not even the opaque id goes out."""
    data = json.loads(message.data)
    if household_id and message.household_id is not None:
        data["household_id"] = message.household_id
    event = {
        "specversion": SPECIFICATION,
        "id": message.event_id,
        "source": source,
        "type": message.type,
        "subject": message.subject,
        "time": message.at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
    return canonical(event).encode()
