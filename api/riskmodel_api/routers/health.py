"""Probes: is the process alive, and can it answer?"""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from riskmodel.errors import ModelError, RiskModelError
from riskmodel_api.dependencies import (
    EntranceNow,
    OperationNow,
    RecordsNow,
    Refused,
    ServingNow,
)
from riskmodel_api.documents import problem_responses
from riskmodel_api.guard import open_to_all
from riskmodel_api.operation.watchdog import UnfitError
from riskmodel_api.problems import problem, respond

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """The service can assess households."""

    status: Literal["ready"] = "ready"
    model: str
    version: str
    artifact_sha256: str
    access: Literal["open", "guarded"]
    """`open` where nobody has to identify themselves / 开放: 无需密钥."""
    refused: Refused | None = None
    """What was offered as the next champion and is not taken up."""


# Async, so that a full thread pool does not make a healthy process look dead.
@router.get("/live")
@open_to_all
async def live() -> Live:
    """Say that the process answers; true even where no champion is loaded."""
    return Live()


@router.get("/ready", response_model=Ready, responses=problem_responses(503))
@open_to_all
async def ready(
    serving: ServingNow, records: RecordsNow, entrance: EntranceNow, operation: OperationNow
) -> Ready | Response:
    """Say whether a verified champion scores and answers are recorded, and if not, why.

    True to within five seconds, whatever it is that fails.
    """
    if operation.stopping:
        return _not_ready(UnfitError("the service is about to stop"))
    if records.fault:
        return _not_ready(records.fault)
    try:
        model = serving.require_model()
    except ModelError as fault:
        return _not_ready(fault)
    if operation.watchdog and operation.watchdog.fault:
        return _not_ready(operation.watchdog.fault)
    return Ready(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        access="open" if entrance.is_open else "guarded",
        refused=serving.refused,
    )


def _not_ready(fault: RiskModelError) -> Response:
    return respond(problem(HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", str(fault), []))
