"""Cases, their steps, and the views of the queue that people save."""

import datetime

from sqlalchemy import Boolean, Date, Double, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from riskmodel.storage.tables.base import Moment, Sequence, Table


class Case(Table):
    """A case as it stands: what its steps have made of it, and the facts that it opened with.

    The facts are those of one assessment and never change; a household has one open case at most.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "ix_cases_one_open",
            "household_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_cases_need", "state", "need", "case_id"),
        Index("ix_cases_due", "state", "decide_by", "case_id"),
        Index("ix_cases_opened", "state", "opened_at", "case_id"),
        Index("ix_cases_agreement", "state", "agreement"),
    )

    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[str] = mapped_column(String(500))
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.assessment_id"))
    state: Mapped[str] = mapped_column(String(20))
    steps: Mapped[int] = mapped_column(Integer)
    """How many steps were taken: who acts names the number that they saw."""
    origin: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime.datetime] = mapped_column(Moment)
    decide_by: Mapped[datetime.date] = mapped_column(Date)
    holder: Mapped[str | None] = mapped_column(String(64))
    visit_on: Mapped[datetime.date | None] = mapped_column(Date)
    blind_first: Mapped[bool] = mapped_column(Boolean)
    """Whether it is to be judged before the score is shown."""
    judged_blind: Mapped[bool] = mapped_column(Boolean)
    drawn_for_review: Mapped[bool] = mapped_column(Boolean)
    decision: Mapped[str | None] = mapped_column(String(20))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime.datetime | None] = mapped_column(Moment)
    overrides_rule: Mapped[bool | None] = mapped_column(Boolean)
    notice_until: Mapped[datetime.date | None] = mapped_column(Date)
    area: Mapped[str] = mapped_column(String(12), index=True)
    """Code of the smallest area known: village, township, county or province."""
    proposed_status: Mapped[str] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(20))
    agreement: Mapped[str | None] = mapped_column(String(30))
    """Where rule and model stand to each other; null where the household is not scored."""
    band: Mapped[str | None] = mapped_column(String(20))
    dimension: Mapped[str | None] = mapped_column(String(40))
    """The policy dimension that pulls the score up most."""
    probability: Mapped[float | None] = mapped_column(Double)
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    need: Mapped[float] = mapped_column(Double)
    """What it is ranked by; below zero where nothing is known to rank it by."""


class CaseStep(Table):
    """One step of a case, as a person took it; rows are only ever added."""

    __tablename__ = "case_steps"
    __table_args__ = (Index("ix_case_steps_taken", "step", "at"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.case_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    """Where the case stood after it."""
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON: decision, reason, words, what was found on the visit."""
    recorded: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"), unique=True)
    """The row of the audit log that holds this step's digest."""


class DeletedCase(Table):
    """That a case was deleted by order, so that the database lets its steps go; only added to."""

    __tablename__ = "deleted_cases"

    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ordered: Mapped[int] = mapped_column(Sequence, ForeignKey("audit_log.sequence"))
    """The row of the audit log that says so."""


class SavedView(Table):
    """Filters of the queue that a person gave a name; nobody else sees them."""

    __tablename__ = "saved_views"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    """As in the address of the page, without the id of a household."""
    saved_at: Mapped[datetime.datetime] = mapped_column(Moment)
