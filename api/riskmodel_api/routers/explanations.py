"""Questions about one household's score: why it changed, what it lacks, what measures go with."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from riskmodel.access.scopes import Scope
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
from riskmodel_api.dependencies import CallerNow, RecordsNow, ServingNow
from riskmodel_api.documents import (
    ABOUT_ONE_HOUSEHOLD,
    EXAMPLE_CHANGE,
    EXAMPLE_LEVERS,
    PROBLEMS_OF_A_SCORE,
    RETRY_KEY,
    ChangeQuestion,
    LeversQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import requires
from riskmodel_api.requests import json_body
from riskmodel_api.responses import json_response, json_text
from riskmodel_api.retries import answer_once, is_asked_once


def explanations(settings: Settings) -> APIRouter:
    """The routes, with the limits and the folders of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    OneRecord = Annotated[Any, Depends(json_body(settings.max_body_bytes))]
    TwoRecords = Annotated[Any, Depends(json_body(settings.max_history_body_bytes))]

    @router.post(
        "/change",
        response_model=ScoreChange,
        responses=PROBLEMS_OF_A_SCORE,
        openapi_extra=request_body(ChangeQuestion, EXAMPLE_CHANGE),
    )
    @requires(Scope.REVIEW, Scope.DECIDE)
    def change(body: TwoRecords, serving: ServingNow, caller: CallerNow) -> Response:
        """Say why the score of a household changed between two of its records.

        Exactly, by data, rule pack and model; the data field by field. `version_then` names the
        version that the earlier record was assessed with.
        """
        assessor = serving.require_assessor()
        now, asked = desk_now(assessor), read_change(body)
        caller.admit_question([asked.then.record, asked.now.record], "change")
        assessor.require_asked(asked.now.record, asked.now.as_of)
        then = desk_then(now, settings.champions, asked.version_then)
        return json_response(explain_change((then, asked.then), (now, asked.now)))

    @router.post(
        "/missing-answers",
        response_model=MissingAnswers,
        responses=PROBLEMS_OF_A_SCORE,
        openapi_extra=ABOUT_ONE_HOUSEHOLD,
    )
    @requires(Scope.REVIEW, Scope.DECIDE)
    def missing_answers(body: OneRecord, serving: ServingNow, caller: CallerNow) -> Response:
        """Order the unanswered fields by how far they could move the band, or say stop asking."""
        assessor = serving.require_assessor()
        asked = read_question(body)
        caller.admit_question([asked.record], "missing-answers")
        return json_response(find_missing(assessor, asked))

    @router.post(
        "/levers",
        response_model=LeversTried,
        responses=PROBLEMS_OF_A_SCORE | problem_responses(404, 409),
        openapi_extra=RETRY_KEY | request_body(LeversQuestion, EXAMPLE_LEVERS),
    )
    @requires(Scope.REVIEW, Scope.DECIDE)
    def levers(
        request: Request,
        body: OneRecord,
        serving: ServingNow,
        records: RecordsNow,
        caller: CallerNow,
    ) -> Response:
        """Say what the score would be with a measure of the state recorded, one at a time.

        An association and no effect. Refused for what a household declares itself. Who asked and
        why is kept before it is answered.
        """
        asked = read_levers(body)
        caller.admit_question([asked.dated.record], "levers")

        def made() -> LeversTried:
            return try_levers(serving.require_assessor(), asked, settings.levers)

        if is_asked_once(request):

            def reply() -> list[str]:
                return [made().model_dump_json()]

            return json_text(answer_once(request, records, body, reply, caller.name))
        return json_response(made())

    return router
