"""Assess one household, or up to a thousand."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.assessment import Assessment, Assessor, read_as_of_date
from riskmodel.assessment.message.batch import BatchAnswer, Refused
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.dependencies import RecordsNow, ServingNow
from riskmodel_api.documents import (
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    RETRY_KEY,
    BatchQuestion,
    Question,
    problem_responses,
    request_body,
)
from riskmodel_api.problems import problem_of
from riskmodel_api.questions import require_list
from riskmodel_api.records import Answer, Records
from riskmodel_api.requests import json_body, large_json_body
from riskmodel_api.responses import json_text
from riskmodel_api.retries import answer_once, is_asked_once

AssessmentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_PROBLEMS = problem_responses(400, 404, 409, 413, 415, 422, 503)


def assessments(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    OneBody = Annotated[Any, Depends(json_body(settings.max_body_bytes))]
    BatchBody = Annotated[Any, Depends(large_json_body(settings.max_batch_body_bytes))]

    @router.post(
        "",
        response_model=Assessment,
        responses=_PROBLEMS,
        openapi_extra=RETRY_KEY
        | request_body(Question, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}),
    )
    # Async: handing a household to a thread and back takes longer than parsing it, and with many
    # threads each waits for the interpreter's lock instead of its turn. Only the wait for the
    # record is a thread's.
    async def assess(
        request: Request, body: OneBody, serving: ServingNow, records: RecordsNow
    ) -> Response:
        """Assess one household: what the rules find, what the model expects, and why.

        The answer is on record before it is given. The same question to the same versions has the
        same id and the same answer.
        """

        def made() -> list[tuple[Assessment, Any]]:
            assessor, asked = serving.require_assessor(), read_question(body)
            return [(assessor.assess_records([asked.record], asked.as_of)[0], body["household"])]

        if is_asked_once(request):
            return json_text(await run_in_threadpool(answer_once, request, records, body, made))
        return json_text((await run_in_threadpool(records.keep, made()))[0])

    @router.get(
        "/{assessment_id}", response_model=Assessment, responses=problem_responses(404, 422, 503)
    )
    def recorded(assessment_id: AssessmentId, records: RecordsNow) -> Response:
        """An assessment as it was given."""
        return json_text(records.fetch(assessment_id).given.message)

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=_PROBLEMS,
        openapi_extra=RETRY_KEY
        | request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    def assess_batch(
        request: Request, body: BatchBody, serving: ServingNow, records: RecordsNow
    ) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""

        def made() -> Answer:
            assessor = serving.require_assessor()
            day, households = parts_of(body, "as_of_date", "households")
            as_of = read_as_of_date(day)
            return _results(assessor, as_of, require_list(households, settings.max_batch))

        if is_asked_once(request):
            return json_text(answer_once(request, records, body, made))
        return json_text(_recorded(records, made()))

    return router


def _recorded(records: Records, answer: Answer) -> str:
    """An answer as text, its assessments as they are on record."""
    made = [part for part in answer if not isinstance(part, str)]
    messages = iter(records.keep(made))
    return "".join(part if isinstance(part, str) else next(messages) for part in answer)


def _results(assessor: Assessor, as_of: datetime.date, households: list[Any]) -> Answer:
    """Valid records go through one table together; a bad one spoils none of the others.

    The form of the whole is `BatchAnswer`.
    """
    checked: dict[int, BaseModel] = {}
    refused: dict[int, str] = {}
    for place, household in enumerate(households):
        try:
            checked[place] = read_record(household)
        except SchemaError as error:
            found = Refused(error=problem_of(error, within=f"/households/{place}"))
            refused[place] = found.model_dump_json()
    assessed = assessor.assess_records(list(checked.values()), as_of) if checked else []
    by_place = dict(zip(checked, assessed, strict=True))
    answer: list[str | tuple[Assessment, Any]] = ['{"results":[']
    for place, household in enumerate(households):
        before = "," if place else ""
        if place in refused:
            answer.append(f"{before}{refused[place]}")
        else:
            answer += [f'{before}{{"assessment":', (by_place[place], household), "}"]
    return [*answer, "]}"]
