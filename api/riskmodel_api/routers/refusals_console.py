"""The form by which a person writes down that a household declines automated scoring."""

import re
from contextlib import suppress
from enum import StrEnum

from fastapi import APIRouter, Response

from riskmodel.access.scopes import Scope
from riskmodel.errors import RecordNotFoundError
from riskmodel.storage.people import read_named
from riskmodel_api.console.frame import FormNow, go_to
from riskmodel_api.dependencies import AlertingNow, CallerNow
from riskmodel_api.guard import requires
from riskmodel_api.people import CONSOLE
from riskmodel_api.refusals import Refusal, decline, take_part_again
from riskmodel_api.routers.assessments import AssessmentId

ASSESSMENTS = f"{CONSOLE}/assessments"
router = APIRouter(prefix=ASSESSMENTS, include_in_schema=False)


class RefusalAct(StrEnum):
    """What is written down of a household."""

    RECORD = "record"
    WITHDRAW = "withdraw"


@router.post("/{assessment_id}/refusal/{act}")
@requires(Scope.REVIEW, Scope.DECIDE)
def refusal(
    assessment_id: AssessmentId,
    act: RefusalAct,
    alerting: AlertingNow,
    caller: CallerNow,
    form: FormNow,
) -> Response:
    """Keep under the person's name that the household declines, or takes part again."""
    household = caller.find(assessment_id).given.household_id
    asked = Refusal(household, read_named(caller.name, form.get("words", "")))
    if act is RefusalAct.RECORD:
        decline(alerting, caller, asked)
    else:
        # A second click finds it withdrawn: then it is done.
        with suppress(RecordNotFoundError):
            take_part_again(alerting, caller, asked)
    case = form.get("case_id", "")
    opened = re.fullmatch("[0-9a-f]{32}", case)
    return go_to(f"{CONSOLE}/cases/{case}" if opened else f"{ASSESSMENTS}/{assessment_id}")
