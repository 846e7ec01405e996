"""Alerts, and how far who follows the assessments has come."""

import datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Sequence, Table


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


class Follower(Table):
    """How far a reader of the recorded assessments has come, or a count that never goes back."""

    __tablename__ = "followers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    recorded: Mapped[int] = mapped_column(Sequence)
    """`recorded` of the last assessment that it has read."""
