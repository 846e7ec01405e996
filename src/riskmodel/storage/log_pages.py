"""The audit log page by page, the newest first, and searched by an opaque id."""

import datetime
import json
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select, true

from riskmodel.storage.canonical import canonical
from riskmodel.storage.tables import Assessed, AuditLog, Case, CaseStep, DeletedAssessment

LONGEST_ID = 500


class LogEntry(NamedTuple):
    """One row of the log as it is written."""

    sequence: int
    at: datetime.datetime
    actor: str
    action: str
    subject: str
    content: dict[str, Any]
    sha256: str


class LogPage(NamedTuple):
    """Some rows, and the number before which the next page begins; None on the last."""

    entries: list[LogEntry]
    next: int | None


def read_log(
    connection: Connection, about: str = "", before: int | None = None, most: int = 50
) -> LogPage:
    """At most `most` rows that come before a number, the newest first.

    `about` is the id of an assessment, a case, a key, an alert, or the name of a person, as a
    row names it; or the id of a household, of which the log itself knows nothing: then the rows
    that recorded its assessments and its cases' steps. Only a search reads past a page.
    """
    asked = select(AuditLog.sequence, AuditLog.entry, AuditLog.sha256).where(_about(about))
    if before is not None:
        asked = asked.where(AuditLog.sequence < before)
    rows = connection.execute(asked.order_by(AuditLog.sequence.desc()).limit(most + 1)).all()
    shown = rows[:most]
    more = len(rows) > most
    return LogPage([_entry(row) for row in shown], shown[-1].sequence if more else None)


def _about(about: str) -> ColumnElement[bool]:
    """`subject` is the last name of an entry's canonical JSON."""
    if not about:
        return true()
    ending = f'"subject":{canonical(about)}}}'
    assessed = select(Assessed.recorded).where(Assessed.household_id == about)
    steps = (
        select(CaseStep.recorded)
        .join(Case, Case.case_id == CaseStep.case_id)
        .where(Case.household_id == about)
    )
    deleted = select(DeletedAssessment.recorded).where(DeletedAssessment.assessment_id == about)
    return or_(
        AuditLog.entry.endswith(ending, autoescape=True),
        *(AuditLog.sequence.in_(rows) for rows in (assessed, steps, deleted)),
    )


def _entry(row: Any) -> LogEntry:
    held = json.loads(row.entry)
    at = datetime.datetime.fromisoformat(held["at"])
    return LogEntry(
        row.sequence, at, held["actor"], held["action"], held["subject"], held["content"],
        row.sha256,
    )  # fmt: skip
