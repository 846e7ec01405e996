"""The proposed status of each household, for a person to decide on."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.rules.category import RISKS
from riskmodel.truth import Truth

RISK_RULES = ("R01", "R02", "R03", *RISKS)
"""R01 to R16: one of them met is at least a clue to verify."""
UNDER_MONITORING = ("open", "re-marked", "rolled_back")
"""Monitoring statuses of a household whose risk is not removed."""


def proposed_status(facts: Facts) -> NDArray[np.str_]:
    """What is proposed for each row, shape (rows,).

    A person decides. The first of these that holds is proposed:

    1. `keep`: the household is under monitoring and its risk is not removed (open, marked again,
       or its removal rolled back).
    2. `propose_include`: a branch of inclusion is met (R20).
    3. `clue_verify`: at least one of R01 to R16 is met. Property (R18) and the lack of labour
       capacity (R17) only inform.
    4. `data_gap`: nothing is met, but income against the line, a guarantee or water is undecided.
       Housing of grade A or B and water judged safe count as answers here, though R10 and R11
       stay unknown where the details of damage or of the four parts are not recorded.
    5. `no_finding`: none of these.
    """
    return np.select(
        [
            under_monitoring(facts).is_true,
            facts.outcome("R20").is_true,
            facts.any_outcome(RISK_RULES).is_true,
            ~core_is_answered(facts),
        ],
        ["keep", "propose_include", "clue_verify", "data_gap"],
        "no_finding",
    )


def rule_fires(status: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Whether the rules already point to the household of each proposed status, shape (rows,).

    The rules point to a household whose status is `keep`, `propose_include` or `clue_verify`. One
    under monitoring is visited already, so that it is never one that the rules overlook.
    """
    silent: NDArray[np.bool_] = (status == "no_finding") | (status == "data_gap")
    return ~silent


def under_monitoring(facts: Facts) -> Truth:
    """Whether the household is monitored and its risk is not removed."""
    return facts.is_choice("monitor_status", *UNDER_MONITORING)


def core_is_answered(facts: Facts) -> NDArray[np.bool_]:
    """Whether income, schooling, housing, water and insurance each have an answer."""
    housing = facts.is_choice("housing_grade", "A", "B").is_true
    water = facts.yes("water_safe").is_true
    decided = {
        rule: ~facts.outcome(rule).is_unknown for rule in ("R01", "R09", "R10", "R11", "R12")
    }
    answered: NDArray[np.bool_] = (
        decided["R01"]
        & decided["R09"]
        & (decided["R10"] | housing)
        & (decided["R11"] | water)
        & decided["R12"]
    )
    return answered
