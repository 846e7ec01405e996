"""Assess one household, or up to a thousand."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.assessment import Assessment, Assessor, read_as_of_date
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.dependencies import RecordsNow, ServingNow
from riskmodel_api.documents import (
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    BatchAnswer,
    BatchQuestion,
    Question,
    Refused,
    problem_responses,
    request_body,
)
from riskmodel_api.problems import problem_of
from riskmodel_api.questions import require_list
from riskmodel_api.records import Records
from riskmodel_api.requests import json_body, large_json_body
from riskmodel_api.responses import json_text

AssessmentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
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
    # threads each waits for the interpreter's lock instead of its turn. Only the wait for the
    # record is a thread's.
    async def assess(body: OneBody, serving: ServingNow, records: RecordsNow) -> Response:
        """Assess one household: what the rules find, what the model expects, and why.

        The answer is on record before it is given. The same question to the same versions has the
        same id and the same answer.
        """
        assessor = serving.require_assessor()
        asked = read_question(body)
        assessment = assessor.assess_records([asked.record], asked.as_of)[0]
        given = [(assessment, body["household"])]
        return json_text((await run_in_threadpool(records.keep, given))[0])

    @router.get(
        "/{assessment_id}",
        response_model=Assessment,
        responses=problem_responses(404, 410, 422, 503),
    )
    def recorded(assessment_id: AssessmentId, records: RecordsNow) -> Response:
        """An assessment as it was given."""
        return json_text(records.fetch(assessment_id).given.message)

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    def assess_batch(body: BatchBody, serving: ServingNow, records: RecordsNow) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""
        assessor = serving.require_assessor()
        day, households = parts_of(body, "as_of_date", "households")
        as_of = read_as_of_date(day)
        asked = require_list(households, settings.max_batch)
        return json_text(_results(assessor, records, as_of, asked))

    return router


def _results(
    assessor: Assessor, records: Records, as_of: datetime.date, households: list[Any]
) -> str:
    """Valid records go through one table together; a bad one spoils none of the others.

    The answer as text, made of the texts that are on record; its form is `BatchAnswer`.
    """
    checked: dict[int, BaseModel] = {}
    answers: dict[int, str] = {}
    for place, household in enumerate(households):
        try:
            checked[place] = read_record(household)
        except SchemaError as error:
            refused = Refused(error=problem_of(error, within=f"/households/{place}"))
            answers[place] = refused.model_dump_json()
    assessed = assessor.assess_records(list(checked.values()), as_of) if checked else []
    given = [(one, households[place]) for place, one in zip(checked, assessed, strict=True)]
    for place, message in zip(checked, records.keep(given), strict=True):
        answers[place] = f'{{"assessment":{message}}}'
    return f'{{"results":[{",".join(answers[place] for place in range(len(households)))}]}}'
