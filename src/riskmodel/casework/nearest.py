"""Decided cases that the model saw in the same light, and how they went.

Two households are near where the policy dimensions pull their scores alike: the distance is
Euclid's between their contributions by dimension, in log-odds before calibration. Contributions of
another version mean something else, so that only cases of the same version are compared. Of all
decided cases those next in need are looked at, `REACH` above and below in each state, so that the
work does not grow with the number of cases.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from pydantic_core import from_json
from sqlalchemy import Connection, Row, select

from riskmodel.assessment import Assessment
from riskmodel.casework.case import Case, case_from, read_steps
from riskmodel.casework.facts import need
from riskmodel.casework.places import Areas, in_areas
from riskmodel.casework.queue import Outcomes
from riskmodel.casework.steps import State, Step
from riskmodel.storage.packing import unpacked
from riskmodel.storage.tables import Assessed
from riskmodel.storage.tables import Case as CaseRow

REACH, MOST = 16, 5

Pulls = Mapping[str, float]
"""Contributions by policy dimension, in log-odds."""


class Near(NamedTuple):
    """A decided case: its distance in log-odds, its reason, and what became of the household.

    `fell_back` is None where no outcome is known.
    """

    case: Case
    distance: float
    reason: str
    fell_back: bool | None


def pulls_of(assessment: Assessment) -> Pulls:
    """What the distance is measured in; nothing where the household is not scored."""
    if assessment.explanation is None:
        return {}
    return {one.dimension: one.contribution for one in assessment.explanation.dimensions}


def distance(one: Pulls, other: Pulls) -> float:
    """Euclid's; a dimension that one of them lacks pulls nowhere."""
    names = one.keys() | other.keys()
    return math.dist([one.get(name, 0) for name in names], [other.get(name, 0) for name in names])


def nearest(
    connection: Connection, assessment: Assessment, within: Areas, known: Outcomes
) -> list[Near]:
    """At most `MOST` decided cases of other households, of areas that the reader may see."""
    own = pulls_of(assessment)
    if not own:
        return []
    found: list[tuple[float, str, Row[tuple[object, ...]]]] = []
    for row in _candidates(connection, need(assessment), within):
        message = from_json(unpacked(row.message))
        same = message["risk"]["artifact_sha256"] == assessment.risk.artifact_sha256
        if same and row.household_id != assessment.household_id:
            pulls = {
                held["dimension"]: held["contribution"]
                for held in message["explanation"]["dimensions"]
            }
            found.append((distance(own, pulls), row.case_id, row))
    found.sort(key=lambda one: one[:2])
    return [_near(connection, row, far, known) for far, _, row in found[:MOST]]


def _candidates(
    connection: Connection, own: float, within: Areas
) -> list[Row[tuple[object, ...]]]:
    rows: list[Row[tuple[object, ...]]] = []
    for state in (State.DECIDED, State.CLOSED):
        asked = (
            select(CaseRow.__table__, Assessed.as_of_date, Assessed.message)
            .join(Assessed, Assessed.assessment_id == CaseRow.assessment_id)
            .where(CaseRow.state == state, CaseRow.probability.is_not(None), in_areas(within))
            .limit(REACH)
        )
        above = asked.where(CaseRow.need >= own).order_by(CaseRow.need, CaseRow.case_id)
        below = asked.where(CaseRow.need < own)
        below = below.order_by(CaseRow.need.desc(), CaseRow.case_id.desc())
        rows += [*connection.execute(above), *connection.execute(below)]
    return rows


def _near(
    connection: Connection, row: Row[tuple[object, ...]], far: float, known: Outcomes
) -> Near:
    held = row._asdict()
    day = held.pop("as_of_date")
    del held["message"]
    case = case_from(held)
    reasons = [
        taken.content["reason"]
        for taken in read_steps(connection, case.case_id)
        if taken.step is Step.DECIDE
    ]
    fell = known.get((case.facts.household_id, str(day)))
    return Near(case, far, reasons[-1], fell)
