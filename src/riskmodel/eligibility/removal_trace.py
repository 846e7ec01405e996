"""The conditions for removing a household's risk, one by one, for the person who decides."""

from typing import NamedTuple

from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.rules.monitoring import under_monitoring
from riskmodel.eligibility.rules.removal import REMOVAL_CONDITIONS


class ConditionFound(NamedTuple):
    """One condition: True holds, False is still missing, None cannot be told."""

    condition: str
    zh: str
    en: str
    holds: bool | None


def conditions_found(facts: HouseholdFacts) -> list[ConditionFound]:
    """Every condition of a household under monitoring; none of any other."""
    if not under_monitoring(facts).is_true:
        return []
    return [
        ConditionFound(one.code, one.zh, one.en, one.decide(facts).answer)
        for one in REMOVAL_CONDITIONS
    ]
