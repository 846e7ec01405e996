"""Batches that the service was asked for, and their parts."""

import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Table


class Job(Table):
    """A batch that the service was asked for; whoever works on it holds a lease."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "state", "lease_until"),)

    job_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(Text)
    """Below the folder of inputs, or empty for an upload."""
    asked: Mapped[str] = mapped_column(Text)
    """Canonical JSON: the options, and the areas whose households may be assessed."""
    areas: Mapped[str] = mapped_column(Text)
    """Codes of the areas, parted by spaces; `CN` is the whole country."""
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime.datetime] = mapped_column(Moment)
    cancel_asked: Mapped[bool] = mapped_column(Boolean)
    attempts: Mapped[int] = mapped_column(Integer)
    holder: Mapped[str | None] = mapped_column(String(32))
    """Who works on it: a name that is made anew for every attempt."""
    lease_until: Mapped[datetime.datetime] = mapped_column(Moment)
    """When it is due; while somebody works on it, when that one counts as lost."""
    taken_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    failure: Mapped[str | None] = mapped_column(Text)
    """What is to be mended; never a value of a household."""


class JobPart(Table):
    """One input part of a job."""

    __tablename__ = "job_parts"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.job_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    weight: Mapped[int] = mapped_column(BigInteger)
    """Bytes of input, for progress."""
    attempts: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)
    output_sha256: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
