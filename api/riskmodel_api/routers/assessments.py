"""Assess one household, or up to a thousand."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.assessment import Answer, Assessment, Assessor, read_as_of_date
from riskmodel.assessment.message.batch import BatchAnswer, Refused
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.dependencies import RecordsNow, ServingNow, records_now, serving_now
from riskmodel_api.documents import (
    ABOUT_ONE_HOUSEHOLD,
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    PROBLEMS_OF_A_SCORE,
    RETRY_KEY,
    BatchQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.problems import problem_of
from riskmodel_api.questions import require_list
from riskmodel_api.records import Records, Reply
from riskmodel_api.requests import json_body, large_json_body
from riskmodel_api.responses import json_text
from riskmodel_api.retries import answer_once, is_asked_once

AssessmentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def assessments(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])
    read_one = json_body(settings.max_body_bytes)
    BatchBody = Annotated[Any, Depends(large_json_body(settings.max_batch_body_bytes))]

    @router.post(
        "",
        response_model=Assessment,
        responses=PROBLEMS_OF_A_SCORE | problem_responses(404, 409),
        openapi_extra=RETRY_KEY | ABOUT_ONE_HOUSEHOLD,
    )
    # Async: handing a household to a thread and back takes longer than parsing it, and with many
    # threads each waits for the interpreter's lock instead of its turn. What it needs it asks for
    # itself: to have three dependencies solved takes as long as to score.
    async def assess(request: Request) -> Response:
        """Assess one household: what the rules find, what the model expects, and why.

        The answer is on record before it is given. The same question to the same versions has the
        same id and the same answer.
        """
        body = await read_one(request)
        serving, records = serving_now(request), records_now(request)

        def made() -> tuple[Answer, Any]:
            assessor, asked = serving.require_assessor(), read_question(body)
            return assessor.answer_records([asked.record], asked.as_of)[0], body["household"]

        if is_asked_once(request):
            reply = await run_in_threadpool(answer_once, request, records, body, lambda: [made()])
            return json_text(reply)
        return json_text(await records.keep_one(*made()))

    @router.get(
        "/{assessment_id}", response_model=Assessment, responses=problem_responses(404, 422, 503)
    )
    def recorded(assessment_id: AssessmentId, records: RecordsNow) -> Response:
        """An assessment as it was given."""
        return json_text(records.fetch(assessment_id).given.message)

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=PROBLEMS_OF_A_SCORE | problem_responses(404, 409),
        openapi_extra=RETRY_KEY
        | request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    def assess_batch(
        request: Request, body: BatchBody, serving: ServingNow, records: RecordsNow
    ) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""

        def made() -> Reply:
            assessor = serving.require_assessor()
            day, households = parts_of(body, "as_of_date", "households")
            as_of = read_as_of_date(day)
            return _results(assessor, as_of, require_list(households, settings.max_batch))

        if is_asked_once(request):
            return json_text(answer_once(request, records, body, made))
        return json_text(_recorded(records, made()))

    return router


def _recorded(records: Records, reply: Reply) -> bytes:
    """A reply as text, its assessments as they are on record."""
    messages = iter(records.keep([part for part in reply if not isinstance(part, str)]))
    return b"".join(part.encode() if isinstance(part, str) else next(messages) for part in reply)


def _results(assessor: Assessor, as_of: datetime.date, households: list[Any]) -> Reply:
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
    answers = assessor.answer_records(list(checked.values()), as_of) if checked else []
    by_place = dict(zip(checked, answers, strict=True))
    reply: list[str | tuple[Answer, Any]] = ['{"results":[']
    for place, household in enumerate(households):
        before = "," if place else ""
        if place in refused:
            reply.append(f"{before}{refused[place]}")
        else:
            reply += [f'{before}{{"assessment":', (by_place[place], household), "}"]
    return [*reply, "]}"]
