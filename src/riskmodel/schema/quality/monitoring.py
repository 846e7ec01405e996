"""Checks of what is recorded of monitoring, its risks and its end."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.schema.columns import Columns
from riskmodel.schema.quality.check import Check, Floats, is_choice, not_given
from riskmodel.truth import Truth, above, at_least, at_most, below, yes

RISKS = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
AFTER_REMOVAL = (
    "net_income_pc", "dropout_compulsory", "uninsured_members", "housing_grade", "water_safe",
)  # fmt: skip
"""What must be recorded again once a risk is removed [S51]."""


def _any_risk(columns: Columns, code: str) -> Truth:
    """Whether a risk is among those recorded; slots that are left empty are no risk."""
    held = [columns.is_choice(name, code) for name in RISKS]
    return Truth.known(np.any([values == 1 for values in held], axis=0))


def _months(days: NDArray[np.datetime64]) -> Floats:
    months = days.astype("datetime64[M]")
    return np.where(np.isnat(days), np.nan, months.astype(np.int64).astype(np.float64))


def _removed_with_dropout(columns: Columns) -> Truth:
    return is_choice(columns, "monitor_status", "removed") & yes(
        columns.number("dropout_compulsory")
    )


def _removed_without_answers(columns: Columns) -> Truth:
    return is_choice(columns, "monitor_status", "removed") & not_given(columns, *AFTER_REMOVAL)


def _removed_too_fast(columns: Columns) -> Truth:
    months = _months(columns.date("removed_on")) - _months(columns.date("identified_on"))
    return (
        is_choice(columns, "removal_way", "assistance") & at_most(months, 1) & at_least(months, 0)
    )


def _removed_before_identified(columns: Columns) -> Truth:
    months = _months(columns.date("removed_on")) - _months(columns.date("identified_on"))
    return below(months, 0)


def _illness_without_spending(columns: Columns) -> Truth:
    ill = is_choice(columns, "monitor_status", "open") & is_choice(columns, "risk_1", "illness")
    nothing_spent = np.nan_to_num(columns.number("compliant_self_paid")) == 0
    return ill & Truth.known(nothing_spent)


def _labour_shortage_doubtful(columns: Columns) -> Truth:
    size, able = columns.number("household_size"), columns.number("labour_members")
    many = np.where(size >= 4, 0.5, 0.25) * size
    return _any_risk(columns, "labour_shortage") & above(able, many)


def _unstable_job_doubtful(columns: Columns) -> Truth:
    nobody_able = at_most(columns.number("labour_members"), 0)
    nobody_worked = at_most(columns.number("work_months_total"), 0)
    return _any_risk(columns, "unstable_job") & (nobody_able | nobody_worked)


def _disaster_without_kind(columns: Columns) -> Truth:
    return _any_risk(columns, "disaster") & not_given(columns, "disaster_sub")


def _backstop_not_set(columns: Columns) -> Truth:
    nobody_able = at_most(columns.number("labour_members"), 0)
    not_set = Truth.known(columns.number("no_labour_backstop") != 1)
    return is_choice(columns, "monitor_status", "open") & nobody_able & not_set


def _lifted_and_not_monitored(columns: Columns) -> Truth:
    lifted = is_choice(columns, "household_type", "lifted")
    return lifted & is_choice(columns, "monitor_status", "none")


def _missed_illness(columns: Columns) -> Truth:
    ill = above(columns.number("serious_illness_members"), 0)
    return _lifted_and_not_monitored(columns) & ill & ~yes(columns.number("critical_insured"))


def _missed_dropout(columns: Columns) -> Truth:
    return _lifted_and_not_monitored(columns) & yes(columns.number("dropout_compulsory"))


def _measure_late(columns: Columns) -> Truth:
    """No measure though, by the record's month, identification is over a month ago."""
    recorded = (columns.number("record_year") - 1970) * 12 + columns.number("record_month") - 1
    since = recorded - _months(columns.date("identified_on"))
    none_given = at_most(columns.number("measures"), 0)
    return is_choice(columns, "monitor_status", "open") & above(since, 1) & none_given


MONITORING_CHECKS: tuple[Check, ...] = (
    Check("removed_with_dropout", "风险已消除而仍有失学辍学",
          "risk removed but a child is out of compulsory schooling",
          ("monitor_status", "dropout_compulsory"), _removed_with_dropout),
    Check("removed_without_answers", "风险已消除而收入或保障情况未填",
          "risk removed but income or a guarantee is not recorded",
          ("monitor_status", *AFTER_REMOVAL), _removed_without_answers),
    Check("removed_too_fast", "识别当月或次月即帮扶消除",
          "risk removed by assistance in the month of identification or the next",
          ("removal_way", "identified_on", "removed_on"), _removed_too_fast),
    Check("removed_before_identified", "风险消除时间早于识别时间",
          "risk removed before it was identified", ("identified_on", "removed_on"),
          _removed_before_identified),
    Check("illness_without_spending", "主要风险为因病而合规自付支出为0或未填",
          "principal risk is illness but compliant self-paid spending is 0 or not recorded",
          ("monitor_status", "risk_1", "compliant_self_paid"), _illness_without_spending),
    Check("labour_shortage_doubtful", "风险为缺劳动力而劳动力占比较高",
          "labour shortage is a risk but many members have labour capacity",
          (*RISKS, "labour_members", "household_size"), _labour_shortage_doubtful),
    Check("unstable_job_doubtful", "风险为务工就业不稳而无劳动力或无务工记录",
          "unstable job is a risk but nobody can work or nobody has worked",
          (*RISKS, "labour_members", "work_months_total"), _unstable_job_doubtful),
    Check("disaster_without_kind", "风险为自然灾害而未填子项",
          "natural disaster is a risk but its kind is not recorded",
          (*RISKS, "disaster_sub"), _disaster_without_kind),
    Check("backstop_not_set", "风险未消除且整户无劳动能力而未标注兜底保障户",
          "open risk and nobody with labour capacity, but not marked a backstop household",
          ("monitor_status", "labour_members", "no_labour_backstop"), _backstop_not_set),
    Check("missed_illness", "脱贫户有大病患者未参加大病保险且未纳入监测",
          "lifted-out household with a seriously ill member, no catastrophic insurance and no "
          "monitoring",
          ("household_type", "monitor_status", "serious_illness_members", "critical_insured"),
          _missed_illness),
    Check("missed_dropout", "脱贫户有失学辍学且未纳入监测",
          "lifted-out household with a child out of school and no monitoring",
          ("household_type", "monitor_status", "dropout_compulsory"), _missed_dropout),
    Check("measure_late", "识别超过1个月仍无帮扶措施",
          "identified over a month ago and no measure",
          ("monitor_status", "identified_on", "measures", "record_year", "record_month"),
          _measure_late),
)  # fmt: skip
