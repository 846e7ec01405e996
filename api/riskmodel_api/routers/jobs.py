"""Batches: many households in files, done beside the service, each exactly once."""

import datetime
import shutil
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.access.scopes import Scope
from riskmodel.assessment.question import AsOfDate, parts_of
from riskmodel.errors import SchemaError, Violation
from riskmodel.jobs.book import ask, cancel, find, listed, new_id
from riskmodel.jobs.job import Folders, JobRead, State
from riskmodel.jobs.results import result_files, result_path
from riskmodel.jobs.work import source_of
from riskmodel.scale.asked import Asked
from riskmodel.scale.counting import count_rows, household_ids
from riskmodel.scale.sources import find_sources
from riskmodel.schema.violations import Fault
from riskmodel.settings import Settings
from riskmodel_api.admission import Caller
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.documents import problem_responses
from riskmodel_api.guard import requires
from riskmodel_api.receiving import SUFFIXES, receive_file, suffix_of
from riskmodel_api.requests import json_body

FEW = 10_000
"""Up to here each household counts for itself too, against many questions about one of them."""
_LONGEST_PATH = 500
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"path": {"type": "string", "maxLength": _LONGEST_PATH}},
                    "required": ["path"],
                    "additionalProperties": False,
                },
                "examples": {"example": {"value": {"path": "2026-06/guizhou"}}},
            },
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in SUFFIXES},
        },
    }
}


_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file / 文件",
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
}


class JobTold(BaseModel):
    """A job: its state, and how far it is; of a `deleted` one the files are gone by order."""

    job_id: str
    state: State
    path: str | None
    as_of_date: datetime.date | None
    contributions: bool
    score_only: bool
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


class JobList(BaseModel):
    """The latest jobs."""

    jobs: list[JobTold]


class JobFile(BaseModel):
    """A file of a job's output, by the number that it is asked for with."""

    number: int
    name: str
    bytes: int


class JobFiles(BaseModel):
    """All files of a job that is done; none before."""

    files: list[JobFile]


class Options(BaseModel):
    """What may be asked for beside the households."""

    as_of_date: AsOfDate | None = None
    contributions: bool = False
    score_only: bool = False


def jobs(settings: Settings) -> APIRouter:
    """The routes, with the limits and folders of a deployment."""
    router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
    folders = Folders(settings.jobs_folder, settings.job_inputs)
    _add_asking(router, settings, folders)
    _add_reading(router)
    _add_results(router, folders)
    return router


def _add_asking(router: APIRouter, settings: Settings, folders: Folders) -> None:
    read_json = json_body(settings.max_body_bytes)

    @router.post(
        "",
        responses=problem_responses(400, 413, 415, 422, 503),
        openapi_extra=_BODY,
    )
    @requires(Scope.ASSESS)
    async def asked(
        request: Request,
        alerting: AlertingNow,
        caller: CallerNow,
        options: Annotated[Options, Query()],
    ) -> JobTold:
        """Ask for a batch: send a file, or name a path below the folder that jobs may read.

        Rows outside the caller's areas go to quarantine. Each row counts against the day's
        budget. 每行计入当日额度。
        """
        job_id, suffix = new_id(), suffix_of(request)
        try:
            if suffix:
                file = folders.upload(job_id) / f"upload{suffix}"
                await receive_file(request, file, settings.max_job_body_bytes)
                path = ""
            else:
                path = _path_of(await read_json(request))
            wanted = Asked(**options.model_dump(), areas=caller.areas)
            await run_in_threadpool(_count, folders, job_id, path, caller)
            return await run_in_threadpool(
                alerting.write, lambda held: _put(held, job_id, path, wanted, caller)
            )
        except BaseException:
            await run_in_threadpool(shutil.rmtree, folders.of(job_id), ignore_errors=True)
            raise


def _add_reading(router: APIRouter) -> None:
    @router.get("", responses=problem_responses(422, 503))
    @requires(Scope.ASSESS)
    def latest(
        alerting: AlertingNow, caller: CallerNow, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> JobList:
        """Give the latest jobs of the caller's areas."""
        found = alerting.read(lambda held: listed(held, caller.areas, limit))
        return JobList(jobs=[_told(one) for one in found])

    @router.get("/{job_id}", responses=problem_responses(404, 422, 503))
    @requires(Scope.ASSESS)
    def one(job_id: JobId, alerting: AlertingNow, caller: CallerNow) -> JobTold:
        """One job with its progress, its rate and the time left."""
        return _told(alerting.read(lambda held: find(held, job_id, caller.areas)))

    @router.post("/{job_id}/cancel", responses=problem_responses(404, 422, 503))
    @requires(Scope.ASSESS)
    def cancelled(job_id: JobId, alerting: AlertingNow, caller: CallerNow) -> JobTold:
        """Cancel a job that waits, or stop one before its next part; an ended one stays as is."""
        return _told(alerting.write(lambda held: cancel(held, job_id, caller.areas, caller.name)))


def _add_results(router: APIRouter, folders: Folders) -> None:
    @router.get("/{job_id}/results", responses=problem_responses(404, 422, 503))
    @requires(Scope.ASSESS)
    def results(job_id: JobId, alerting: AlertingNow, caller: CallerNow) -> JobFiles:
        """List the files of a job that is done."""
        job = alerting.read(lambda held: find(held, job_id, caller.areas))
        return JobFiles(files=[JobFile(**f._asdict()) for f in result_files(folders, job)])

    @router.get(
        "/{job_id}/results/{number}",
        response_class=FileResponse,
        responses=problem_responses(404, 422, 503) | _FILE,
    )
    @requires(Scope.ASSESS)
    def result(
        job_id: JobId,
        number: Annotated[int, Path(ge=0, le=1_000_000)],
        alerting: AlertingNow,
        caller: CallerNow,
    ) -> FileResponse:
        """Download one file by its number in the list."""
        job = alerting.read(lambda held: find(held, job_id, caller.areas))
        file = result_path(folders, job, number)
        return FileResponse(file, filename=file.name, media_type="application/octet-stream")


def _path_of(body: object) -> str:
    (path,) = parts_of(body, "path")
    fits = isinstance(path, str) and 0 < len(path) <= _LONGEST_PATH and "\0" not in path
    if not fits:
        fault = Violation(
            "path", Fault.WRONG_TYPE.value, "give a path below the folder of inputs",
            "请填写输入文件夹之下的路径",
        )  # fmt: skip
        raise SchemaError([fault])
    return str(path)


def _count(folders: Folders, job_id: str, path: str, caller: Caller) -> None:
    """Look at the input and count its rows for the caller; raises DataError, AccessError."""
    given: FilePath = source_of(folders, job_id, path)
    sources = find_sources(given)
    rows = count_rows(sources)
    named = list(household_ids(sources)) if rows <= FEW else []
    caller.admit_rows(named, max(0, rows - len(named)), f"job {job_id}")


def _put(connection: Any, job_id: str, path: str, asked: Asked, caller: Caller) -> JobTold:
    ask(connection, job_id, path, asked, caller.name)
    return _told(find(connection, job_id))


def _told(job: JobRead) -> JobTold:
    held = job._asdict()
    asked: Asked = held.pop("asked")
    options = asked.model_dump(exclude={"areas"})
    return JobTold(**held, **options, path=held["source"] or None)
