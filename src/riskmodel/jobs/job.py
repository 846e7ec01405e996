"""What a job is, as it is read."""

import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from riskmodel.scale.asked import Asked


class State(StrEnum):
    """Where a job or a part of one stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETED = "deleted"  # it ended, and its files were deleted by order


UNDER_WAY = (State.WAITING, State.RUNNING)


class JobRead(NamedTuple):
    """A job with what its parts add up to.

    `rows` and `parts_done` count all attempts; `rows_a_second` and `seconds_left` are those of the
    one that runs, None where none does or it has finished no part yet.
    """

    job_id: str
    state: State
    source: str
    asked: Asked
    asked_by: str
    asked_at: datetime.datetime
    cancel_asked: bool
    attempts: int
    finished_at: datetime.datetime | None
    failure: str | None
    parts: int
    parts_done: int
    rows: int
    quarantined: int
    rows_a_second: float | None
    seconds_left: float | None


class Folders(NamedTuple):
    """Where jobs keep their files, and where inputs may be read that lie on the server."""

    jobs: Path
    inputs: Path | None

    def of(self, job_id: str) -> Path:
        """The folder of one job."""
        return self.jobs / job_id

    def upload(self, job_id: str) -> Path:
        """The folder of what was sent with one."""
        return self.of(job_id) / "in"

    def out(self, job_id: str) -> Path:
        """The folder of what became of it."""
        return self.of(job_id) / "out"
