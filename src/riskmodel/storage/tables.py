"""The tables; a test compares them with what the migrations make."""

import datetime

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
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


class DeletedAssessment(Table):
    """What is left of an assessment that was deleted by order; rows are only ever added."""

    __tablename__ = "deleted_assessments"

    recorded: Mapped[int] = mapped_column(
        Sequence, ForeignKey("audit_log.sequence"), primary_key=True, autoincrement=False
    )
    """The row of the audit log that recorded it."""
    assessment_id: Mapped[str] = mapped_column(String(32), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    """The digest that the audit log holds of it."""
    deleted_at: Mapped[datetime.datetime] = mapped_column(Moment)
    deleted_by: Mapped[str] = mapped_column(String(500))
    because: Mapped[str] = mapped_column(Text)
    ordered: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), index=True)
    """The row of the audit log that holds this row's digest, with those deleted beside it."""


class Heartbeat(Table):
    """One row, written when nothing else is, so that a probe can say that writing works."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
