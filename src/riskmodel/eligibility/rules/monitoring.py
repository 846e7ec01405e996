"""Whether and how long a household has been under monitoring (监测)."""

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rule import Applies
from riskmodel.schema.choices import UNDER_MONITORING
from riskmodel.truth import Numbers, Truth, first_known


def under_monitoring(facts: Facts) -> Truth:
    """The household is monitored and its risk is not removed."""
    return facts.is_choice("monitor_status", *UNDER_MONITORING)


def months_since_identification(facts: Facts) -> Numbers:
    """Months since identification as recorded, else from its month to that of the day."""
    elapsed = facts.as_of_month - facts.month("identified_on")
    return first_known(facts.number("months_since_identification"), elapsed)


MONITORED_ONLY = Applies("监测中农户", "a household under monitoring", under_monitoring)
