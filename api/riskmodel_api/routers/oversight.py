"""Pages for whoever answers for an office's decisions: what they come to, never by person."""

import datetime

from fastapi import APIRouter, Request, Response

from riskmodel.casework.analytics import analyse
from riskmodel.casework.groups import by_group
from riskmodel.casework.made import read_made
from riskmodel.casework.months import by_month
from riskmodel.casework.overview import read_overview
from riskmodel.deadlines import CHINA
from riskmodel.storage.database import reading
from riskmodel_api.console.decisions_page import DecisionsPage, asked_area, asked_period
from riskmodel_api.console.frame import FrameNow
from riskmodel_api.console.menu import OVERSIGHT
from riskmodel_api.console.overview_page import OverviewPage
from riskmodel_api.dependencies import AlertingNow, CallerNow, OfficeNow
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE

router = APIRouter(prefix=CONSOLE, include_in_schema=False)


@router.get("/decisions")
@requires(*OVERSIGHT)
def decisions(
    request: Request, office: OfficeNow, alerting: AlertingNow, caller: CallerNow, frame: FrameNow
) -> Response:
    """What people decided beside rules and score, by month and kind, and what came later."""
    asked = request.query_params
    area, period = asked_area(asked), asked_period(asked, datetime.datetime.now(CHINA).date())
    known = alerting.measured.known()
    with reading(office.engine) as connection:
        made = read_made(connection, period, caller.areas, area)
        groups = by_group(connection, made, known)
    months, found = by_month(made, period), analyse(made, known)
    page = DecisionsPage(period, area, months, found, groups, frame.language)
    return frame.page("decisions.html", page=page)


@router.get("/overview")
@requires(*OVERSIGHT)
def overview(request: Request, office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
    """The office at a glance: its townships in the order of their codes, whatever is asked."""
    asked, today = request.query_params, datetime.datetime.now(CHINA).date()
    area, period = asked_area(asked), asked_period(asked, today)
    with reading(office.engine) as connection:
        found = read_overview(connection, period, today, caller.areas, area)
    return frame.page("overview.html", page=OverviewPage(period, area, found))
