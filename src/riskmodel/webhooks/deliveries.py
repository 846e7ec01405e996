"""Messages on their way: taken by one sender at a time, tried again, at last given up."""

import datetime
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from riskmodel.errors import RecordNotFoundError
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.tables import Delivery, Event, Webhook
from riskmodel.webhooks.event import UNDER_WAY, State
from riskmodel.webhooks.post import Answer

MOST_ATTEMPTS = 20
"""With the waits below: one to two days from the first to the last."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 10.0, 6 * 3600.0
LEASE = datetime.timedelta(seconds=60)
"""A sender that says nothing for so long is lost, and another takes over what it took."""
RETRIED, GIVEN_UP = "webhook.retried", "webhook.given_up"


class Message(NamedTuple):
    """One event for one address, taken by a sender; `attempts` counts this one."""

    delivery_id: str
    webhook_id: str
    url: str
    attempts: int
    event_id: str
    type: str
    subject: str
    household_id: str | None
    data: str
    at: datetime.datetime


class DeliveryRead(NamedTuple):
    """Where one message stands."""

    delivery_id: str
    webhook_id: str
    event_id: str
    type: str
    state: str
    attempts: int
    due_at: datetime.datetime
    answer: str | None


def take(connection: Connection, now: datetime.datetime, most: int = 20) -> list[Message]:
    """Take what is due, the longest due first; within `writing`.

    What a lost sender had taken is due again after `LEASE`: a message may be sent twice, never
    not at all. Nothing goes to an address that was removed.
    """
    due = (
        select(
            Delivery.delivery_id, Delivery.webhook_id, Webhook.url,
            (Delivery.attempts + 1).label("attempts"),
            Event.event_id, Event.type, Event.subject, Event.household_id, Event.data, Event.at,
        )
        .join(Event, Event.event_id == Delivery.event_id)
        .join(Webhook, Webhook.webhook_id == Delivery.webhook_id)
        .where(Delivery.state.in_(UNDER_WAY), Delivery.due_at <= now)
        .where(Webhook.removed_at.is_(None))
        .order_by(Delivery.due_at, Event.sequence)
        .limit(most)
    )  # fmt: skip
    taken = [Message(**row) for row in connection.execute(due).mappings()]
    if taken:
        connection.execute(
            update(Delivery)
            .where(Delivery.delivery_id.in_([one.delivery_id for one in taken]))
            .values(state=State.SENDING, attempts=Delivery.attempts + 1, due_at=now + LEASE)
        )
    return taken


def settle(
    connection: Connection, ended: Sequence[tuple[Message, Answer]], now: datetime.datetime
) -> None:
    """Write down how attempts ended; within `writing`.

    Who took the message over, or whoever removed its webhook meanwhile, is not overwritten.
    """
    for message, answer in ended:
        dead = not answer.delivered and message.attempts >= MOST_ATTEMPTS
        connection.execute(
            update(Delivery)
            .where(
                Delivery.delivery_id == message.delivery_id,
                Delivery.state == State.SENDING,
                Delivery.attempts == message.attempts,
            )
            .values(
                state=_state(answer, dead=dead),
                answer=answer.told[:80],
                due_at=now if answer.delivered or dead else now + wait(message.attempts),
                delivered_at=now if answer.delivered else None,
            )
        )
        if dead:
            append(connection, [Act(LOCAL, GIVEN_UP, message.delivery_id, {})], now)


def _state(answer: Answer, *, dead: bool) -> State:
    if answer.delivered:
        return State.DELIVERED
    return State.DEAD if dead else State.WAITING


def wait(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: twice as long each time, half of it by chance.

    The chance keeps many messages that failed together from coming back together.
    """
    whole = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (attempts - 1))
    chance = secrets.randbelow(1_001) / 1_000
    return datetime.timedelta(seconds=whole * (0.5 + 0.5 * chance))


def retry(connection: Connection, delivery_id: str, actor: str = LOCAL) -> None:
    """Try a message again now, from the first attempt on; within `writing`.

    Raises RecordNotFoundError where there is none that was given up or waits, for an address that
    is still told.
    """
    now = datetime.datetime.now(datetime.UTC)
    told = select(Webhook.webhook_id).where(Webhook.removed_at.is_(None))
    changed = connection.execute(
        update(Delivery)
        .where(
            Delivery.delivery_id == delivery_id,
            Delivery.state.in_([State.DEAD, State.WAITING]),
            Delivery.webhook_id.in_(told),
        )
        .values(state=State.WAITING, attempts=0, due_at=now)
    )
    if not changed.rowcount:
        message = "no delivery with this id waits or was given up"
        raise RecordNotFoundError(message)
    append(connection, [Act(actor, RETRIED, delivery_id, {})], now)


def listed(
    connection: Connection, state: State | None = None, limit: int = 50
) -> list[DeliveryRead]:
    """The latest deliveries, those of the latest events first."""
    rows = select(
        Delivery.delivery_id, Delivery.webhook_id, Delivery.event_id, Event.type,
        Delivery.state, Delivery.attempts, Delivery.due_at, Delivery.answer,
    ).join(Event, Event.event_id == Delivery.event_id)  # fmt: skip
    if state:
        rows = rows.where(Delivery.state == state)
    ordered = rows.order_by(Event.sequence.desc(), Delivery.delivery_id).limit(limit)
    return [DeliveryRead(*row) for row in connection.execute(ordered)]


class OutboxState(NamedTuple):
    """How many deliveries are in each state, and since when the oldest under way waits, in s."""

    by_state: dict[str, int]
    oldest_seconds: float


def outbox_state(connection: Connection, now: datetime.datetime | None = None) -> OutboxState:
    """For metrics: what is under way, and what was given up."""
    counted = connection.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    by_state = dict.fromkeys(State, 0) | {State(name): count for name, count in counted}
    oldest = connection.scalar(
        select(Event.at)
        .join(Delivery, Delivery.event_id == Event.event_id)
        .where(Delivery.state.in_(UNDER_WAY))
        .order_by(Event.sequence)
        .limit(1)
    )
    moment = now or datetime.datetime.now(datetime.UTC)
    age = (moment - oldest).total_seconds() if oldest else 0.0
    return OutboxState({state.value: by_state[state] for state in State}, age)
