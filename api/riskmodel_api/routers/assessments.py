"""Assess one household, or up to a thousand."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from riskmodel.assessment import Assessment, Assessor, read_as_of_date
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.dependencies import ServingNow
from riskmodel_api.documents import (
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    Assessed,
    BatchAnswer,
    BatchQuestion,
    Question,
    Refused,
    problem_responses,
    request_body,
)
from riskmodel_api.problems import problem_of
from riskmodel_api.questions import require_list
from riskmodel_api.requests import json_body, large_json_body
from riskmodel_api.responses import json_response

_PROBLEMS = problem_responses(400, 413, 415, 422, 503)


def assessments(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    OneBody = Annotated[Any, Depends(json_body(settings.max_body_bytes))]
    BatchBody = Annotated[Any, Depends(large_json_body(settings.max_batch_body_bytes))]

    @router.post(
        "",
        response_model=Assessment,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            Question, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}
        ),
    )
    # Async: handing a household to a thread and back takes longer than parsing it, and with many
    # threads each waits for the interpreter's lock instead of its turn.
    async def assess(body: OneBody, serving: ServingNow) -> Response:
        """Assess one household: what the rules find, what the model expects, and why."""
        assessor = serving.require_assessor()
        asked = read_question(body)
        return json_response(assessor.assess_records([asked.record], asked.as_of)[0])

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    def assess_batch(body: BatchBody, serving: ServingNow) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""
        assessor = serving.require_assessor()
        day, households = parts_of(body, "as_of_date", "households")
        as_of = read_as_of_date(day)
        asked = require_list(households, settings.max_batch)
        return json_response(BatchAnswer(results=_results(assessor, as_of, asked)))

    return router


def _results(
    assessor: Assessor, as_of: datetime.date, households: list[Any]
) -> list[Assessed | Refused]:
    """Valid records go through one table together; a bad one spoils none of the others."""
    records: list[BaseModel] = []
    refused: dict[int, Refused] = {}
    for place, household in enumerate(households):
        try:
            records.append(read_record(household))
        except SchemaError as error:
            refused[place] = Refused(error=problem_of(error, within=f"/households/{place}"))
    assessed = iter(assessor.assess_records(records, as_of) if records else [])
    return [
        refused.get(place) or Assessed(assessment=next(assessed))
        for place in range(len(households))
    ]
