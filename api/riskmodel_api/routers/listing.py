"""The assessments that were given, page by page."""

import datetime
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from riskmodel.access.scopes import Scope
from riskmodel.assessment.message import Agreement
from riskmodel.modelling.model import Band
from riskmodel.schema.household import OPAQUE_ID
from riskmodel.storage.listing import Wanted
from riskmodel_api.dependencies import CallerNow, RecordsNow
from riskmodel_api.documents import DayAsked, problem_responses
from riskmodel_api.guard import requires

MOST_ROWS = 200
LONGEST_CURSOR = 64

router = APIRouter(prefix="/v1/assessments", tags=["assessments"])


class AssessmentSummary(BaseModel):
    """One assessment in a list; the whole of it is at `/v1/assessments/{assessment_id}`."""

    model_config = ConfigDict(frozen=True)

    assessment_id: str
    household_id: str
    as_of_date: datetime.date
    given_at: datetime.datetime
    model: str
    version: str
    rule_pack: str
    band: Band | None
    agreement: Agreement | None


class AssessmentsListed(BaseModel):
    """One page, the newest first; `next` is the cursor of the page after it, null on the last."""

    model_config = ConfigDict(frozen=True)

    assessments: list[AssessmentSummary]
    next: str | None


class ListAsked(BaseModel):
    """What the list is held to, and which page of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    household_id: Annotated[
        str | None, Query(pattern=OPAQUE_ID, description="of this household / 户编号")
    ] = None
    as_of_from: Annotated[
        DayAsked | None, Query(strict=True, description="as of this day or later / 起始日期")
    ] = None
    as_of_to: Annotated[
        DayAsked | None, Query(strict=True, description="as of this day or earlier / 截止日期")
    ] = None
    agreement: Annotated[
        Agreement | None, Query(description="how rule and model stand / 规则与模型的关系")
    ] = None
    band: Annotated[Band | None, Query(description="the band of the score / 评分档")] = None
    cursor: Annotated[
        str | None,
        Query(max_length=LONGEST_CURSOR, description="`next` of the page before / 上页的 `next`"),
    ] = None
    limit: Annotated[
        int, Query(ge=1, le=MOST_ROWS, description="most rows of a page / 每页至多行数")
    ] = 50


@router.get("", responses=problem_responses(422, 503))
@requires(Scope.ASSESS, Scope.REVIEW, Scope.DECIDE, Scope.AUDIT)
def assessments_listed(
    records: RecordsNow,
    caller: CallerNow,
    asked: Annotated[ListAsked, Query()],
) -> AssessmentsListed:
    """The assessments that were given, the newest first."""
    filters = asked.model_dump(exclude={"cursor", "limit"})
    wanted = Wanted(**filters, areas=caller.areas)
    page = records.page(wanted, asked.cursor, asked.limit)
    return AssessmentsListed(assessments=[_summary(row) for row in page.rows], next=page.next)


def _summary(row: Any) -> AssessmentSummary:
    versions = json.loads(row.versions)
    return AssessmentSummary(
        assessment_id=row.assessment_id,
        household_id=row.household_id,
        as_of_date=row.as_of_date,
        given_at=row.given_at,
        model=versions["model"],
        version=versions["version"],
        rule_pack=versions["rule_pack"],
        band=row.band,
        agreement=row.agreement,
    )
