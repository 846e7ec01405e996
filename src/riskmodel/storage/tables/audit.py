"""The audit log, and the row by which a probe sees that writing works."""

import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Sequence, Table


class AuditLog(Table):
    """One act a row, each with the digest of the row before it; rows are only ever added."""

    __tablename__ = "audit_log"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    previous_sha256: Mapped[str] = mapped_column(String(64))
    entry: Mapped[str] = mapped_column(Text)
    """Canonical JSON: at, actor, action, subject, content; never a value of a household."""
    sha256: Mapped[str] = mapped_column(String(64))


class Heartbeat(Table):
    """One row, written when nothing else is, so that a probe can say that writing works."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(Moment)
