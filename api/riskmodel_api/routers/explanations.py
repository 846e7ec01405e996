"""Questions about one household's score: why it changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from riskmodel.assessment import desk_now, desk_then, explain_change, read_change
from riskmodel.assessment.message.change import ScoreChange
from riskmodel.settings import Settings
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.documents import (
    EXAMPLE_CHANGE,
    ChangeQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.requests import json_body
from riskmodel_api.responses import json_response

_PROBLEMS = problem_responses(400, 413, 415, 422, 503)


def explanations(settings: Settings) -> APIRouter:
    """The routes, with the limits and the folders of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    TwoRecords = Annotated[Any, Depends(json_body(settings.max_history_body_bytes))]

    @router.post(
        "/change",
        response_model=ScoreChange,
        responses=_PROBLEMS,
        openapi_extra=request_body(ChangeQuestion, EXAMPLE_CHANGE),
    )
    def change(body: TwoRecords, serving: ServingNow) -> Response:
        """Say why the score of a household changed between two of its records.

        Exactly, by data, rule pack and model; the data field by field. `version_then` names the
        version that the earlier record was assessed with.
        """
        now = desk_now(serving.require_assessor())
        asked = read_change(body)
        then = desk_then(now, settings.champions, asked.version_then)
        return json_response(explain_change((then, asked.then), (now, asked.now)))

    return router
