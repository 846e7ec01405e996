"""Checks of the accounting period: the month that the record speaks of, against the day."""

from riskmodel.schema.quality.check import PROPOSED, Check
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Numbers, Truth, above, at_most, first_known, truth

MOST_MONTHS_OLD = 24
"""A yearly record that is older has missed the update that was due after it."""


def _months(record: Record) -> tuple[Numbers, Numbers]:
    """The first and the last month that the record can be of, its year being known."""
    january, month = 12 * record.number("record_year"), record.number("record_month")
    return january + first_known(month, 1.0) - 1, january + first_known(month, 12.0) - 1


def _record_after_as_of(record: Record) -> Truth:
    first, last = _months(record)
    after, not_after = above(first, record.as_of_month), at_most(last, record.as_of_month)
    return truth(after.is_true, not_after.is_true)


def _record_too_old(record: Record) -> Truth:
    first, last = _months(record)
    older = above(record.as_of_month - last, MOST_MONTHS_OLD)
    not_older = at_most(record.as_of_month - first, MOST_MONTHS_OLD)
    return truth(older.is_true, not_older.is_true)


PERIOD_CHECKS: tuple[Check, ...] = (
    Check("record_after_as_of", CheckKind.CONTRADICTION, "记录所属年月晚于核查日期",
          "the record is of a month after the day it is looked at",
          ("record_year", "record_month"), PROPOSED, _record_after_as_of),
    Check("record_too_old", CheckKind.LATE, "记录所属年月早于核查日期24个月以上",
          "the record is of a month more than 24 months before the day it is looked at",
          ("record_year", "record_month"), PROPOSED, _record_too_old),
)  # fmt: skip
