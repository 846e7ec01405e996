"""The proposed status of each household, for a person to decide on."""

from typing import Any

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rules.category import RISKS
from riskmodel.eligibility.rules.guarantees import guarantees_are_answered
from riskmodel.eligibility.rules.monitoring import under_monitoring
from riskmodel.truth import Bools, first_of

RISK_RULES = ("R01", "R02", "R03", *RISKS, "R25")
"""R01 to R16 and R25: one of them met is at least a clue to verify."""
SILENT = ("no_finding", "data_gap")


def proposed_status(facts: Facts) -> Any:
    """What is proposed: a str, or an array of shape (rows,).

    A person decides. The first of these that holds is proposed:

    1. `propose_remove`: the household is under monitoring (open, marked again, or its removal
       rolled back) and every condition for removal holds (R23).
    2. `keep`: it is under monitoring.
    3. `propose_include`: a branch of inclusion is met (R20).
    4. `clue_verify`: at least one of R01 to R16 is met, among them those that make a household
       whose risk was removed a new clue (R25). Property (R18), the lack of labour capacity (R17)
       and dependence on policy (R24) only inform.
    5. `data_gap`: nothing is met, but income against the line, a guarantee or water is undecided.
       Housing of grade A or B and water judged safe count as answers here, though R10 and R11
       stay unknown where the details of damage or of the four parts are not recorded.
    6. `no_finding`: none of these.
    """
    monitored = under_monitoring(facts).is_true
    return first_of(
        [
            (monitored & facts.outcome("R23").is_true, "propose_remove"),
            (monitored, "keep"),
            (facts.outcome("R20").is_true, "propose_include"),
            (facts.any_outcome(RISK_RULES).is_true, "clue_verify"),
            (core_is_answered(facts) ^ True, "data_gap"),
        ],
        "no_finding",
    )


def rule_fires(status: Any) -> Bools:
    """Whether the rules already point to a household of a proposed status.

    The rules point to every household but those of `no_finding` and `data_gap`. One under
    monitoring is visited already, so that it is never one that the rules overlook.
    """
    return ((status == SILENT[0]) | (status == SILENT[1])) ^ True


def core_is_answered(facts: Facts) -> Bools:
    """Whether income, schooling, housing, water and insurance each have an answer."""
    return guarantees_are_answered(facts) & (facts.outcome("R01").is_unknown ^ True)
