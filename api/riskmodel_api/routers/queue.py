"""The home page, the queue and the plan of visits."""

import datetime
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from riskmodel.access.scopes import Scope
from riskmodel.casework.backlog import UNDECIDED
from riskmodel.casework.capacity import plan_visits
from riskmodel.casework.queue import Filters
from riskmodel.casework.views import SavedView, forget_view, save_view, saved_views
from riskmodel.deadlines import CHINA
from riskmodel_api.console.back_test import back_test
from riskmodel_api.console.decisions_page import asked_area
from riskmodel_api.console.frame import FormNow, FrameNow, go_to
from riskmodel_api.console.home import home_page
from riskmodel_api.console.menu import CASEWORK, menu
from riskmodel_api.console.queue_page import (
    QueuePage,
    filters_from,
    order_from,
    query_to_save,
    read_cursor,
)
from riskmodel_api.dependencies import AlertingNow, CallerNow, OfficeNow, ServingNow
from riskmodel_api.guard import requires, requires_any_scope
from riskmodel_api.people import CONSOLE

router = APIRouter(prefix=CONSOLE, include_in_schema=False)
_QUEUE = f"{CONSOLE}/queue"
_VISITS, _TEAM = 40, 10
_TO_JUDGE = Filters(states=UNDECIDED, to_judge_blind=True)


class ViewAct(StrEnum):
    """What can be done with a view."""

    SAVE = "save"
    FORGET = "forget"


@router.get("")
@requires_any_scope
def home(
    request: Request, office: OfficeNow, alerting: AlertingNow, serving: ServingNow,
    caller: CallerNow, frame: FrameNow,
) -> Response:  # fmt: skip
    """Where rules and model disagree, and what waits; whoever has no cases goes to their page."""
    if CASEWORK.isdisjoint(caller.identity.scopes):
        return go_to(menu(frame.language, caller.identity.scopes)[0].path)
    known, tested = alerting.measured.known(), back_test(serving.assessor.model)
    area = asked_area(request.query_params)
    found = home_page(office.queue(caller), known, tested, frame.language, area)
    return frame.page("home.html", home=found)


@router.get("/queue")
@requires(Scope.REVIEW, Scope.DECIDE)
def queue(request: Request, office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
    """Cases, filtered, in order, page by page."""
    asked = dict(request.query_params)
    now = datetime.datetime.now(CHINA)
    filters, order = filters_from(asked, caller.name, now), order_from(asked)
    after = read_cursor(asked["after"], order) if asked.get("after") else None
    held = office.queue(caller)
    found = QueuePage(
        held.page(filters, order, after),
        asked,
        order,
        held.counts(filters, "state", order),
        0 if filters.to_judge_blind else sum(held.counts(_TO_JUDGE, "state").values()),
        now.date(),
        frame.language,
        saved_views(office.engine, caller.name),
    )
    return frame.page("queue.html", queue=found)


@router.post("/queue/views/{act}")
@requires(Scope.REVIEW, Scope.DECIDE)
def keep_view(act: ViewAct, form: FormNow, office: OfficeNow, caller: CallerNow) -> Response:
    """Save the filters of a page under a name, or forget a name; each person has their own."""
    name, query = form.get("name", ""), query_to_save(form.get("query", ""))
    if act is ViewAct.FORGET:
        forget_view(office.engine, caller.name, name)
        return go_to(_QUEUE)
    now = datetime.datetime.now(datetime.UTC)
    save_view(office.engine, caller.name, SavedView(name, query), now)
    return go_to(f"{_QUEUE}?{query}" if query else _QUEUE)


@router.get("/plan")
@requires(Scope.REVIEW, Scope.DECIDE)
def plan(request: Request, office: OfficeNow, caller: CallerNow, frame: FrameNow) -> Response:
    """Whom so many visits would go to, why, and what one more would add."""
    asked = request.query_params
    area = asked.get("area", "") if asked.get("area", "").isdecimal() else ""
    capacity = _visits(asked.get("visits", ""), _VISITS)
    team = _visits(asked.get("team", ""), _TEAM)
    today = datetime.datetime.now(CHINA).date()
    waiting = office.queue(caller).waiting(Filters(area=area))
    found = plan_visits(waiting, capacity, seed=today.year * 100 + today.month, team=team)
    return frame.page(
        "plan.html", plan=found, visits=capacity, team=team, area=area, waiting=len(waiting)
    )


def _visits(given: str, usual: int) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else usual
