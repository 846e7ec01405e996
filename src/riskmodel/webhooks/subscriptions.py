"""Who wants to be told: addresses, and the types of events and the area that each takes."""

import datetime
import json
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from riskmodel.errors import RecordNotFoundError
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.canonical import canonical
from riskmodel.storage.kept_rows import WEBHOOKS, found_so, proof
from riskmodel.storage.tables import Delivery, Webhook
from riskmodel.webhooks.event import UNDER_WAY, State

ADDED, REMOVED = "webhook.added", "webhook.removed"
_ACTIVE = (
    select(Webhook.webhook_id, Webhook.url, Webhook.types, Webhook.area, Webhook.added_at)
    .where(Webhook.removed_at.is_(None))
    .order_by(Webhook.added_at, Webhook.webhook_id)
)


class WebhookRead(NamedTuple):
    """An address that is told.

    `types` is empty where it takes every type, and `area`, a code as of `riskmodel.access.areas`,
    where it takes every area.
    """

    webhook_id: str
    url: str
    types: list[str]
    area: str
    added_at: datetime.datetime


def add(
    connection: Connection, url: str, types: Sequence[str], area: str = "", actor: str = LOCAL
) -> WebhookRead:
    """Tell an address from now on; within `writing`, once the address was looked over."""
    now = datetime.datetime.now(datetime.UTC)
    made = WebhookRead(secrets.token_hex(16), url, sorted(set(types)), area, now)
    told = {"types": canonical(made.types), "area": area or None, "removed_at": None}
    row = made._asdict() | told
    connection.execute(insert(Webhook), row)
    proven = proof(connection, WEBHOOKS, made.webhook_id)
    append(connection, [Act(actor, ADDED, made.webhook_id, proven)], now)
    return made


def remove(connection: Connection, webhook_id: str, actor: str = LOCAL) -> None:
    """Tell an address no more, not even of what waits or was given up; within `writing`.

    Raises RecordNotFoundError.
    """
    now = datetime.datetime.now(datetime.UTC)
    if all(one.webhook_id != webhook_id for one in active(connection)):
        message = "no webhook with this id is told of anything"
        raise RecordNotFoundError(message)
    before = found_so(connection, WEBHOOKS, webhook_id)
    connection.execute(
        update(Webhook).where(Webhook.webhook_id == webhook_id).values(removed_at=now)
    )
    connection.execute(
        update(Delivery)
        .where(Delivery.webhook_id == webhook_id, Delivery.state.in_([*UNDER_WAY, State.DEAD]))
        .values(state=State.CANCELLED)
    )
    content = before | proof(connection, WEBHOOKS, webhook_id)
    append(connection, [Act(actor, REMOVED, webhook_id, dict(content))], now)


def active(connection: Connection) -> list[WebhookRead]:
    """Every address that is told, the oldest first."""
    return [
        WebhookRead(name, url, json.loads(types), area or "", at)
        for name, url, types, area, at in connection.execute(_ACTIVE)
    ]
