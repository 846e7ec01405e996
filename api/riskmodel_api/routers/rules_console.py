"""The pages of the rules: what is in force, and who would move if the income line did."""

import datetime

from fastapi import APIRouter, Request, Response

from riskmodel.access.areas import narrowed
from riskmodel.access.scopes import Scope
from riskmodel.deadlines import CHINA
from riskmodel.eligibility import rule_pack
from riskmodel.simulation.stored import STOPS, move_line, read_stored
from riskmodel.storage.database import reading
from riskmodel.storage.listing import Wanted, newest_records
from riskmodel_api.admission import Caller
from riskmodel_api.console.decisions_page import asked_area
from riskmodel_api.console.frame import FrameNow
from riskmodel_api.console.menu import SIMULATION
from riskmodel_api.console.rules_page import (
    MOST_RECORDS,
    RulesPage,
    SimulationPage,
    asked_day,
    asked_percent,
    asked_rule_area,
    in_force,
)
from riskmodel_api.dependencies import CallerNow, OfficeNow, ServingNow
from riskmodel_api.guard import requires, requires_any_scope
from riskmodel_api.office import Office
from riskmodel_api.people import CONSOLE

router = APIRouter(prefix=CONSOLE, include_in_schema=False)


@router.get("/rules")
@requires_any_scope
def rules(request: Request, serving: ServingNow, caller: CallerNow, frame: FrameNow) -> Response:
    """The rules, and the values in force in an area on a day."""
    parameters = serving.assessor.parameters
    area = asked_rule_area(request.query_params)
    on = asked_day(request.query_params, datetime.datetime.now(CHINA).date())
    may = not SIMULATION.isdisjoint(caller.identity.scopes)
    page = RulesPage(
        rule_pack(parameters), area, on, in_force(parameters, area, on), frame.language, may
    )
    return frame.page("rules.html", page=page)


@router.get("/rules/simulation")
@requires(*SIMULATION)
def simulation(
    request: Request, serving: ServingNow, office: OfficeNow, caller: CallerNow, frame: FrameNow
) -> Response:
    """Who enters and who leaves if the line moves, among the newest records of the office."""
    area, percent = asked_area(request.query_params), asked_percent(request.query_params)
    stored = read_stored(_newest(office, caller, area))
    parameters = serving.assessor.parameters
    moved = {
        one: move_line(stored, parameters, one)
        for one in sorted({*STOPS, percent})
        if stored.ids and one
    }
    page = SimulationPage(
        area,
        percent,
        len(stored.ids),
        stored.other_form,
        moved.get(percent),
        list(moved.values()),
        shows_ids=Scope.DECIDE in caller.identity.scopes,
    )
    return frame.page("simulation.html", page=page)


def _newest(office: Office, caller: Caller, area: str) -> list[tuple[datetime.date, str]]:
    areas = narrowed(caller.areas, area)
    if areas == ():
        return []
    with reading(office.engine) as connection:
        return newest_records(connection, Wanted(areas=areas), MOST_RECORDS)
