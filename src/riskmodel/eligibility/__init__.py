"""The rules of the programme: what law and notices say of a household, with their source.

No machine-learning package is imported here, and no rule sees a score.
"""

from riskmodel.eligibility.check import (
    Eligibility,
    HouseholdEligibility,
    check_eligibility,
    check_household,
    rule_pack,
)
from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.finding import Finding
from riskmodel.eligibility.locality import ParameterTrace
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.eligibility.rules import RULES, RULES_READING, RULES_VERSION

__all__ = [
    "RULES",
    "RULES_READING",
    "RULES_VERSION",
    "Eligibility",
    "Facts",
    "Finding",
    "HouseholdEligibility",
    "ParameterTrace",
    "Rule",
    "Severity",
    "check_eligibility",
    "check_household",
    "rule_pack",
]
