"""What visits establish, and what follows from it as outcomes of the scores that came before."""

import datetime
import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, select

from riskmodel.casework.decisions import DecisionName
from riskmodel.casework.steps import Step
from riskmodel.errors import CaseStepError
from riskmodel.modelling.labels import day_later
from riskmodel.storage.tables import Assessed, Case, CaseStep

LATE_MONTHS = 3
"""How long after its horizon a visit still says that a household did not fall back within it."""


class Found(StrEnum):
    """What a visit established of a household's poverty on its day."""

    POOR = "poor"
    NOT_POOR = "not_poor"
    NOT_ESTABLISHED = "not_established"


FOUND_NAMES: dict[Found, DecisionName] = {
    Found.POOR: DecisionName(
        "已返贫致贫: 实测收入低于监测线, 或“三保障”及饮水有缺口",
        "poor: measured income below the line, or a guarantee lost",
    ),
    Found.NOT_POOR: DecisionName(
        "未返贫致贫: 收入和保障均经核实", "not poor: income and guarantees seen"
    ),
    Found.NOT_ESTABLISHED: DecisionName("未能核实", "not established"),
}


class VisitOutcome(NamedTuple):
    """What became of a household within the horizon from the day it was assessed as of."""

    household_id: str
    as_of_date: datetime.date
    fell_back: bool


def read_found(code: str) -> Found:
    """What was established, by its code; raises CaseStepError for none of them."""
    try:
        return Found(code)
    except ValueError:
        message = f"found: choose one of {', '.join(Found)}"
        raise CaseStepError(message) from None


def visit_outcomes(connection: Connection, horizon_months: int) -> list[VisitOutcome]:
    """What the visits on record say of the assessments that cases were opened on.

    A household found poor within the horizon fell back. One found not poor did not, if that visit
    was made at the end of the horizon or up to `LATE_MONTHS` later: an earlier one leaves the rest
    of the horizon open. All else says nothing, and gives no outcome.
    """
    asked = (
        select(Case.household_id, Assessed.as_of_date, CaseStep.content)
        .join(CaseStep, CaseStep.case_id == Case.case_id)
        .join(Assessed, Assessed.assessment_id == Case.assessment_id)
        .where(CaseStep.step == Step.RECORD_VISIT)
        .order_by(Case.household_id)
    )
    outcomes: list[VisitOutcome] = []
    for household, rows in groupby(connection.execute(asked), key=lambda row: row[0]):
        seen = list(rows)
        visits = [_visit(row.content) for row in seen]
        for as_of in sorted({row.as_of_date for row in seen}):
            fell_back = _fell_back(visits, as_of, horizon_months)
            if fell_back is not None:
                outcomes.append(VisitOutcome(household, as_of, fell_back))
    return outcomes


class _Visit(NamedTuple):
    on: datetime.date
    found: Found


def _visit(content: str) -> _Visit:
    held = json.loads(content)
    return _Visit(
        datetime.date.fromisoformat(held["on"]), Found(held.get("found", Found.NOT_ESTABLISHED))
    )


def _fell_back(visits: Sequence[_Visit], as_of: datetime.date, horizon_months: int) -> bool | None:
    end = day_later(as_of, horizon_months)
    if any(as_of < day <= end for day in _days(visits, Found.POOR)):
        return True
    latest = day_later(end, LATE_MONTHS)
    if any(end <= day <= latest for day in _days(visits, Found.NOT_POOR)):
        return False
    return None


def _days(visits: Sequence[_Visit], found: Found) -> Iterator[datetime.date]:
    return (visit.on for visit in visits if visit.found is found)
