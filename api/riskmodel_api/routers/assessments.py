"""Assess one household, or up to a thousand."""

import datetime
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Answer, Assessment, read_as_of_date
from riskmodel.assessment.message.batch import BatchAnswer, Refused
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import RiskModelError, SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.admission import Caller
from riskmodel_api.dependencies import (
    CallerNow,
    RecordsNow,
    Serving,
    ServingNow,
    records_now,
    serving_now,
)
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
from riskmodel_api.guard import GuardedRoute, requires
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

    # Async: handing a household to a thread and back takes longer than parsing it, and with many
    # threads each waits for the interpreter's lock instead of its turn. What it needs it asks for
    # itself: to have three dependencies solved takes as long as to score.
    @requires(Scope.ASSESS)
    async def assess(request: Request, caller: CallerNow) -> Response:
        """Assess one household: what the rules find, what the model expects, and why.

        The answer is on record before it is given. The same question to the same versions has the
        same id and the same answer.
        """
        body = await read_one(request)
        serving, records = serving_now(request), records_now(request)
        asked = read_question(body)
        await caller.admit([asked.record], "assess")

        def made() -> tuple[Answer, Any]:
            assessor = serving.require_assessor()
            return assessor.answer_records([asked.record], asked.as_of)[0], body["household"]

        if is_asked_once(request):
            once = partial(answer_once, request, records, body, lambda: [made()], caller.name)
            return json_text(await run_in_threadpool(once))
        return json_text(await records.keep_one(*made(), asked_by=caller.name))

    router.add_api_route(
        "",
        assess,
        methods=["POST"],
        response_model=Assessment,
        responses=PROBLEMS_OF_A_SCORE | problem_responses(404, 409),
        openapi_extra=RETRY_KEY | ABOUT_ONE_HOUSEHOLD,
        route_class_override=GuardedRoute,
    )

    @router.get(
        "/{assessment_id}",
        response_model=Assessment,
        responses=problem_responses(404, 410, 422, 503),
    )
    @requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE, Scope.AUDIT)
    def recorded(assessment_id: AssessmentId, caller: CallerNow) -> Response:
        """An assessment as it was given."""
        return json_text(caller.find(assessment_id).given.message)

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=PROBLEMS_OF_A_SCORE | problem_responses(404, 409),
        openapi_extra=RETRY_KEY
        | request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    @requires(Scope.ASSESS)
    def assess_batch(
        request: Request,
        body: BatchBody,
        serving: ServingNow,
        records: RecordsNow,
        caller: CallerNow,
    ) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""
        day, households = parts_of(body, "as_of_date", "households")
        as_of, asked = read_as_of_date(day), require_list(households, settings.max_batch)
        made = partial(_Batch(serving, as_of, caller).reply, asked)
        if is_asked_once(request):
            return json_text(answer_once(request, records, body, made, caller.name))
        return json_text(_recorded(records, made(), caller.name))

    return router


def _recorded(records: Records, reply: Reply, asked_by: str) -> bytes:
    """A reply as text, its assessments as they are on record."""
    made = [part for part in reply if not isinstance(part, str)]
    messages = iter(records.keep(made, asked_by))
    return b"".join(part.encode() if isinstance(part, str) else next(messages) for part in reply)


class _Batch(NamedTuple):
    """Answers many households, as known on one day, to one caller."""

    serving: Serving
    as_of: datetime.date
    caller: Caller

    def reply(self, households: list[Any]) -> Reply:
        """Valid records go through one table together; a bad one spoils none of the others.

        The form of the whole is `BatchAnswer`.
        """
        assessor = self.serving.require_assessor()
        checked, refused = _read(households)
        places = list(checked)
        for number, error in self.caller.sort(list(checked.values()), "assess").items():
            refused[places[number]] = _refusal(error, places[number])
        admitted = [place for place in places if place not in refused]
        records = [checked[place] for place in admitted]
        answers = assessor.answer_records(records, self.as_of) if records else []
        by_place = dict(zip(admitted, answers, strict=True))
        reply: list[str | tuple[Answer, Any]] = ['{"results":[']
        for place, household in enumerate(households):
            before = "," if place else ""
            if place in refused:
                reply.append(f"{before}{refused[place]}")
            else:
                reply += [f'{before}{{"assessment":', (by_place[place], household), "}"]
        return [*reply, "]}"]


def _read(households: list[Any]) -> tuple[dict[int, BaseModel], dict[int, str]]:
    """The records that can be read, and what is answered to the others, by their places."""
    checked: dict[int, BaseModel] = {}
    refused: dict[int, str] = {}
    for place, household in enumerate(households):
        try:
            checked[place] = read_record(household)
        except SchemaError as error:
            refused[place] = _refusal(error, place)
    return checked, refused


def _refusal(error: RiskModelError, place: int) -> str:
    return Refused(error=problem_of(error, within=f"/households/{place}")).model_dump_json()
