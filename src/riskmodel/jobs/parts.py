"""The parts of a job on file: planned, begun, done."""

import datetime
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from riskmodel.jobs.book import Taken
from riskmodel.jobs.job import State
from riskmodel.scale.asked import PartRecord, Source
from riskmodel.storage.tables import JobPart


def plan(connection: Connection, taken: Taken, sources: Sequence[Source]) -> None:
    """Write down the parts of a job, once; within `writing`."""
    held = select(JobPart.number).where(JobPart.job_id == taken.job_id).limit(1)
    if connection.execute(held).first() is not None:
        return
    rows = [
        {
            "job_id": taken.job_id, "number": number, "name": one.name, "weight": one.weight,
            "state": State.WAITING, "attempts": 0, "rows": 0, "quarantined": 0,
        }
        for number, one in enumerate(sources)
    ]  # fmt: skip
    connection.execute(insert(JobPart), rows)


def begin(connection: Connection, taken: Taken, name: str) -> None:
    """Somebody works on a part; within `writing`."""
    connection.execute(
        update(JobPart)
        .where(JobPart.job_id == taken.job_id, JobPart.name == name)
        .values(state=State.RUNNING, attempts=JobPart.attempts + 1)
    )


def done(connection: Connection, taken: Taken, record: PartRecord) -> None:
    """A part is whole; within `writing`. One that was done before keeps its moment."""
    now = datetime.datetime.now(datetime.UTC)
    connection.execute(
        update(JobPart)
        .where(
            JobPart.job_id == taken.job_id,
            JobPart.name == record.name,
            JobPart.output_sha256.is_distinct_from(record.output_sha256),
        )
        .values(done_at=now)
    )
    connection.execute(
        update(JobPart)
        .where(JobPart.job_id == taken.job_id, JobPart.name == record.name)
        .values(
            state=State.DONE,
            rows=record.rows,
            quarantined=record.quarantined,
            output_sha256=record.output_sha256,
        )
    )
