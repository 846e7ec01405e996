"""Delete the files of jobs by order: those that name a household, or that ended long ago.

A file stands under its SHA-256, so that no row is cut out of one: the files of a job go whole.
What was only read from the folder of inputs belongs to whoever put it there, and stays.
"""

import datetime
import mmap
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine, select, update

from riskmodel.errors import DataError, SchemaError
from riskmodel.jobs.job import UNDER_WAY, Folders, State
from riskmodel.scale.counting import household_ids
from riskmodel.scale.sources import find_sources
from riskmodel.storage.audit import Act, append
from riskmodel.storage.canonical import canonical, digest
from riskmodel.storage.database import reading, writing
from riskmodel.storage.deletion import Order, word
from riskmodel.storage.tables import Job

DELETED = "job.deleted"
_ID = "household_id"


class JobsFound(NamedTuple):
    """Ids of jobs whose files are to go, and of those under way, which stay until they end."""

    ended: list[str]
    under_way: list[str]


def jobs_of_household(engine: Engine, folders: Folders, household_id: str) -> JobsFound:
    """Jobs with a file of their own that names a household, or that nobody can read.

    Raises StorageUnavailableError, OSError.
    """
    found = JobsFound([], [])
    for job_id, state in _with_files(engine):
        if _names(folders, job_id, household_id):
            (found.under_way if state in UNDER_WAY else found.ended).append(job_id)
    return found


def jobs_ended_before(engine: Engine, moment: datetime.datetime) -> list[str]:
    """Jobs that ended before a moment; raises StorageUnavailableError."""
    asked = select(Job.job_id).where(
        Job.state.not_in((*UNDER_WAY, State.DELETED)), Job.finished_at < moment
    )
    with reading(engine) as connection:
        return list(connection.scalars(asked.order_by(Job.asked_at)))


def delete_files(engine: Engine, folders: Folders, job_ids: list[str], order: Order) -> None:
    """Delete all files of jobs that ended; the log says so of each, with the digest of why.

    The files first: where this stops half-way, the same order finds the job again. Raises
    StorageUnavailableError, OSError.
    """
    for job_id in job_ids:
        folder = folders.of(job_id)
        if folder.exists():
            shutil.rmtree(folder)
        with writing(engine) as connection:
            _record(connection, job_id, order)


def _record(connection: Connection, job_id: str, order: Order) -> None:
    connection.execute(update(Job).where(Job.job_id == job_id).values(state=State.DELETED))
    because = {"because_sha256": digest(canonical(list(order)))}
    append(
        connection, [Act(order.by, DELETED, job_id, because)], datetime.datetime.now(datetime.UTC)
    )


def _with_files(engine: Engine) -> list[tuple[str, str]]:
    asked = select(Job.job_id, Job.state).where(Job.state != State.DELETED)
    with reading(engine) as connection:
        return [
            (row.job_id, row.state) for row in connection.execute(asked.order_by(Job.asked_at))
        ]


def _names(folders: Folders, job_id: str, household_id: str) -> bool:
    parts = sorted((folders.out(job_id) / "parts").glob("*.parquet"))
    wanted = [(_ID, "==", household_id)]
    return any(
        pq.read_table(part, columns=[_ID], filters=wanted).num_rows for part in parts
    ) or _upload_names(folders.upload(job_id), household_id)


def _upload_names(folder: Path, household_id: str) -> bool:
    """Whether a file that was sent names it, in a line that nobody can read too."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    named = re.compile(word(household_id).encode())
    if any(path.suffix != ".parquet" and _holds(path, named) for path in files):
        return True
    try:
        return bool(files) and household_id in household_ids(find_sources(folder))
    except (DataError, SchemaError):
        return True  # a broken upload may name anybody


def _holds(path: Path, named: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return named.search(content) is not None
