"""Cases as a test needs them: assessments given and put on record, and the days that pass."""

import datetime
import json

from builders import AS_OF, a_household

from riskmodel.assessment import Assessor
from riskmodel.casework.decisions import Decision
from riskmodel.casework.draws import Draws
from riskmodel.casework.made import Made
from riskmodel.schema.record import read_record
from riskmodel.storage.recording import given
from riskmodel.storage.store import Store

NEVER = Draws(blind_first=0, second_review=0)
ALWAYS = Draws(blind_first=1, second_review=1)


class Calendar:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2025, 7, 1, 9, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_days(self, days: int) -> datetime.date:
        self.now += datetime.timedelta(days=days)
        return self.now.date()


def assessed(store: Store, assessor: Assessor, **changes: object) -> str:
    """The id of an assessment that was given and is on record."""
    household = a_household(**changes)
    day = datetime.date.fromisoformat(AS_OF)
    (answer,) = assessor.answer_records([read_record(household)], day)
    (message,) = store.record([given(answer, household)])
    return json.loads(message)["assessment_id"]


def a_made(number: int = 0, **changes: object) -> Made:
    """A decision as it was made; nothing is said of who made it."""
    fields = {
        "assessment_id": f"{number:032x}",
        "household_id": f"h-{number}",
        "as_of_date": datetime.date(2025, 6, 30),
        "area": "530423101203",
        "proposed_status": "propose_include",
        "category": None,
        "band": "high",
        "dimension": "income",
        "decision": Decision.INCLUDE,
        "reason": "income_below_line",
        "at": datetime.datetime(2025, 7, 10, 4, tzinfo=datetime.UTC),
        "at_desk": datetime.timedelta(minutes=30),
        "waited": datetime.timedelta(days=3),
        "in_time": True,
        "blind": None,
    }
    return Made(**(fields | changes))
