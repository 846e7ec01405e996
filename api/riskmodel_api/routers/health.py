"""Probes: is the process alive, and can it answer?"""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from riskmodel.errors import ModelError, RiskModelError
from riskmodel_api.dependencies import RecordsNow, Refused, ServingNow
from riskmodel_api.documents import problem_responses
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
    refused: Refused | None = None
    """What was offered as the next champion and is not taken up."""


# Async, so that a full thread pool does not make a healthy process look dead.
@router.get("/live")
async def live() -> Live:
    """Say that the process answers; true even where no champion is loaded."""
    return Live()


@router.get("/ready", response_model=Ready, responses=problem_responses(503))
async def ready(serving: ServingNow, records: RecordsNow) -> Ready | Response:
    """Say whether a verified champion is loaded and answers are recorded, and if not, why."""
    if records.fault:
        return _not_ready(records.fault)
    try:
        model = serving.require_model()
    except ModelError as fault:
        return _not_ready(fault)
    return Ready(
        model=model.name,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        refused=serving.refused,
    )


def _not_ready(fault: RiskModelError) -> Response:
    return respond(problem(HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", str(fault), []))
