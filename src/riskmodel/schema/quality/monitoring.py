"""Checks of monitoring: what is due to households in it, and problems of those that are not."""

from riskmodel.schema.quality.check import DATA_RULES, Check, nobody_able, not_given, unresolved
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Truth, above, at_most, first_known

MONTHS_TO_A_MEASURE = 1


def _backstop_not_set(record: Record) -> Truth:
    not_set = Truth.known(record.number("no_labour_backstop") != 1)
    return unresolved(record) & nobody_able(record) & not_set


def _measure_late(record: Record) -> Truth:
    elapsed = record.as_of_month - record.month("identified_on")
    months = first_known(record.number("months_since_identification"), elapsed)
    none_given = at_most(record.number("measures"), 0)
    return unresolved(record) & above(months, MONTHS_TO_A_MEASURE) & none_given


def _lifted_and_not_monitored(record: Record) -> Truth:
    lifted = record.is_choice("household_type", "lifted")
    return lifted & record.is_choice("monitor_status", "none")


def _missed_illness(record: Record) -> Truth:
    ill = above(record.number("serious_illness_members"), 0)
    return _lifted_and_not_monitored(record) & ill & ~record.yes("critical_insured")


def _missed_dropout(record: Record) -> Truth:
    return _lifted_and_not_monitored(record) & record.yes("dropout_compulsory")


def _member_uninsured(record: Record) -> Truth:
    return above(record.number("uninsured_members"), 0)


def _insurance_not_recorded(record: Record) -> Truth:
    """Where nobody counted the members, their insurance could not be recorded either."""
    return not_given(record, "uninsured_members") & ~not_given(record, "household_size")


MONITORING_CHECKS: tuple[Check, ...] = (
    Check("backstop_not_set", CheckKind.INCOMPLETE,
          "风险未消除且整户无劳动能力而未标注兜底保障户",
          "open risk and nobody with labour capacity, but not marked a backstop household",
          ("monitor_status", "labour_members", "weak_labour_members", "no_labour_backstop"),
          DATA_RULES, _backstop_not_set),
    Check("measure_late", CheckKind.LATE, "识别超过1个月仍无帮扶措施",
          "identified over a month ago and no measure",
          ("monitor_status", "identified_on", "months_since_identification", "measures"),
          DATA_RULES, _measure_late),
    Check("missed_illness", CheckKind.MISSED_CLUE, "脱贫户有大病患者未参加大病保险且未纳入监测",
          "lifted-out household with a seriously ill member, no catastrophic insurance and no "
          "monitoring",
          ("household_type", "monitor_status", "serious_illness_members", "critical_insured"),
          DATA_RULES, _missed_illness),
    Check("missed_dropout", CheckKind.MISSED_CLUE, "脱贫户有失学辍学且未纳入监测",
          "lifted-out household with a child out of school and no monitoring",
          ("household_type", "monitor_status", "dropout_compulsory"), DATA_RULES,
          _missed_dropout),
    Check("member_uninsured", CheckKind.MISSED_CLUE, "有成员未参加基本医保, 保障存在缺口",
          "a member has no basic medical insurance: a gap in the guarantees",
          ("uninsured_members",), DATA_RULES, _member_uninsured),
    Check("insurance_not_recorded", CheckKind.INCOMPLETE, "已填家庭人口数而未填基本医保参保情况",
          "the people are counted but their basic medical insurance is not recorded",
          ("uninsured_members", "household_size"), DATA_RULES, _insurance_not_recorded),
)  # fmt: skip
