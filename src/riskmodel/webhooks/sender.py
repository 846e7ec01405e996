"""Sends what is due; any number of senders may run, in any number of processes."""

import datetime
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, select

from riskmodel.storage.database import reading, writing
from riskmodel.storage.tables import Delivery
from riskmodel.webhooks.address import Allowed
from riskmodel.webhooks.cloud_event import MEDIA_TYPE, cloud_event
from riskmodel.webhooks.deliveries import Message, settle, take
from riskmodel.webhooks.event import UNDER_WAY
from riskmodel.webhooks.post import Answer, post
from riskmodel.webhooks.secret import read_key, secret_of
from riskmodel.webhooks.signature import signed_headers

_LOG = logging.getLogger(__name__)
_AT_ONCE = 4
"""Messages on the way at the same time: one slow receiver does not keep the others waiting."""


@dataclass(frozen=True)
class Sending:
    """How messages are sent; `key` is the deployment's, from which each secret is derived."""

    key: bytes
    allowed: Allowed
    source: str = "urn:riskmodel"
    household_id: bool = True
    authority: str = ""

    @classmethod
    def of(cls, settings: "Deployment") -> "Sending":
        """As a deployment has it; raises ConfigurationError."""
        return cls(
            key=read_key(settings.webhook_key_file),
            allowed=Allowed.of(settings.webhook_networks, loopback=settings.webhook_loopback),
            source=settings.webhook_source,
            household_id=settings.webhook_household_id,
            authority=settings.webhook_authority,
        )


class Deployment(Protocol):
    """The settings of a deployment that sending reads."""

    @property
    def webhook_key_file(self) -> Path:
        """File of the key that secrets are derived from."""

    @property
    def webhook_networks(self) -> str:
        """Networks that messages may go to, parted by commas."""

    @property
    def webhook_loopback(self) -> bool:
        """Whether they may go to this machine."""

    @property
    def webhook_source(self) -> str:
        """`source` of every event."""

    @property
    def webhook_household_id(self) -> bool:
        """Whether the opaque id of the household goes out."""

    @property
    def webhook_authority(self) -> str:
        """File of the certificates to trust, or nothing."""


def send_due(engine: Engine, sending: Sending) -> int:
    """Send what is due now, and write down how it went; how many were tried.

    Raises StorageUnavailableError.
    """
    with reading(engine) as connection:  # so that an empty outbox takes no lock
        due = connection.scalar(
            select(Delivery.delivery_id)
            .where(Delivery.state.in_(UNDER_WAY), Delivery.due_at <= _now())
            .limit(1)
        )
    if due is None:
        return 0
    with writing(engine) as connection:
        taken = take(connection, _now(), _AT_ONCE)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda one: _send(one, sending), taken))
    with writing(engine) as connection:
        settle(connection, list(zip(taken, answers, strict=True)), _now())
    for message, answer in zip(taken, answers, strict=True):
        if not answer.delivered:
            _LOG.warning(
                "delivery %s, attempt %d: %s", message.delivery_id, message.attempts, answer.told
            )
    return len(taken)


def _send(message: Message, sending: Sending) -> Answer:
    body = cloud_event(message, sending.source, household_id=sending.household_id)
    secret = secret_of(sending.key, message.webhook_id)
    headers = signed_headers(secret, message.event_id, int(time.time()), body)
    return post(
        message.url,
        headers | {"Content-Type": MEDIA_TYPE, "User-Agent": "riskmodel"},
        body,
        sending.allowed,
        sending.authority,
    )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
