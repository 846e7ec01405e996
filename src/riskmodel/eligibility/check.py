"""Run the rule pack over a table of households."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.facts import Facts
from riskmodel.eligibility.finding import Finding, finding
from riskmodel.eligibility.rule import Rule
from riskmodel.eligibility.rules import RULES, RULES_VERSION
from riskmodel.eligibility.rules.category import proposed_category
from riskmodel.eligibility.status import proposed_status, rule_fires
from riskmodel.parameters import Parameters, situations
from riskmodel.schema.columns import Columns
from riskmodel.truth import Truth


@dataclass(frozen=True)
class Eligibility:
    """What the rules found for a table of households; every array has shape (rows,).

    `outcomes` has one Truth a rule; `proposed_status` holds codes of `status.proposed_status`;
    `category` the category to include under, "" where none is proposed; `rule_fires` says whether
    the rules point to the household. `rule_pack` names the version of rules and parameters.
    `failures` names, by rule, the exception that stopped it; such a rule is unknown in every row.
    """

    outcomes: dict[str, Truth]
    proposed_status: NDArray[np.str_]
    category: NDArray[np.str_]
    rule_fires: NDArray[np.bool_]
    rule_pack: str
    failures: dict[str, str]
    facts: Facts

    def findings(self, row: int) -> list[Finding]:
        """Every rule's finding for one row, in the order of the pack."""
        return [finding(rule, self.facts, row, self.failures.get(rule.id)) for rule in RULES]


def check_eligibility(
    columns: Columns, as_of: NDArray[np.datetime64], parameters: Parameters
) -> Eligibility:
    """Decide every rule for every household as known on its day of `as_of`, shape (rows,).

    A missing input gives unknown, never not met. Raises ConfigurationError where `parameters`
    does not declare a parameter that a rule needs.
    """
    places = situations(as_of, columns.text("province_code"), columns.text("county_code"))
    in_force = {name: parameters.in_force(name, places) for name in PARAMETER_NAMES}
    outcomes: dict[str, Truth] = {}
    facts = Facts(columns, in_force, outcomes)
    failures: dict[str, str] = {}
    for rule in RULES:
        outcomes[rule.id] = _decide(rule, facts, failures)
    status = proposed_status(facts)
    return Eligibility(
        outcomes=outcomes,
        proposed_status=status,
        category=proposed_category(facts),
        rule_fires=rule_fires(status),
        rule_pack=rule_pack(parameters),
        failures=failures,
        facts=facts,
    )


PARAMETER_NAMES = tuple(dict.fromkeys(name for rule in RULES for name in rule.parameters))
"""Every parameter that a rule uses, once."""


def rule_pack(parameters: Parameters) -> str:
    """The version of the rules and of the parameters, as an assessment names it."""
    return f"rules {RULES_VERSION}, parameters {parameters.version}"


def _decide(rule: Rule, facts: Facts, failures: dict[str, str]) -> Truth:
    try:
        return rule.decide(facts)
    except Exception as error:  # noqa: BLE001 - a broken rule must be unknown, never not met
        # The text of the exception could hold a household's value; its kind cannot.
        failures[rule.id] = type(error).__name__
        return Truth.unknown(facts.columns.rows)
