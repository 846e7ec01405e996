"""Assess one household, or up to a thousand."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment, Assessor, read_as_of_date
from riskmodel.assessment.question import parts_of, read_question
from riskmodel.errors import RiskModelError, SchemaError
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel_api.admission import Caller
from riskmodel_api.dependencies import CallerNow, RecordsNow, ServingNow
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
from riskmodel_api.guard import requires
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
    @requires(Scope.ASSESS)
    async def assess(
        body: OneBody, serving: ServingNow, records: RecordsNow, caller: CallerNow
    ) -> Response:
        """Assess one household: what the rules find, what the model expects, and why.

        The answer is on record before it is given. The same question to the same versions has the
        same id and the same answer.
        """
        assessor = serving.require_assessor()
        asked = read_question(body)
        await caller.admit([asked.record], "assess")
        assessment = assessor.assess_records([asked.record], asked.as_of)[0]
        given = [(assessment, body["household"])]
        return json_text((await run_in_threadpool(records.keep, given, caller.name))[0])

    @router.get(
        "/{assessment_id}", response_model=Assessment, responses=problem_responses(404, 422, 503)
    )
    @requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE, Scope.AUDIT)
    def recorded(assessment_id: AssessmentId, caller: CallerNow) -> Response:
        """An assessment as it was given."""
        return json_text(caller.find(assessment_id).given.message)

    @router.post(
        "/batch",
        response_model=BatchAnswer,
        responses=_PROBLEMS,
        openapi_extra=request_body(
            BatchQuestion, {"as_of_date": EXAMPLE_DAY, "households": [EXAMPLE_HOUSEHOLD]}
        ),
    )
    @requires(Scope.ASSESS)
    def assess_batch(
        body: BatchBody, serving: ServingNow, records: RecordsNow, caller: CallerNow
    ) -> Response:
        """Assess many households; each gets a result or its own error, in the order asked."""
        assessor = serving.require_assessor()
        day, households = parts_of(body, "as_of_date", "households")
        as_of = read_as_of_date(day)
        asked = require_list(households, settings.max_batch)
        return json_text(_Batch(assessor, records, caller).answer(as_of, asked))

    return router


class _Batch(NamedTuple):
    """Answers many households: by whom, on record where, and asked by whom."""

    assessor: Assessor
    records: Records
    caller: Caller

    def answer(self, as_of: datetime.date, households: list[Any]) -> str:
        """Valid records go through one table together; a bad one spoils none of the others.

        The answer as text, made of the texts that are on record; its form is `BatchAnswer`.
        """
        checked, answers = _read(households)
        places = list(checked)
        refused = self.caller.sort(list(checked.values()), "assess")
        for number, error in refused.items():
            answers[places[number]] = _refusal(error, places[number])
        admitted = [place for number, place in enumerate(places) if number not in refused]
        assessed = self._assess([checked[place] for place in admitted], as_of)
        given = [(one, households[place]) for place, one in zip(admitted, assessed, strict=True)]
        messages = self.records.keep(given, self.caller.name)
        for place, message in zip(admitted, messages, strict=True):
            answers[place] = f'{{"assessment":{message}}}'
        return f'{{"results":[{",".join(answers[place] for place in range(len(households)))}]}}'

    def _assess(self, records: list[BaseModel], as_of: datetime.date) -> Sequence[Assessment]:
        return self.assessor.assess_records(records, as_of) if records else []


def _read(households: list[Any]) -> tuple[dict[int, BaseModel], dict[int, str]]:
    """The records that can be read, and what is answered to the others, by their places."""
    checked: dict[int, BaseModel] = {}
    answers: dict[int, str] = {}
    for place, household in enumerate(households):
        try:
            checked[place] = read_record(household)
        except SchemaError as error:
            answers[place] = _refusal(error, place)
    return checked, answers


def _refusal(error: RiskModelError, place: int) -> str:
    return Refused(error=problem_of(error, within=f"/households/{place}")).model_dump_json()
