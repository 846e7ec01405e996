"""The register of households that declined automated scoring (PIPL Art. 24)."""

import datetime
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from riskmodel.access.scopes import Scope
from riskmodel.assessment.question import parts_of
from riskmodel.errors import SchemaError, Violation
from riskmodel.opt_outs.register import OptOutRead, listed
from riskmodel.schema.record import read_record
from riskmodel.schema.violations import Fault
from riskmodel.settings import Settings
from riskmodel.storage.people import read_named
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.documents import (
    AREA_CODE,
    EXAMPLE_OPT_OUT,
    OptOutQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import requires
from riskmodel_api.refusals import Refusal, decline, take_part_again
from riskmodel_api.requests import large_json_body

_MOST = 200


class OptOutTold(BaseModel):
    """One refusal of automated scoring; in force until it is withdrawn."""

    opt_out_id: str
    household_id: str
    recorded_at: datetime.datetime
    recorded_by: str
    words: str
    withdrawn_at: datetime.datetime | None
    withdrawn_by: str | None
    withdrawn_words: str | None
    area_code: str | None


class OptOutPage(BaseModel):
    """Some of the refusals; `next_cursor` goes on, null at the end."""

    opt_outs: list[OptOutTold]
    next_cursor: str | None


def opt_outs(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/opt-outs", tags=["opt-outs"])
    Body = Annotated[Any, Depends(large_json_body(settings.max_body_bytes))]
    changes: dict[str, Any] = {
        "responses": problem_responses(400, 404, 413, 415, 422, 503),
        "openapi_extra": request_body(OptOutQuestion, EXAMPLE_OPT_OUT),
    }

    @router.get("", responses=problem_responses(422, 503))
    @requires(Scope.REVIEW, Scope.DECIDE, Scope.AUDIT)
    def register(
        alerting: AlertingNow,
        caller: CallerNow,
        cursor: Annotated[str, Query(pattern="^([0-9a-f]{32})?$")] = "",
        limit: Annotated[int, Query(ge=1, le=_MOST)] = 100,
    ) -> OptOutPage:
        """Who declined automated scoring in your areas, and when it was withdrawn."""
        found = alerting.read(lambda connection: listed(connection, cursor, limit, caller.areas))
        return OptOutPage(
            opt_outs=[_told(one) for one in found.opt_outs], next_cursor=found.next_after
        )

    @router.post("", **changes)
    @requires(Scope.REVIEW, Scope.DECIDE)
    def recorded(body: Body, alerting: AlertingNow, caller: CallerNow) -> OptOutTold:
        """Write down that a household declines: from now on the rules alone speak of it.

        It stays in the alerts by rules and in the draw of visits. Where the household was never
        assessed, `area_code` says where it lives. 该户改走人工通道, 权益不受影响。
        """
        return _told(decline(alerting, caller, _asked(body)))

    @router.post("/withdraw", **changes)
    @requires(Scope.REVIEW, Scope.DECIDE)
    def withdrawn(body: Body, alerting: AlertingNow, caller: CallerNow) -> OptOutTold:
        """Write down that a household may be scored again."""
        return _told(take_part_again(alerting, caller, _asked(body)))

    return router


def _asked(body: object) -> Refusal:
    """A question; raises SchemaError."""
    household, by, words, area = parts_of(
        body, "household_id", "by", "words", optional=("area_code",)
    )
    checked = read_record({"household_id": household}).model_dump()["household_id"]
    if area is not None and not (isinstance(area, str) and re.fullmatch(AREA_CODE, area)):
        fault = Violation(
            "area_code",
            Fault.WRONG_FORM.value,
            "give a code of 2, 4, 6, 9 or 12 digits",
            "请填写2、4、6、9或12位区划代码",
        )
        raise SchemaError([fault])
    return Refusal(str(checked), read_named(by, words), area)


def _told(held: OptOutRead) -> OptOutTold:
    return OptOutTold(**held._asdict())
