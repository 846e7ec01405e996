"""An office's townships side by side, in the order of their codes and in no other.

Townships are not ranked: an order by alerts is how such systems became tools for supervising those
who report honestly (Xing 2023). A reader who looks for one finds it by its code.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, Integer, and_, func, literal_column, select, true

from riskmodel.casework.analytics import BlindFirst, blind_first
from riskmodel.casework.attention import Warned, agreement, median_seconds, warnings
from riskmodel.casework.made import Made, Period, read_made
from riskmodel.casework.places import in_area, in_areas
from riskmodel.casework.steps import State, Step
from riskmodel.shares import Share
from riskmodel.storage.tables import Case as CaseRow
from riskmodel.storage.tables import CaseStep as StepRow

TOWNSHIP = 9
"""Digits of a township's code."""
# Written out, for PostgreSQL takes two placeholders for two expressions.
_TOWNSHIP = func.substr(CaseRow.area, literal_column("1"), literal_column(str(TOWNSHIP)))
_TO_DECIDE = tuple(state for state in State if state not in (State.DECIDED, State.CLOSED))


class Township(BaseModel):
    """What one township, or what lies in no township, has before it and has done.

    `undecided` cases are open now, `overdue` of them past their day. In the period: `opened`
    cases, `visits` made, which is the capacity shown so far, and `decisions`, of which `helped`
    include or keep. `median_seconds` runs from claim to decision.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    undecided: int
    overdue: int
    opened: int
    visits: int
    decisions: int
    helped: Share
    overrides_rule: Share
    agreement: Share
    median_seconds: float | None
    warnings: list[Warned]


class Overview(BaseModel):
    """The townships in the order of their codes, the whole, and what blind judgements show."""

    model_config = ConfigDict(frozen=True)

    whole: Township
    townships: list[Township]
    blind_first: BlindFirst


def read_overview(
    connection: Connection,
    period: Period,
    today: datetime.date,
    within: Collection[str] | None = None,
    area: str = "",
) -> Overview:
    """The townships of the areas that the reader may see, or of one that is asked for."""
    where = and_(in_areas(within), in_area(area) if area else true())
    since, end = period.moments()
    undecided = CaseRow.state.in_(_TO_DECIDE)
    late = and_(undecided, CaseRow.decide_by < today)
    opened = and_(CaseRow.opened_at >= since, CaseRow.opened_at < end)
    counted = select(_TOWNSHIP, *(_count(one) for one in (undecided, late, opened)))
    rows = connection.execute(counted.where(where).group_by(_TOWNSHIP)).all()
    visits = Counter(_visits(connection, period, where))
    made = sorted(read_made(connection, period, within, area), key=_place)
    decided = {code: list(some) for code, some in groupby(made, key=_place)}
    counts = {code: (int(one), int(two), int(three)) for code, one, two, three in rows}
    return Overview(
        whole=_township("", _sums(counts), visits.total(), made),
        townships=[
            _township(code, counts[code], visits[code], decided.get(code, []))
            for code in sorted(counts)
        ],
        blind_first=blind_first(made),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(condition.cast(Integer)), 0)


def _visits(connection: Connection, period: Period, where: ColumnElement[bool]) -> dict[str, int]:
    since, end = period.moments()
    asked = (
        select(_TOWNSHIP, func.count())
        .select_from(StepRow)
        .join(CaseRow, CaseRow.case_id == StepRow.case_id)
        .where(StepRow.step == Step.RECORD_VISIT, StepRow.at >= since, StepRow.at < end, where)
        .group_by(_TOWNSHIP)
    )
    return {code: number for code, number in connection.execute(asked)}  # noqa: C416 - rows


def _place(made: Made) -> str:
    return made.area[:TOWNSHIP]


def _sums(counts: dict[str, tuple[int, int, int]]) -> tuple[int, int, int]:
    undecided, overdue, opened = (sum(one[place] for one in counts.values()) for place in range(3))
    return undecided, overdue, opened


def _township(
    code: str, counts: tuple[int, int, int], visits: int, made: Sequence[Made]
) -> Township:
    undecided, overdue, opened = counts
    return Township(
        code=code,
        undecided=undecided,
        overdue=overdue,
        opened=opened,
        visits=visits,
        decisions=len(made),
        helped=Share.counted(sum(one.acts for one in made), len(made)),
        overrides_rule=Share.known(one.against_rule for one in made),
        agreement=agreement(made),
        median_seconds=median_seconds(one.at_desk for one in made),
        warnings=warnings(made),
    )
