"""A household declines automated scoring, or takes part again: for the routes and the console."""

from typing import NamedTuple

from riskmodel.access.refusals import area_not_said, outside_area
from riskmodel.opt_outs.register import OptOutRead, areas_of, record, withdraw
from riskmodel.storage.audit import Act
from riskmodel.storage.people import Named
from riskmodel_api.admission import OUTSIDE, Caller
from riskmodel_api.alerting import Alerting


class Refusal(NamedTuple):
    """The household and the person of a question, and where it lives if that is said.

    Of a refusal or of its withdrawal.
    """

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


def take_part_again(alerting: Alerting, caller: Caller, asked: Refusal) -> OptOutRead:
    """Write down that a household may be scored again.

    Raises as `decline`, and RecordNotFoundError where it had not declined.
    """
    _require_inside(alerting, caller, asked.household_id, asked.area_code)
    held = alerting.write(
        lambda connection: withdraw(connection, asked.household_id, asked.who, caller.name)
    )
    alerting.refresh_opt_outs()
    return held


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
