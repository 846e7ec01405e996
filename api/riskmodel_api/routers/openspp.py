"""The score as OpenSPP's "external" scoring method keeps it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from riskmodel.access.scopes import Scope
from riskmodel.assessment import Assessment
from riskmodel.assessment.question import read_question
from riskmodel.settings import Settings
from riskmodel_api.dependencies import CallerNow, RecordsNow, ServingNow
from riskmodel_api.documents import (
    EXAMPLE_DAY,
    EXAMPLE_HOUSEHOLD,
    Question,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import requires
from riskmodel_api.openspp import ScoringResult, scoring_result
from riskmodel_api.requests import large_json_body


def openspp(settings: Settings) -> APIRouter:
    """The route, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/openspp", tags=["assessments"])
    Body = Annotated[Any, Depends(large_json_body(settings.max_body_bytes))]

    @router.post(
        "/scores",
        responses=problem_responses(400, 413, 415, 422, 503),
        openapi_extra=request_body(
            Question, {"as_of_date": EXAMPLE_DAY, "household": EXAMPLE_HOUSEHOLD}
        ),
    )
    @requires(Scope.ASSESS)
    def score(
        body: Body, serving: ServingNow, records: RecordsNow, caller: CallerNow
    ) -> ScoringResult:
        """Assess one household, on record, and give what OpenSPP's scoring result holds.

        A household that is not scored is answered with 422 `not_scored` and the reasons, never
        with a number: the caller is to keep no result of it.
        """
        assessor = serving.require_assessor()
        asked = read_question(body)
        caller.admit_all([asked.record], "openspp")
        made = assessor.answer_records([asked.record], asked.as_of)[0]
        message = records.keep([(made, body["household"])], caller.name)[0]
        return scoring_result(Assessment.model_validate_json(message))

    return router
