"""Alerts: what is new of households, in the order in which it was found."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from riskmodel.access.scopes import Scope
from riskmodel.alerts.feed import MOST, Wanted, acknowledge, find, page
from riskmodel.alerts.message import AlertPage, AlertRead
from riskmodel.assessment.question import parts_of
from riskmodel.deadlines import CHINA
from riskmodel.settings import Settings
from riskmodel.storage.people import read_named
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.documents import (
    EXAMPLE_ACKNOWLEDGEMENT,
    Acknowledgement,
    DayAsked,
    problem_responses,
    request_body,
)
from riskmodel_api.guard import requires
from riskmodel_api.requests import large_json_body

_READERS = (Scope.ASSESS, Scope.REVIEW, Scope.DECIDE)
AlertId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Cursor = Annotated[
    str | None, Query(max_length=100, description="`next_cursor` of the page before / 上一页游标")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="most alerts on a page / 每页条数")]
Since = Annotated[
    DayAsked | None, Query(strict=True, description="made on this day or later / 起始日期")
]


def alerts(settings: Settings) -> APIRouter:
    """The routes, with the limits of a deployment."""
    router = APIRouter(prefix="/v1/alerts", tags=["alerts"])
    Body = Annotated[Any, Depends(large_json_body(settings.max_body_bytes))]

    @router.get("", responses=problem_responses(422, 503))
    @requires(*_READERS)
    def feed(
        alerting: AlertingNow,
        caller: CallerNow,
        cursor: Cursor = None,
        limit: Limit = 50,
        since: Since = None,
    ) -> AlertPage:
        """Give alerts in the order in which they were made; there is no other order.

        Ask again with `next_cursor`: nothing is given twice and nothing is left out. 预警按生成
        次序给出, 不提供按村排序。
        """
        wanted = Wanted(cursor, _beginning(since), limit, caller.areas)
        return alerting.read(
            lambda connection: page(connection, wanted, alerting.measured.of(connection))
        )

    @router.get("/{alert_id}", responses=problem_responses(404, 422, 503))
    @requires(*_READERS)
    def one(alert_id: AlertId, alerting: AlertingNow, caller: CallerNow) -> AlertRead:
        """One alert with its reasons and its deadline."""
        return alerting.read(lambda connection: find(connection, alert_id, caller.areas))

    @router.post(
        "/{alert_id}/acknowledge",
        responses=problem_responses(400, 404, 413, 415, 422, 503),
        openapi_extra=request_body(Acknowledgement, EXAMPLE_ACKNOWLEDGEMENT),
    )
    @requires(*_READERS)
    def acknowledged(
        alert_id: AlertId, body: Body, alerting: AlertingNow, caller: CallerNow
    ) -> AlertRead:
        """Write down who takes an alert up; who came first stands, and is answered."""
        by, words = parts_of(body, "by", "words")
        who = read_named(by, words)
        return alerting.write(
            lambda connection: acknowledge(connection, alert_id, who, caller.name, caller.areas)
        )

    return router


def _beginning(day: datetime.date | None) -> datetime.datetime | None:
    return datetime.datetime.combine(day, datetime.time(), CHINA) if day else None
