"""The rules of the programme: what law and notices say of a household, with their source.

No machine-learning package is imported here, and no rule sees a score.
"""

from riskmodel.eligibility.account import Account, Entry
from riskmodel.eligibility.check import (
    Eligibility,
    HouseholdEligibility,
    check_eligibility,
    check_household,
    figure_in_force,
    rule_pack,
)
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.finding import Finding
from riskmodel.eligibility.history import FIELDS_TOLD_BY_HISTORY, with_history
from riskmodel.eligibility.locality import ParameterTrace
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules import RULES, RULES_READING, RULES_VERSION
from riskmodel.eligibility.status import STATUSES, Status

__all__ = [
    "FIELDS_TOLD_BY_HISTORY",
    "RULES",
    "RULES_READING",
    "RULES_VERSION",
    "STATUSES",
    "Account",
    "Eligibility",
    "Entry",
    "Facts",
    "Finding",
    "HouseholdEligibility",
    "ParameterTrace",
    "Rule",
    "Severity",
    "Status",
    "check_eligibility",
    "check_household",
    "figure_in_force",
    "rule_pack",
    "with_history",
]
