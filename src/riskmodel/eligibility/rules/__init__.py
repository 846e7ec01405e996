"""The rule pack: every rule, in the order in which they are decided."""

from riskmodel.eligibility.rule import Rule
from riskmodel.eligibility.rules.assistance import ASSISTANCE_RULES
from riskmodel.eligibility.rules.category import CATEGORY_RULES
from riskmodel.eligibility.rules.guarantees import GUARANTEE_RULES
from riskmodel.eligibility.rules.income import INCOME_RULES
from riskmodel.eligibility.rules.procedure import PROCEDURE_RULES
from riskmodel.eligibility.rules.property import PROPERTY_RULES
from riskmodel.eligibility.rules.register import REGISTER_RULES
from riskmodel.eligibility.rules.removal import FOUND_AGAIN_RULES, REMOVAL_RULES
from riskmodel.eligibility.rules.spending import SPENDING_RULES
from riskmodel.eligibility.rules.work import WORK_RULES

RULES: tuple[Rule, ...] = (
    *INCOME_RULES,
    *SPENDING_RULES,
    *GUARANTEE_RULES,
    *WORK_RULES,
    *PROPERTY_RULES,
    *CATEGORY_RULES,
    *PROCEDURE_RULES,
    *REMOVAL_RULES,
    *REGISTER_RULES,
    *FOUND_AGAIN_RULES,
    *ASSISTANCE_RULES,
)
FIELDS_READ = {rule.id: (*rule.inputs, *rule.stand_ins) for rule in RULES}
RULES_READING = {
    name: tuple(rule for rule, read in FIELDS_READ.items() if name in read)
    for name in dict.fromkeys(name for read in FIELDS_READ.values() for name in read)
}
"""The rules that read each field of the record."""
RULES_VERSION = "2026.2"
"""To be raised with every change of what a rule decides."""
