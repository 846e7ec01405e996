"""The outbox, who is told of it, and each message on its way."""

import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Sequence, Table


class Event(Table):
    """Something that others are told of: the outbox, written with what it tells of."""

    __tablename__ = "outbox"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(32), unique=True)
    type: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    household_id: Mapped[str | None] = mapped_column(String(500))
    data: Mapped[str] = mapped_column(Text)
    """Canonical JSON: ids and days, nothing personal."""
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Webhook(Table):
    """An address that is told of events; its secret is derived and not kept here."""

    __tablename__ = "webhooks"

    webhook_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    types: Mapped[str] = mapped_column(Text)
    """Canonical JSON: a list of types of events; empty is every type."""
    area: Mapped[str | None] = mapped_column(String(12))
    """Code of the area whose households it is told of; none is every area."""
    added_at: Mapped[datetime.datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(Moment)


class Delivery(Table):
    """One event on its way to one webhook."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_due", "state", "due_at"),)

    delivery_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("outbox.event_id"), index=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.webhook_id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime.datetime] = mapped_column(Moment)
    """When it is to be tried; while somebody tries, when that one counts as lost."""
    answer: Mapped[str | None] = mapped_column(String(80))
    """How the last attempt ended: a status of HTTP, or the kind of failure."""
    delivered_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
