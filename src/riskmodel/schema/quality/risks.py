"""Checks of the recorded risks (致贫返贫风险) against the rest of the record."""

from riskmodel.schema.quality.check import DATA_RULES, Check, nobody_able, not_given, unresolved
from riskmodel.schema.quality.kind import CheckKind
from riskmodel.schema.quality.record import Record
from riskmodel.truth import Bools, Truth, above, at_most, either, first_known

RISKS = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
LARGE_HOUSEHOLD = 4
"""People from which half of them, not a quarter, may have labour capacity [S51]."""


def _any_risk(record: Record, code: str) -> Truth:
    """Whether a risk is among those recorded; slots that are left empty are no risk."""
    held: Bools = False
    for slot in RISKS:
        held = held | record.is_known_as(slot, code)
    return Truth.known(held)


def _illness_without_spending(record: Record) -> Truth:
    ill = unresolved(record) & record.is_choice("risk_1", "illness")
    spent = above(record.number("compliant_self_paid"), 0)
    return ill & Truth.known(spent.is_true ^ True)


def _labour_shortage_doubtful(record: Record) -> Truth:
    size, able = record.number("household_size"), record.number("labour_members")
    many = either(size >= LARGE_HOUSEHOLD, 0.5, 0.25) * size
    return _any_risk(record, "labour_shortage") & above(able, many)


def _unstable_job_doubtful(record: Record) -> Truth:
    return _any_risk(record, "unstable_job") & (nobody_able(record) | _nobody_worked(record))


def _nobody_worked(record: Record) -> Truth:
    """No month was worked; where months are not recorded, nobody is counted as working."""
    workers = record.number("workers_away") + record.number("workers_local")
    return at_most(first_known(record.number("work_months_total"), workers), 0)


def _disaster_without_kind(record: Record) -> Truth:
    return _any_risk(record, "disaster") & not_given(record, "disaster_sub")


RISK_CHECKS: tuple[Check, ...] = (
    Check("illness_without_spending", CheckKind.INCOMPLETE,
          "主要风险为因病而合规自付支出为0或未填",
          "principal risk is illness but compliant self-paid spending is 0 or not recorded",
          ("monitor_status", "risk_1", "compliant_self_paid"), DATA_RULES,
          _illness_without_spending),
    Check("labour_shortage_doubtful", CheckKind.IMPLAUSIBLE, "风险为缺劳动力而劳动力占比较高",
          "labour shortage is a risk but many members have labour capacity",
          (*RISKS, "labour_members", "household_size"), DATA_RULES, _labour_shortage_doubtful),
    Check("unstable_job_doubtful", CheckKind.IMPLAUSIBLE,
          "风险为务工就业不稳而无劳动力或无务工记录",
          "unstable job is a risk but nobody can work or nobody has worked",
          (*RISKS, "labour_members", "weak_labour_members", "work_months_total", "workers_away",
           "workers_local"), DATA_RULES, _unstable_job_doubtful),
    Check("disaster_without_kind", CheckKind.INCOMPLETE, "风险为自然灾害而未填子项",
          "natural disaster is a risk but its kind is not recorded",
          (*RISKS, "disaster_sub"), DATA_RULES, _disaster_without_kind),
)  # fmt: skip
