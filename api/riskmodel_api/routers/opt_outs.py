"""The register of households that declined automated scoring (PIPL Art. 24)."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from riskmodel.access.scopes import Scope
from riskmodel.assessment.question import parts_of
from riskmodel.opt_outs.register import OptOutRead, listed, record, withdraw
from riskmodel.schema.record import read_record
from riskmodel.settings import Settings
from riskmodel.storage.people import Named, read_named
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.documents import (
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
        """Who declined automated scoring, who wrote it down, and when it was withdrawn."""
        caller.require_nation()
        found = alerting.read(lambda connection: listed(connection, cursor, limit))
        return OptOutPage(
            opt_outs=[_told(one) for one in found.opt_outs], next_cursor=found.next_after
        )

    @router.post("", **changes)
    @requires(Scope.REVIEW, Scope.DECIDE)
    def recorded(body: Body, alerting: AlertingNow, caller: CallerNow) -> OptOutTold:
        """Write down that a household declines: from now on the rules alone speak of it.

        It stays in the alerts by rules and in the draw of visits. 该户改走人工通道, 权益不受影响。
        """
        household, who = _asked(body)
        held = alerting.write(lambda connection: record(connection, household, who, caller.name))
        alerting.refresh_opt_outs()
        return _told(held)

    @router.post("/withdraw", **changes)
    @requires(Scope.REVIEW, Scope.DECIDE)
    def withdrawn(body: Body, alerting: AlertingNow, caller: CallerNow) -> OptOutTold:
        """Write down that a household may be scored again."""
        household, who = _asked(body)
        held = alerting.write(lambda connection: withdraw(connection, household, who, caller.name))
        alerting.refresh_opt_outs()
        return _told(held)

    return router


def _asked(body: object) -> tuple[str, Named]:
    """The household and the person of a question; raises SchemaError."""
    household, by, words = parts_of(body, "household_id", "by", "words")
    checked = read_record({"household_id": household}).model_dump()["household_id"]
    return str(checked), read_named(by, words)


def _told(held: OptOutRead) -> OptOutTold:
    return OptOutTold(**held._asdict())
