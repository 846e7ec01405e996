"""A household over time: what was said of it for each day, and the audit log of that."""

import datetime
import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from riskmodel.storage.assessments import Stored, stored_from
from riskmodel.storage.audit import Row, link
from riskmodel.storage.listing import Wanted, conditions
from riskmodel.storage.tables import Assessed, AuditLog, CaseStep

_ROWS_OF_A_DAY = 4
"""How often a household is looked up again for the same day, before older days are left out."""


class Recorded(NamedTuple):
    """An assessment, and the row of the audit log that holds its digest."""

    stored: Stored
    sequence: int


class Entry(NamedTuple):
    """A row of the audit log as it reads; `holds` is whether its digest is that of its content."""

    sequence: int
    at: datetime.datetime
    actor: str
    action: str
    subject: str
    sha256: str
    holds: bool


def read_course(connection: Connection, wanted: Wanted, most: int) -> list[Recorded]:
    """The last word on each of the last `most` days that something was said for, oldest first.

    Raises ValueError where a message is not as it was packed.
    """
    rows = connection.execute(
        select(*Assessed.__table__.columns)
        .where(*conditions(wanted))
        .order_by(Assessed.as_of_date.desc(), Assessed.recorded.desc())
        .limit(_ROWS_OF_A_DAY * most)
    )
    found: dict[datetime.date, Recorded] = {}
    for row in rows:
        if row.as_of_date not in found and len(found) < most:
            found[row.as_of_date] = Recorded(stored_from(row), row.recorded)
    return list(reversed(found.values()))


def read_trail(
    connection: Connection, assessments: Collection[int], case_ids: Collection[str]
) -> list[Entry]:
    """The rows of the audit log with these numbers, and of every step of these cases, in order."""
    steps = select(CaseStep.recorded).where(CaseStep.case_id.in_(case_ids))
    numbers = {*assessments, *connection.scalars(steps)}
    asked = select(*(getattr(AuditLog, name) for name in Row._fields)).where(
        AuditLog.sequence.in_(numbers)
    )
    rows = connection.execute(asked.order_by(AuditLog.sequence)).all()
    return [_entry(Row(*row)) for row in rows]


def _entry(row: Row) -> Entry:
    said = json.loads(row.entry)
    return Entry(
        row.sequence,
        datetime.datetime.fromisoformat(said["at"]),
        said["actor"],
        said["action"],
        said["subject"],
        row.sha256,
        link(row.sequence, row.previous_sha256, row.entry) == row.sha256,
    )
