"""The jobs on file: asked for, taken by one worker at a time, cancelled, ended."""

import datetime
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from riskmodel.errors import RecordNotFoundError
from riskmodel.jobs.job import UNDER_WAY, JobRead, State
from riskmodel.scale.asked import Asked
from riskmodel.storage.audit import LOCAL, Act, append
from riskmodel.storage.tables import Job, JobPart

ASKED, CANCELLED, ENDED = "job.asked", "job.cancelled", "job.ended"
LEASE = datetime.timedelta(seconds=30)
"""A worker that says nothing for so long is lost, and another goes on with its job."""
MOST_ATTEMPTS = 20
NATION = "CN"
_NOT_FOUND = "no job has this id"
_JOB = Job.__table__.columns


class Taken(NamedTuple):
    """A job in a worker's hands; `holder` is the name of this attempt."""

    job_id: str
    source: str
    asked: Asked
    holder: str
    attempts: int


def new_id() -> str:
    """An id for a job: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def ask(
    connection: Connection, job_id: str, source: str, asked: Asked, actor: str = LOCAL
) -> None:
    """Put a job on file, to be done as soon as somebody can; within `writing`."""
    now = datetime.datetime.now(datetime.UTC)
    values = {
        "job_id": job_id, "state": State.WAITING, "source": source,
        "asked": asked.model_dump_json(), "areas": " ".join(asked.areas or (NATION,)),
        "asked_by": actor, "asked_at": now, "cancel_asked": False, "attempts": 0,
        "lease_until": now,
    }  # fmt: skip
    connection.execute(insert(Job), values)
    content = {"upload": not source, "areas": len(asked.areas or ())}
    append(connection, [Act(actor, ASKED, job_id, content)], now)


def find(connection: Connection, job_id: str, areas: Sequence[str] | None = None) -> JobRead:
    """One job; raises RecordNotFoundError where there is none that a caller of `areas` may see.

    None is the whole country; others see jobs of households of their own areas alone.
    """
    row = connection.execute(select(*_JOB).where(Job.job_id == job_id)).first()
    if row is None or not _visible(row.areas.split(), areas):
        raise RecordNotFoundError(_NOT_FOUND)
    return _read(connection, row)


def listed(
    connection: Connection, areas: Sequence[str] | None = None, limit: int = 50
) -> list[JobRead]:
    """The latest jobs that a caller of `areas` may see, the latest first."""
    rows = connection.execute(select(*_JOB).order_by(Job.asked_at.desc(), Job.job_id))
    seen = [row for row in rows if _visible(row.areas.split(), areas)]
    return [_read(connection, row) for row in seen[:limit]]


def cancel(
    connection: Connection, job_id: str, areas: Sequence[str] | None = None, actor: str = LOCAL
) -> JobRead:
    """Stop a job: at once if it waits, else before its next part; within `writing`.

    One that has ended stays as it is. Raises RecordNotFoundError.
    """
    held = find(connection, job_id, areas)
    if held.state not in UNDER_WAY or held.cancel_asked:
        return held
    now = datetime.datetime.now(datetime.UTC)
    connection.execute(update(Job).where(Job.job_id == job_id).values(cancel_asked=True))
    append(connection, [Act(actor, CANCELLED, job_id, {})], now)
    if held.state is State.WAITING:
        _end(connection, Job.job_id == job_id, State.CANCELLED, None, now)
    return find(connection, job_id, areas)


def is_due(connection: Connection, now: datetime.datetime) -> bool:
    """Whether there is a job that nobody works on."""
    return connection.execute(_due(now)).first() is not None


def take(connection: Connection, now: datetime.datetime) -> Taken | None:
    """Take the job that has waited longest; within `writing`. None where there is none.

    One whose worker was lost is taken again, at most `MOST_ATTEMPTS` times; one that was given
    back, as often as it takes.
    """
    row = connection.execute(_due(now)).first()
    if row is None:
        return None
    only = Job.job_id == row.job_id
    if row.cancel_asked or row.attempts >= MOST_ATTEMPTS:
        state = State.CANCELLED if row.cancel_asked else State.FAILED
        words = None if row.cancel_asked else "it was lost again and again: look at the logs"
        _end(connection, only, state, words, now)
        append(connection, [Act(LOCAL, ENDED, row.job_id, {"state": state})], now)
        return take(connection, now)
    holder = secrets.token_hex(16)
    connection.execute(
        update(Job)
        .where(only)
        .values(
            state=State.RUNNING, holder=holder, attempts=Job.attempts + 1,
            lease_until=now + LEASE, taken_at=now,
        )
    )  # fmt: skip
    asked = Asked.model_validate_json(row.asked)
    return Taken(row.job_id, row.source, asked, holder, row.attempts + 1)


def beat(connection: Connection, taken: Taken, now: datetime.datetime) -> bool:
    """Say that a job is still worked on; within `writing`. False where it is to be left alone."""
    changed = connection.execute(
        update(Job).where(*_held_by(taken)).values(lease_until=now + LEASE)
    )
    if not changed.rowcount:
        return False
    asked = connection.scalar(select(Job.cancel_asked).where(Job.job_id == taken.job_id))
    return not asked


def end(connection: Connection, taken: Taken, state: State, words: str | None) -> None:
    """Write down how a job ended; within `writing`. Whoever took it over is not overwritten."""
    now = datetime.datetime.now(datetime.UTC)
    if _end(connection, _held_by(taken)[0] & _held_by(taken)[1], state, words, now):
        append(connection, [Act(LOCAL, ENDED, taken.job_id, {"state": state})], now)


def give_back(connection: Connection, taken: Taken, wait: datetime.timedelta) -> None:
    """Let others take a job, after a while; within `writing`.

    It was not lost, so this attempt does not count.
    """
    until = datetime.datetime.now(datetime.UTC) + wait
    connection.execute(
        update(Job)
        .where(*_held_by(taken))
        .values(
            state=State.WAITING, holder=None, attempts=Job.attempts - 1, lease_until=until
        )
    )  # fmt: skip


def _due(now: datetime.datetime) -> Any:
    return (
        select(Job.job_id, Job.source, Job.asked, Job.attempts, Job.cancel_asked)
        .where(Job.state.in_(UNDER_WAY), Job.lease_until <= now)
        .order_by(Job.asked_at, Job.job_id)
        .limit(1)
    )


def _held_by(taken: Taken) -> tuple[Any, Any]:
    return Job.job_id == taken.job_id, Job.holder == taken.holder


def _end(
    connection: Connection, which: Any, state: State, words: str | None, now: datetime.datetime
) -> bool:
    changed = connection.execute(
        update(Job)
        .where(which)
        .values(state=state, failure=words, finished_at=now, holder=None, lease_until=now)
    )
    return bool(changed.rowcount)


def _visible(held: Sequence[str], areas: Sequence[str] | None) -> bool:
    if areas is None:
        return True
    return all(any(code.startswith(area) for area in areas) for code in held)


def _read(connection: Connection, row: Row[Any]) -> JobRead:
    since = row.taken_at or row.asked_at
    done = JobPart.state == State.DONE
    now_done = done & (JobPart.done_at >= since)
    counted = connection.execute(
        select(
            func.count(),
            func.count().filter(done),
            func.coalesce(func.sum(JobPart.rows), 0),
            func.coalesce(func.sum(JobPart.quarantined), 0),
            func.coalesce(func.sum(JobPart.rows).filter(now_done), 0),
            func.coalesce(func.sum(JobPart.weight).filter(now_done), 0),
            func.coalesce(func.sum(JobPart.weight).filter(~done), 0),
        ).where(JobPart.job_id == row.job_id)
    ).one()
    parts, parts_done, rows, quarantined, rows_now, made, left = (int(one) for one in counted)
    seconds = (datetime.datetime.now(datetime.UTC) - since).total_seconds()
    running = row.state == State.RUNNING and made > 0 and seconds > 0
    return JobRead(
        job_id=row.job_id,
        state=State(row.state),
        source=row.source,
        asked=Asked.model_validate_json(row.asked),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        cancel_asked=row.cancel_asked,
        attempts=row.attempts,
        finished_at=row.finished_at,
        failure=row.failure,
        parts=parts,
        parts_done=parts_done,
        rows=rows,
        quarantined=quarantined,
        rows_a_second=rows_now / seconds if running else None,
        seconds_left=seconds * left / made if running else None,
    )
