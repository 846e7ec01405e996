"""Assessments as they were given, what is left of deleted ones, and answers kept for a retry."""

import datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Sequence, Table


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
    """The whole answer as it was given, JSON under zstd or zlib: its words repeat themselves."""
    given_at: Mapped[datetime.datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(64))
    """The name of the key or token that asked, or `local`."""
    area_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """The finest administrative code of the record; None where it has none, or they disagree."""
    agreement: Mapped[str | None] = mapped_column(String(32))
    """As in the message; None where the household is not scored."""
    band: Mapped[str | None] = mapped_column(String(16))
    """As in the message; None where the household is not scored."""
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


class KeptAnswer(Table):
    """An answer that a retry with the same key gets again; a row goes when its time is over."""

    __tablename__ = "kept_answers"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of who asked and the key that they chose."""
    request_sha256: Mapped[str] = mapped_column(String(64))
    """Of method, path and body."""
    pieces: Mapped[bytes] = mapped_column(LargeBinary)
    """The answer, JSON under zstd or zlib: texts, and assessments by their ids."""
    until: Mapped[datetime.datetime] = mapped_column(Moment, index=True)
