"""The register of households that declined automated scoring (PIPL Art. 24)."""

import datetime
import re
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from riskmodel.access.refusals import area_not_said, outside_area
from riskmodel.access.scopes import Scope
from riskmodel.assessment.question import parts_of
from riskmodel.errors import SchemaError, Violation
from riskmodel.opt_outs.register import OptOutRead, areas_of, listed, record, withdraw
from riskmodel.schema.record import read_record
from riskmodel.schema.violations import Fault
from riskmodel.settings import Settings
from riskmodel.storage.audit import Act
from riskmodel.storage.people import Named, read_named
from riskmodel_api.admission import OUTSIDE, Caller
from riskmodel_api.alerting import Alerting
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.documents import (
    AREA_CODE,
    EXAMPLE_OPT_OUT,
    OptOutQuestion,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import requires
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
        asked = _asked(body)
        lives = asked.household_id, asked.area_code
        return _told(take_part_again(alerting, caller, asked.who.by, *lives))

    return router


class Refusal(NamedTuple):
    """The household and the person of a question, and where it lives if that is said."""

    household_id: str
    who: Named
    area_code: str | None = None


def decline(alerting: Alerting, caller: Caller, asked: Refusal) -> OptOutRead:
    """Write down that a household declines; heeded here at once, elsewhere within a second.

    Raises AccessError outside the caller's areas, and StorageUnavailableError.
    """
    where = _require_inside(alerting, caller, asked.household_id, asked.area_code)
    held = alerting.write(
        lambda connection: record(connection, asked.household_id, asked.who, caller.name, where)
    )
    alerting.refresh_opt_outs()
    return held


def take_part_again(
    alerting: Alerting, caller: Caller, by: str, household_id: str, area_code: str | None = None
) -> OptOutRead:
    """Write down that a household may be scored again.

    Raises as `decline`, and RecordNotFoundError where it had not declined.
    """
    _require_inside(alerting, caller, household_id, area_code)
    held = alerting.write(lambda connection: withdraw(connection, household_id, by, caller.name))
    alerting.refresh_opt_outs()
    return held


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


def _require_inside(
    alerting: Alerting, caller: Caller, household_id: str, area_code: str | None
) -> str | None:
    """Where the household lives: what is on record before what is said, else the caller's area.

    Raises AccessError, which goes on record, where any of that is not in the caller's areas.
    """
    areas = alerting.read(lambda connection: areas_of(connection, household_id))
    if not areas and area_code is not None:
        areas = [area_code]
    if caller.areas is None:
        return areas[0] if areas else None
    if not areas and len(caller.areas) == 1:
        return caller.areas[0]
    if areas and all(area.startswith(caller.areas) for area in areas):
        return areas[0]
    act = Act(caller.name, OUTSIDE, "opt-outs", {"households": 1})
    caller.admission.records.report([act])
    raise outside_area() if areas else area_not_said()


def _told(held: OptOutRead) -> OptOutTold:
    return OptOutTold(**held._asdict())
