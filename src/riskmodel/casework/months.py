"""The monthly report on decisions: how often rules and score are overridden, and time taken."""

import datetime
import re
from collections.abc import Sequence
from itertools import groupby
from typing import NoReturn

from pydantic import BaseModel, ConfigDict

from riskmodel.casework.attention import Warned, agreement, median_seconds, warnings
from riskmodel.casework.made import Made, Period
from riskmodel.deadlines import day_of
from riskmodel.errors import SchemaError, Violation
from riskmodel.schema.violations import Fault
from riskmodel.shares import Share

MOST_MONTHS = 36
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_DAY_SECONDS = 86_400.0


class MonthOfDecisions(BaseModel):
    """The decisions of one month in China.

    `overrides_rule` and `overrides_score` are shares of the decisions in which rules or score
    point somewhere; `agreement` is the share that goes against neither; `sent_back` the share of
    those that a second person looked at and did not uphold; `in_time` of the first decisions of
    cases. `median_seconds` runs from claim to decision, `median_days` from the clue to the first
    decision; both are None below 20. `changed` is the share of blind judgements that the decision
    after the score was shown differs from.
    """

    model_config = ConfigDict(frozen=True)

    month: str
    decisions: int
    overrides_rule: Share
    overrides_score: Share
    agreement: Share
    sent_back: Share
    in_time: Share
    median_seconds: float | None
    median_days: float | None
    changed: Share
    warnings: list[Warned]


def read_month(text: str) -> tuple[int, int]:
    """Year and month of `2026-11`; raises SchemaError."""
    found = _MONTH.fullmatch(text)
    if found is None:
        _refuse("give year and month as 2026-11", "请填年月, 如2026-11")
    return int(found[1]), int(found[2])


def period_of(first: str, last: str) -> Period:
    """From the first day of a month to the last day of another; raises SchemaError."""
    begin, end = read_month(first), read_month(last)
    if not 0 <= _apart(begin, end) < MOST_MONTHS:
        _refuse(
            f"give a first month that is not after the last, and at most {MOST_MONTHS} months",
            f"起始月份不得晚于截止月份, 最多{MOST_MONTHS}个月",
        )
    after = _later(end, 1)
    last_day = datetime.date(*after, 1) - datetime.timedelta(days=1)
    return Period(datetime.date(*begin, 1), last_day)


def months_back(day: datetime.date, number: int) -> str:
    """The month that lies so many before a day's own."""
    year, month = _later((day.year, day.month), -number)
    return f"{year}-{month:02}"


def by_month(made: Sequence[Made], period: Period) -> list[MonthOfDecisions]:
    """Every month of a period, the first first; one without a decision too."""
    held = {
        month: list(some)
        for month, some in groupby(made, key=lambda one: f"{day_of(one.at):%Y-%m}")
    }
    begin = period.first.year, period.first.month
    number = _apart(begin, (period.last.year, period.last.month)) + 1
    names = ["{}-{:02}".format(*_later(begin, place)) for place in range(number)]
    return [month_of(name, held.get(name, [])) for name in names]


def month_of(name: str, made: Sequence[Made]) -> MonthOfDecisions:
    """The figures of one month's decisions."""
    waited = median_seconds(one.waited for one in made)
    return MonthOfDecisions(
        month=name,
        decisions=len(made),
        overrides_rule=Share.known(one.against_rule for one in made),
        overrides_score=Share.known(one.against_score for one in made),
        agreement=agreement(made),
        sent_back=Share.known(None if one.upheld is None else not one.upheld for one in made),
        in_time=Share.known(one.in_time for one in made),
        median_seconds=median_seconds(one.at_desk for one in made),
        median_days=None if waited is None else waited / _DAY_SECONDS,
        changed=Share.known(
            None if one.blind is None else one.blind is not one.decision for one in made
        ),
        warnings=warnings(made),
    )


def _refuse(remedy_en: str, remedy_zh: str) -> NoReturn:
    raise SchemaError([Violation("month", Fault.WRONG_FORM.value, remedy_en, remedy_zh)])


def _apart(first: tuple[int, int], last: tuple[int, int]) -> int:
    return (last[0] - first[0]) * 12 + last[1] - first[1]


def _later(month: tuple[int, int], number: int) -> tuple[int, int]:
    years, place = divmod(month[0] * 12 + month[1] - 1 + number, 12)
    return years, place + 1
