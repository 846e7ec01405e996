"""Decisions as they were made: read from the steps of cases, without who made them."""

import datetime
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from riskmodel.casework.decisions import Decision, goes_against_rule, goes_against_score
from riskmodel.casework.places import in_area, in_areas
from riskmodel.casework.steps import Step
from riskmodel.deadlines import CHINA
from riskmodel.storage.tables import Assessed
from riskmodel.storage.tables import Case as CaseRow
from riskmodel.storage.tables import CaseStep as StepRow

_TOLD = (Step.CLAIM, Step.JUDGE_BLIND, Step.DECIDE, Step.REVIEW)
_ACTS = frozenset({Decision.INCLUDE, Decision.KEEP})


class Period(NamedTuple):
    """Days in China, both of them in it."""

    first: datetime.date
    last: datetime.date

    def moments(self) -> tuple[datetime.datetime, datetime.datetime]:
        """When it begins and when the day after it begins."""
        after = self.last + datetime.timedelta(days=1)
        first, end = (
            datetime.datetime.combine(day, datetime.time(), CHINA) for day in (self.first, after)
        )
        return first, end


@dataclass(frozen=True)
class Made:
    """One decision of a person, and what it can be set beside; the person has no place in it.

    `at_desk` runs from the claim to the decision, `waited` from the opening of the case to its
    first decision, None for a later one. `blind` is what was judged before the score was shown,
    `upheld` whether a second person agreed, both None where there was none.
    """

    assessment_id: str
    household_id: str
    as_of_date: datetime.date | None
    area: str
    proposed_status: str
    category: str | None
    band: str | None
    dimension: str | None
    decision: Decision
    reason: str
    at: datetime.datetime
    at_desk: datetime.timedelta | None
    waited: datetime.timedelta | None
    in_time: bool | None
    blind: Decision | None
    upheld: bool | None = None

    @cached_property
    def against_rule(self) -> bool | None:
        """Whether it goes against what the rules propose; None where they propose nothing."""
        return goes_against_rule(self.decision, self.proposed_status)

    @cached_property
    def against_score(self) -> bool | None:
        """Whether it goes against the band of the score; None where that points nowhere."""
        return goes_against_score(self.decision, self.band)

    @cached_property
    def agrees(self) -> bool | None:
        """Whether it goes against neither; None where neither points anywhere (人机一致)."""
        told = [one for one in (self.against_rule, self.against_score) if one is not None]
        return not any(told) if told else None

    @property
    def acts(self) -> bool:
        """Whether the household is helped, or goes on to be."""
        return self.decision in _ACTS


def read_made(
    connection: Connection, period: Period, within: Collection[str] | None = None, area: str = ""
) -> list[Made]:
    """Every decision made in a period about households of the areas, the first first.

    `within` are the areas that the reader may see, None for all; `area` is one that is asked for.
    """
    since, end = period.moments()
    cases = select(StepRow.case_id).where(
        StepRow.step == Step.DECIDE, StepRow.at >= since, StepRow.at < end
    )
    asked = (
        select(
            StepRow.case_id, StepRow.step, StepRow.at, StepRow.content, Assessed.as_of_date,
            CaseRow.assessment_id, CaseRow.household_id, CaseRow.area, CaseRow.proposed_status,
            CaseRow.category, CaseRow.band, CaseRow.dimension, CaseRow.opened_at,
            CaseRow.decide_by,
        )
        .join(CaseRow, CaseRow.case_id == StepRow.case_id)
        .outerjoin(Assessed, Assessed.assessment_id == CaseRow.assessment_id)
        .where(StepRow.case_id.in_(cases), StepRow.step.in_(_TOLD))
        .where(in_areas(within), in_area(area) if area else in_areas(None))
        .order_by(StepRow.case_id, StepRow.number)
    )  # fmt: skip
    of_case = groupby(connection.execute(asked), key=attrgetter("case_id"))
    found = (made for _, steps in of_case for made in _of_case(steps))
    return sorted((one for one in found if since <= one.at < end), key=attrgetter("at"))


def _of_case(steps: Iterable[Any]) -> Iterator[Made]:
    claimed: datetime.datetime | None = None
    blind: Decision | None = None
    last: Made | None = None
    first = True
    for row in steps:
        content = json.loads(row.content)
        if row.step == Step.CLAIM:
            claimed = row.at
        elif row.step == Step.JUDGE_BLIND:
            blind = Decision(content["decision"])
        elif row.step == Step.DECIDE:
            if last is not None:
                yield last
            last, first = _made(row, content, (claimed, blind), first=first), False
        elif last is not None:
            last = replace(last, upheld=bool(content["agrees"]))
    if last is not None:
        yield last


def _made(
    row: Any,
    content: dict[str, Any],
    before: tuple[datetime.datetime | None, Decision | None],
    *,
    first: bool,
) -> Made:
    claimed, blind = before
    return Made(
        assessment_id=row.assessment_id,
        household_id=row.household_id,
        as_of_date=row.as_of_date,
        area=row.area,
        proposed_status=row.proposed_status,
        category=row.category,
        band=row.band,
        dimension=row.dimension,
        decision=Decision(content["decision"]),
        reason=content["reason"],
        at=row.at,
        at_desk=row.at - claimed if claimed is not None else None,
        waited=row.at - row.opened_at if first else None,
        in_time=row.at.astimezone(CHINA).date() <= row.decide_by if first else None,
        blind=blind,
    )
