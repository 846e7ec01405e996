"""The tables; a test compares them with what the migrations make."""

import datetime

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite takes only a plain INTEGER as the number of a row itself.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, with its zone on every database; SQLite itself would forget it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """As UTC."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """As UTC, whatever the zone of the session."""
        if value is None:
            return None
        zoned = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return zoned.astimezone(datetime.UTC)


class Table(DeclarativeBase):
    """What every table is."""


class AuditLog(Table):
    """One act a row, each with the digest of the row before it; rows are only ever added."""

    __tablename__ = "audit_log"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    previous_sha256: Mapped[str] = mapped_column(String(64))
    entry: Mapped[str] = mapped_column(Text)
    """Canonical JSON: at, actor, action, subject, content; never a value of a household."""
    sha256: Mapped[str] = mapped_column(String(64))


class Assessed(Table):
    """An assessment as it was given; one row a question to the same versions."""

    __tablename__ = "assessments"

    assessment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    as_of_date: Mapped[datetime.date] = mapped_column(Date)
    asked: Mapped[str] = mapped_column(Text)
    """The household record as it was asked about, canonical JSON."""
    versions: Mapped[str] = mapped_column(Text)
    """Canonical JSON: what the answer was made with."""
    message: Mapped[bytes] = mapped_column(LargeBinary)
    """The whole answer as it was given, JSON under zlib: its words repeat themselves."""
    given_at: Mapped[datetime.datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(64))
    """An opaque id of a key, or `local`."""
    recorded: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), unique=True)
    """The row of the audit log that holds this row's digest."""


class Heartbeat(Table):
    """One row, written when nothing else is, so that a probe can say that writing works."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class OptOut(Table):
    """A household's refusal of automated scoring (PIPL Art. 24), until it is withdrawn."""

    __tablename__ = "opt_outs"

    opt_out_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    recorded_at: Mapped[datetime.datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(500))
    """Name of the person."""
    words: Mapped[str] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None] = mapped_column(String(500))


class Follower(Table):
    """How far a reader of the recorded assessments has come."""

    __tablename__ = "followers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    recorded: Mapped[int] = mapped_column(Sequence)
    """`recorded` of the last assessment that it has read."""


class Alert(Table):
    """That a household's assessment says more than its last one; one row an assessment at most.

    Nothing that the assessment says of the household is repeated: its reasons are read from it.
    """

    __tablename__ = "alerts"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    alert_id: Mapped[str] = mapped_column(String(32), unique=True)
    assessment_id: Mapped[str] = mapped_column(String(32), unique=True)
    previous_assessment_id: Mapped[str | None] = mapped_column(String(32))
    household_id: Mapped[str] = mapped_column(String(500), index=True)
    as_of_date: Mapped[datetime.date] = mapped_column(Date)
    area: Mapped[str] = mapped_column(String(12), index=True)
    """Code of the smallest area known: village, township, county or province."""
    kind: Mapped[str] = mapped_column(String(40))
    signals: Mapped[str] = mapped_column(Text)
    """Canonical JSON: what changed, and from what to what."""
    made_at: Mapped[datetime.datetime] = mapped_column(Moment)
    decide_by: Mapped[datetime.date | None] = mapped_column(Date)
    acknowledged_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[str | None] = mapped_column(String(500))
    words: Mapped[str | None] = mapped_column(String(500))


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
