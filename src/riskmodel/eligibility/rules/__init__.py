"""The rule pack: every rule, in the order in which they are decided."""

from riskmodel.eligibility.rule import Rule
from riskmodel.eligibility.rules.category import CATEGORY_RULES
from riskmodel.eligibility.rules.guarantees import GUARANTEE_RULES
from riskmodel.eligibility.rules.income import INCOME_RULES
from riskmodel.eligibility.rules.property import PROPERTY_RULES
from riskmodel.eligibility.rules.spending import SPENDING_RULES
from riskmodel.eligibility.rules.work import WORK_RULES

RULES: tuple[Rule, ...] = (
    *INCOME_RULES,
    *SPENDING_RULES,
    *GUARANTEE_RULES,
    *WORK_RULES,
    *PROPERTY_RULES,
    *CATEGORY_RULES,
)
RULES_VERSION = "2026.1"
"""To be raised with every change of what a rule decides."""
