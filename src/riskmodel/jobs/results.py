"""The files of a job that is done, by number, so that no path is ever asked for."""

from pathlib import Path
from typing import NamedTuple

from riskmodel.errors import RecordNotFoundError
from riskmodel.jobs.job import Folders, JobRead, State

_LAST = (".lock",)


class ResultFile(NamedTuple):
    """One file of a job's output: its number in the list, its name and its size."""

    number: int
    name: str
    bytes: int


def result_files(folders: Folders, job: JobRead) -> list[ResultFile]:
    """Summary, list, manifest, parts and quarantine; none before the job is done."""
    if job.state is not State.DONE:
        return []
    out = folders.out(job.job_id)
    paths = sorted(
        path
        for path in out.rglob("*")
        if path.is_file() and path.name not in _LAST and path.parent.name != "records"
    )
    return [
        ResultFile(number, path.relative_to(out).as_posix(), path.stat().st_size)
        for number, path in enumerate(paths)
    ]


def result_path(folders: Folders, job: JobRead, number: int) -> Path:
    """The file of a number; raises RecordNotFoundError."""
    files = result_files(folders, job)
    if not 0 <= number < len(files):
        message = "the job has no such file, or is not done"
        raise RecordNotFoundError(message)
    return folders.out(job.job_id) / files[number].name
