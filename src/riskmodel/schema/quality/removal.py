"""Checks of a risk that is recorded as removed (风险消除)."""

from riskmodel.schema.quality.check import ARITHMETIC, DATA_RULES, Check, not_given
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Numbers, Truth, at_least, at_most, below

AFTER_REMOVAL = (
    "net_income_pc", "dropout_compulsory", "uninsured_members", "housing_grade", "water_safe",
)  # fmt: skip
"""What must be recorded again once a risk is removed [S51]."""


def _removed(record: Record) -> Truth:
    return record.is_choice("monitor_status", "removed")


def _by_assistance(record: Record) -> Truth:
    return record.is_choice("removal_way", "assistance")


def _months_monitored(record: Record) -> Numbers:
    return record.month("removed_on") - record.month("identified_on")


def _removed_with_dropout(record: Record) -> Truth:
    return _removed(record) & record.yes("dropout_compulsory")


def _removed_below_line(record: Record) -> Truth:
    """Of a removal in an earlier year, this year's income and line say nothing: that is R25's."""
    earlier_year = record.month("removed_on") // 12 < record.as_of_month // 12
    poor = below(record.number("net_income_pc"), record.line)
    return _removed(record) & _by_assistance(record) & poor & Truth.known(earlier_year ^ True)


def _removed_without_answers(record: Record) -> Truth:
    return _removed(record) & not_given(record, *AFTER_REMOVAL)


def _removed_too_fast(record: Record) -> Truth:
    months = _months_monitored(record)
    return _by_assistance(record) & at_most(months, 1) & at_least(months, 0)


def _removed_before_identified(record: Record) -> Truth:
    return below(_months_monitored(record), 0)


REMOVAL_CHECKS: tuple[Check, ...] = (
    Check("removed_with_dropout", CheckKind.CONTRADICTION, "风险已消除而仍有失学辍学",
          "risk removed but a child is out of compulsory schooling",
          ("monitor_status", "dropout_compulsory"), DATA_RULES, _removed_with_dropout),
    Check("removed_below_line", CheckKind.CONTRADICTION, "已帮扶消除而人均纯收入低于当年监测线",
          "risk removed by assistance but net income per head is below that year's line",
          ("monitor_status", "removal_way", "removed_on", "net_income_pc"), DATA_RULES,
          _removed_below_line),
    Check("removed_without_answers", CheckKind.INCOMPLETE, "风险已消除而收入或保障情况未填",
          "risk removed but income or a guarantee is not recorded",
          ("monitor_status", *AFTER_REMOVAL), DATA_RULES, _removed_without_answers),
    Check("removed_too_fast", CheckKind.IMPLAUSIBLE, "识别当月或次月即帮扶消除",
          "risk removed by assistance in the month of identification or the next",
          ("removal_way", "identified_on", "removed_on"), DATA_RULES, _removed_too_fast),
    Check("removed_before_identified", CheckKind.CONTRADICTION, "风险消除时间早于识别时间",
          "risk removed before it was identified", ("identified_on", "removed_on"), ARITHMETIC,
          _removed_before_identified),
)  # fmt: skip
