"""The queue: cases by need, filtered, counted and paged on the server.

Villages have no place in it as something to be ranked: an order of villages by their alerts is how
such systems became tools for supervising those who report honestly (Xing 2023).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    func,
    or_,
    select,
    true,
    tuple_,
)

from riskmodel.casework.case import Case, case_from
from riskmodel.casework.places import Areas, in_area, in_areas
from riskmodel.casework.steps import State
from riskmodel.errors import CaseStepError
from riskmodel.storage.database import reading
from riskmodel.storage.tables import Assessed
from riskmodel.storage.tables import Case as CaseRow

MOST_ON_A_PAGE = 200
MOST_TO_PLAN = 100_000
_TELLS = ("agreement", "dimension", "band")

Outcomes = Mapping[tuple[str, str], bool]
"""Whether a household fell back, by its id and the day that is counted from."""


class Order(StrEnum):
    """What a list of cases can be ordered by; each is of a household, none of an area."""

    NEED = "need"
    DUE = "due"
    WAITING_LONGEST = "waiting_longest"


@dataclass(frozen=True)
class Filters:
    """Which cases; None or "" is any. `area` is the code of an area, at any level."""

    area: str = ""
    states: tuple[State, ...] = ()
    holder: str | None = None
    category: str | None = None
    agreement: str | None = None
    dimension: str | None = None
    proposed_status: str | None = None
    abstained: bool | None = None
    due_before: datetime.date | None = None
    opened_before: datetime.datetime | None = None
    household_id: str | None = None
    to_judge_blind: bool | None = None
    """Whether the score is still to be hidden from who works on the case."""

    @property
    def tells_score(self) -> bool:
        """Whether being found by it says something of a case's score."""
        return (self.agreement, self.dimension, self.abstained) != (None, None, None)


class Cursor(NamedTuple):
    """The last case of a page, by what the page is ordered by."""

    value: Any
    case_id: str


class Page(NamedTuple):
    """Some cases in order, how many there are in all, and where the next page begins."""

    cases: list[Case]
    total: int
    next: Cursor | None


class Queue:
    """Reads of the book of cases; `within` are the areas that the reader may see, None for all.

    A case that is to be judged blind is left out wherever its place or its being there would tell
    of its score: of the order by need, of filters by it, and of counts by it.
    """

    def __init__(self, engine: Engine, within: Areas = None) -> None:
        self._engine, self._within = engine, within

    def page(
        self, filters: Filters, order: Order = Order.NEED, after: Cursor | None = None,
        size: int = 50,
    ) -> Page:  # fmt: skip
        """The next `size` cases after a cursor; raises CaseStepError above 200."""
        if not 1 <= size <= MOST_ON_A_PAGE:
            message = f"size: give 1 to {MOST_ON_A_PAGE}"
            raise CaseStepError(message)
        where = self._where(filters, by_score=order is Order.NEED or filters.tells_score)
        asked = select(CaseRow.__table__).where(where).order_by(*_ordered(order)).limit(size + 1)
        if after is not None:
            asked = asked.where(_after(order, after))
        with reading(self._engine) as connection:
            rows = connection.execute(asked).all()
            total = _count(connection, where)
        cases = [case_from(row._asdict()) for row in rows[:size]]
        more = len(rows) > size
        return Page(cases, total, _cursor(order, cases[-1]) if more else None)

    def counts(
        self, filters: Filters, by: str, order: Order | None = None
    ) -> dict[str | None, int]:
        """How many cases there are of each value of `by`: a filter's column, never an area.

        With the order of a page, those that the page's total counts.
        """
        if by not in ("state", "agreement", "category", "dimension", "proposed_status", "band"):
            message = "by: count cases by what they are, not by where"
            raise CaseStepError(message)
        column = getattr(CaseRow, by)
        by_score = by in _TELLS or filters.tells_score or order is Order.NEED
        where = self._where(filters, by_score=by_score)
        asked = select(column, func.count()).where(where).group_by(column)
        with reading(self._engine) as connection:
            return {value: number for value, number in connection.execute(asked)}  # noqa: C416

    def hides_score(self, household_id: str) -> bool:
        """Whether a household has an open case that is still to be judged blind, in any area."""
        hidden = select(CaseRow.case_id).where(
            CaseRow.household_id == household_id,
            # As the index of open cases has it, so that it serves.
            CaseRow.state != State.CLOSED.value,
            CaseRow.blind_first,
            ~CaseRow.judged_blind,
        )
        with reading(self._engine) as connection:
            return connection.scalar(hidden) is not None

    def outcomes(self, known: Outcomes, area: str = "") -> dict[str | None, tuple[int, int]]:
        """Of the cases of each agreement, those whose outcome is known and those who fell back."""
        found: dict[str | None, tuple[int, int]] = {}
        asked = (
            select(CaseRow.agreement, CaseRow.household_id, Assessed.as_of_date)
            .join(Assessed, Assessed.assessment_id == CaseRow.assessment_id)
            .where(self._where(Filters(area=area), by_score=True))
        )
        with reading(self._engine) as connection:
            for agreement, household, day in connection.execute(asked) if known else ():
                fell = known.get((household, str(day)))
                if fell is not None:
                    followed, fallen = found.get(agreement, (0, 0))
                    found[agreement] = followed + 1, fallen + fell
        return found

    def waiting(self, filters: Filters) -> list[Case]:
        """Every waiting case, for a plan of visits; raises CaseStepError above 100 000."""
        where = self._where(replace(filters, states=(State.WAITING,)), by_score=False)
        asked = select(CaseRow.__table__).where(where).limit(MOST_TO_PLAN + 1)
        with reading(self._engine) as connection:
            cases = [case_from(row._asdict()) for row in connection.execute(asked)]
        if len(cases) > MOST_TO_PLAN:
            message = f"area: more than {MOST_TO_PLAN} cases wait here, plan a smaller area"
            raise CaseStepError(message)
        return cases

    def _where(self, filters: Filters, *, by_score: bool) -> ColumnElement[bool]:
        conditions = [in_areas(self._within), _blind(filters, by_score=by_score)]
        if filters.area:
            conditions.append(in_area(filters.area))
        if filters.states:
            conditions.append(CaseRow.state.in_(filters.states))
        conditions += [
            getattr(CaseRow, name) == getattr(filters, name)
            for name in ("holder", "category", "agreement", "dimension", "proposed_status")
            if getattr(filters, name) is not None
        ]
        if filters.household_id is not None:
            conditions.append(CaseRow.household_id == filters.household_id)
        if filters.abstained is not None:
            abstained = or_(CaseRow.band.is_(None), CaseRow.band == "see_first")
            conditions.append(abstained if filters.abstained else ~abstained)
        if filters.due_before is not None:
            conditions.append(CaseRow.decide_by < filters.due_before)
        if filters.opened_before is not None:
            conditions.append(CaseRow.opened_at < filters.opened_before)
        return and_(true(), *conditions)


def _blind(filters: Filters, *, by_score: bool) -> ColumnElement[bool]:
    asked = filters.to_judge_blind
    hidden = and_(CaseRow.blind_first, ~CaseRow.judged_blind)
    if asked is None:
        return ~hidden if by_score else true()
    return hidden if asked else ~hidden


def _count(connection: Connection, where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(CaseRow).where(where)) or 0


def _key(order: Order) -> tuple[ColumnElement[Any], bool]:
    """What an order compares, and whether the largest comes first."""
    match order:
        case Order.NEED:
            return CaseRow.need.expression, True
        case Order.DUE:
            return CaseRow.decide_by.expression, False
        case Order.WAITING_LONGEST:
            return CaseRow.opened_at.expression, False


def _ordered(order: Order) -> tuple[ColumnElement[Any], ...]:
    key, descending = _key(order)
    # Both the same way, so that one index serves.
    both = (key, CaseRow.case_id.expression)
    return tuple(one.desc() if descending else one.asc() for one in both)


def _after(order: Order, cursor: Cursor) -> ColumnElement[bool]:
    key, descending = _key(order)
    place, last = tuple_(key, CaseRow.case_id), tuple_(*cursor)
    return place < last if descending else place > last


def _cursor(order: Order, last: Case) -> Cursor:
    values = {
        Order.NEED: last.facts.need,
        Order.DUE: last.decide_by,
        Order.WAITING_LONGEST: last.opened_at,
    }
    return Cursor(values[order], last.case_id)
