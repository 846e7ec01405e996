"""Run the rule pack over a table of households, or over one with its whole trace."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.eligibility.account import Account, account
from riskmodel.eligibility.finding import Finding
from riskmodel.eligibility.findings import decide, find_all
from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.locality import Locality, locality
from riskmodel.eligibility.notice import Notice, notice
from riskmodel.eligibility.proposals import TIER_PARAMETERS, Proposal, proposals
from riskmodel.eligibility.removal_trace import ConditionFound, conditions_found
from riskmodel.eligibility.rules import RULES, RULES_VERSION
from riskmodel.eligibility.rules.category import proposed_category
from riskmodel.eligibility.status import proposed_status, rule_fires
from riskmodel.eligibility.table_facts import TableFacts
from riskmodel.parameters import Parameters, Situation, situations
from riskmodel.schema.columns import Columns, Value
from riskmodel.truth import TRUE, Truth


class HouseholdEligibility(NamedTuple):
    """What the rules found for one household, with all that they looked at.

    `findings` has one entry a rule, in the order of the pack. `category` is the one to include
    under, None where none is proposed. `income` is the account behind R01 and R02; `removal` has
    the conditions for removing the risk, of a household under monitoring alone; `assistance` the
    kinds of help that fit; `notice` is the draft for publication where the household is proposed
    to enter or to leave. `failures` names, by rule, the exception that stopped it; such a rule is
    unknown. `written` is what the record gives, as a person writes it, and `locality` what was in
    force.
    """

    rule_pack: str
    proposed_status: str
    category: str | None
    rule_fires: bool
    findings: list[Finding]
    income: Account
    removal: list[ConditionFound]
    assistance: list[Proposal]
    notice: Notice | None
    failures: dict[str, str]
    written: Mapping[str, Value]
    locality: Locality


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
    columns: Columns = field(repr=False)
    as_of: NDArray[np.datetime64] = field(repr=False)
    parameters: Parameters = field(repr=False)

    def household(self, row: int) -> HouseholdEligibility:
        """One household with its whole trace, the same as if it had been asked about alone."""
        return check_household(self.columns, self.as_of, self.parameters, row)


def check_eligibility(
    columns: Columns, as_of: NDArray[np.datetime64], parameters: Parameters
) -> Eligibility:
    """Decide every rule for every household as known on its day of `as_of`, shape (rows,).

    A missing input gives unknown, never not met. Raises ConfigurationError where `parameters`
    does not declare a parameter that a rule needs.
    """
    places = situations(as_of, columns.text("province_code"), columns.text("county_code"))
    in_force = {name: parameters.in_force(name, places) for name in PARAMETER_NAMES}
    facts = TableFacts(columns, as_of, in_force, {})
    stopped = {rule.id: decide(rule, facts) for rule in RULES}
    status = proposed_status(facts)
    return Eligibility(
        outcomes=facts.outcomes,
        proposed_status=status,
        category=proposed_category(facts),
        rule_fires=rule_fires(status),
        rule_pack=rule_pack(parameters),
        failures={rule: failure for rule, failure in stopped.items() if failure},
        columns=columns,
        as_of=as_of,
        parameters=parameters,
    )


def check_household(
    columns: Columns, as_of: NDArray[np.datetime64], parameters: Parameters, row: int = 0
) -> HouseholdEligibility:
    """Decide every rule for the household of one row, with its whole trace.

    `as_of` has shape (rows,). Raises what `check_eligibility` raises.
    """
    date: datetime.date = as_of[row].item()
    facts = HouseholdFacts(columns, row, date, _locality(columns, date, parameters, row))
    findings, failures = find_all(RULES, facts)
    status = proposed_status(facts)
    return HouseholdEligibility(
        rule_pack=rule_pack(parameters),
        proposed_status=status,
        category=(proposed_category(facts) or None) if facts.outcomes["R20"] is TRUE else None,
        rule_fires=rule_fires(status),
        findings=findings,
        income=account(facts),
        removal=conditions_found(facts),
        assistance=proposals(facts),
        notice=notice(facts, status),
        failures=failures,
        written=facts.given_as_written,
        locality=facts.locality,
    )


def figure_in_force(
    name: str, columns: Columns, as_of: NDArray[np.datetime64], parameters: Parameters
) -> float:
    """A parameter that the check uses, for the only household of a table of one row.

    NaN where none is in force; raises what `check_eligibility` raises.
    """
    return _locality(columns, as_of[0].item(), parameters, 0).figures[name]


def _locality(columns: Columns, date: datetime.date, parameters: Parameters, row: int) -> Locality:
    held = columns.figures(row)
    place = Situation(date, held["province_code"], held["county_code"])
    return locality(parameters, PARAMETER_NAMES, place)


PARAMETER_NAMES = tuple(
    dict.fromkeys([*(name for rule in RULES for name in rule.parameters), *TIER_PARAMETERS])
)
"""Every parameter that the check uses, once."""


def rule_pack(parameters: Parameters) -> str:
    """The version of the rules and of the parameters, as an assessment names it."""
    return f"rules {RULES_VERSION}, parameters {parameters.version}"
