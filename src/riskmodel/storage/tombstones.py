"""What is left of an assessment that was deleted by order, and the audit log's word for it."""

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import aliased

from riskmodel.storage.audit import Act, append, entry_of
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.tables import Assessed, AuditLog, DeletedAssessment

DELETED = "assessments.deleted"
RECORDED = "assessment.recorded"


class Tombstone(NamedTuple):
    """One deletion: which row of the log recorded the assessment, its digest, who and why."""

    recorded: int
    assessment_id: str
    sha256: str
    deleted_at: datetime.datetime
    deleted_by: str
    because: str


@dataclass
class Buried:
    """How many tombstones were read."""

    rows: int = 0


def bury(connection: Connection, tombstones: Sequence[Tombstone]) -> int:
    """Log a deletion and keep its tombstones; the number of its row. Within `writing`.

    All are of one moment, and by one person.
    """
    (row,) = append(connection, [_act(tombstones)], tombstones[0].deleted_at)
    connection.execute(
        insert(DeletedAssessment),
        [one._asdict() | {"ordered": row.sequence} for one in tombstones],
    )
    return row.sequence


def deleted_on(connection: Connection, assessment_id: str) -> datetime.date | None:
    """The day an assessment was last deleted on; None for one that never was."""
    asked = (
        select(DeletedAssessment.deleted_at)
        .where(DeletedAssessment.assessment_id == assessment_id)
        .order_by(DeletedAssessment.ordered.desc())
    )
    moment = connection.scalar(asked.limit(1))
    return None if moment is None else moment.date()


def altered(connection: Connection, buried: Buried) -> Iterator[int]:
    """Rows of the audit log whose assessment was not deleted as the log says it was."""
    recording, ordering = aliased(AuditLog), aliased(AuditLog)
    columns = [getattr(DeletedAssessment, name) for name in Tombstone._fields]
    asked = (
        select(
            *columns,
            DeletedAssessment.ordered,
            recording.entry.label("recording"),
            ordering.entry.label("ordering"),
            Assessed.recorded.label("kept"),
        )
        .outerjoin(recording, recording.sequence == DeletedAssessment.recorded)
        .outerjoin(ordering, ordering.sequence == DeletedAssessment.ordered)
        .outerjoin(Assessed, Assessed.recorded == DeletedAssessment.recorded)
        .order_by(DeletedAssessment.ordered, DeletedAssessment.recorded)
    )
    rows = connection.execution_options(yield_per=1_000).execute(asked)
    for _, grouped in groupby(rows, key=lambda row: row.ordered):
        together = list(grouped)
        buried.rows += len(together)
        tombstones = [Tombstone(*row[: len(columns)]) for row in together]
        entry = entry_of(_act(tombstones), tombstones[0].deleted_at)
        for row in together:
            was = is_recorded(row.recording, row.assessment_id, row.sha256)
            if row.ordering != entry or row.kept is not None or not was:
                yield row.recorded


def _act(tombstones: Sequence[Tombstone]) -> Act:
    """The log holds the digest: the words of a reason could name somebody."""
    parts = [[*one[:3], _utc(one.deleted_at), one.deleted_by, one.because] for one in tombstones]
    content = {"assessments": len(parts), "sha256": digest(canonical(parts))}
    return Act(tombstones[0].deleted_by, DELETED, "assessments", content)


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()


def is_recorded(entry: str | None, assessment_id: str, sha256: str) -> bool:
    """Whether an entry of the audit log records this assessment with this digest."""
    try:
        held = json.loads(entry or "null")
    except ValueError:
        return False
    said = {"action": RECORDED, "subject": assessment_id, "content": {"sha256": sha256}}
    return isinstance(held, dict) and said.items() <= held.items()
