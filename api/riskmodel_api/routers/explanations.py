"""Questions about one household's score: why it changed, what it lacks, what measures go with."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from riskmodel.assessment import (
    desk_now,
    desk_then,
    explain_change,
    find_missing,
    read_change,
    read_levers,
    read_question,
    try_levers,
)
from riskmodel.assessment.message.change import ScoreChange
from riskmodel.assessment.message.levers import LeversTried
from riskmodel.assessment.message.missing import MissingAnswers
from riskmodel.settings import Settings
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.documents import (
    EXAMPLE_CHANGE,
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    EXAMPLE_LEVERS,
    ChangeQuestion,
    LeversQuestion,
    Question,
    problem_responses,
    request_body,
)
from riskmodel_api.requests import json_body
from riskmodel_api.responses import json_response

_PROBLEMS = problem_responses(400, 413, 415, 422, 503)


def explanations(settings: Settings) -> APIRouter:
    """The routes, with the limits and the folders of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    OneRecord = Annotated[Any, Depends(json_body(settings.max_body_bytes))]
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
        assessor = serving.require_assessor()
        now, asked = desk_now(assessor), read_change(body)
        assessor.require_willing(asked.now.record)
        then = desk_then(now, settings.champions, asked.version_then)
        return json_response(explain_change((then, asked.then), (now, asked.now)))

    @router.post(
        "/missing-answers",
        response_model=MissingAnswers,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            Question, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}
        ),
    )
    def missing_answers(body: OneRecord, serving: ServingNow) -> Response:
        """Order the unanswered fields by how far they could move the band, or say stop asking."""
        assessor = serving.require_assessor()
        return json_response(find_missing(assessor, read_question(body)))

    @router.post(
        "/levers",
        response_model=LeversTried,
        responses=_PROBLEMS,
        openapi_extra=request_body(LeversQuestion, EXAMPLE_LEVERS),
    )
    def levers(body: OneRecord, serving: ServingNow) -> Response:
        """Say what the score would be with a measure of the state recorded, one at a time.

        An association and no effect. Refused for what a household declares itself. Who asked and
        why is kept before it is answered.
        """
        assessor = serving.require_assessor()
        return json_response(try_levers(assessor, read_levers(body), settings.levers))

    return router
