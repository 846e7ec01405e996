"""Cases for other systems: opened on an assessment, and read; people take the steps."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict

from riskmodel.access.scopes import Scope
from riskmodel.assessment.question import parts_of
from riskmodel.casework.case import Case
from riskmodel.casework.decisions import Decision
from riskmodel.casework.steps import State
from riskmodel.errors import AssessmentNotFoundError
from riskmodel.settings import Settings
from riskmodel.storage.assessments import NOT_GIVEN
from riskmodel_api.dependencies import CallerNow, OfficeNow, ServingNow
from riskmodel_api.documents import EXAMPLE_CASE, CaseQuestion, problem_responses, request_body
from riskmodel_api.guard import requires
from riskmodel_api.requests import large_json_body

CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class CaseRead(BaseModel):
    """A case as it stands; `agreement` and `band` are null too while it is to be judged blind."""

    model_config = ConfigDict(frozen=True)

    case_id: str
    household_id: str
    assessment_id: str
    area: str
    state: State
    steps: int
    opened_at: datetime.datetime
    decide_by: datetime.date
    holder: str | None
    visit_on: datetime.date | None
    proposed_status: str
    category: str | None
    agreement: str | None
    band: str | None
    to_judge_blind: bool
    decision: Decision | None
    decided_by: str | None
    decided_at: datetime.datetime | None
    overrides_rule: bool | None
    notice_until: datetime.date | None


def cases(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/cases", tags=["cases"])
    Body = Annotated[Any, Depends(large_json_body(settings.max_body_bytes))]

    @router.post(
        "",
        responses=problem_responses(400, 404, 410, 413, 415, 422, 503),
        openapi_extra=request_body(CaseQuestion, EXAMPLE_CASE),
    )
    @requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE)
    def opened(body: Body, serving: ServingNow, office: OfficeNow, caller: CallerNow) -> CaseRead:
        """Open a case on an assessment; where the household has one open, that one is given."""
        (assessment_id,) = parts_of(body, "assessment_id")
        if not isinstance(assessment_id, str):
            raise AssessmentNotFoundError(NOT_GIVEN)
        parameters = serving.assessor.parameters
        return _read(office.open(caller, parameters, assessment_id, "platform"))

    @router.get("/{case_id}", responses=problem_responses(404, 422, 503))
    @requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE)
    def one(
        case_id: CaseId, serving: ServingNow, office: OfficeNow, caller: CallerNow
    ) -> CaseRead:
        """A case as it stands: where it is, by when it is to be decided, and what was decided."""
        return _read(office.find(caller, serving.assessor.parameters, case_id))

    return router


def _read(case: Case) -> CaseRead:
    facts = case.facts
    return CaseRead(
        case_id=case.case_id,
        household_id=facts.household_id,
        assessment_id=facts.assessment_id,
        area=facts.area,
        state=case.state,
        steps=case.steps,
        opened_at=case.opened_at,
        decide_by=case.decide_by,
        holder=case.holder,
        visit_on=case.visit_on,
        proposed_status=facts.proposed_status,
        category=facts.category,
        agreement=facts.agreement if case.shows_score else None,
        band=facts.band if case.shows_score else None,
        to_judge_blind=not case.shows_score,
        decision=case.decision,
        decided_by=case.decided_by,
        decided_at=case.decided_at,
        overrides_rule=case.overrides_rule,
        notice_until=case.notice_until,
    )
