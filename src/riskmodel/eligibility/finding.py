"""What one rule found for one household, with all that it looked at."""

import datetime
from dataclasses import dataclass
from typing import TypedDict

from riskmodel.eligibility.facts import HouseholdFacts
from riskmodel.eligibility.rule import Rule
from riskmodel.parameters import InForce
from riskmodel.schema.columns import Value


class ParameterTrace(TypedDict):
    """A parameter as a rule used it, or in `reason` why there was none."""

    name: str
    value: float | None
    area: str | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str | None
    confidence: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one rule for one household.

    `applies` is False where the rule is not about such a household or not in force yet. `met` is
    None for unknown, and then `reason_zh` and `reason_en` say what is missing. `inputs` holds the
    fields as a person writes them.
    """

    rule: str
    name_zh: str
    name_en: str
    applies: bool | None
    met: bool | None
    inputs: dict[str, Value]
    parameters: list[ParameterTrace]
    source: str
    reason_zh: str | None
    reason_en: str | None


def finding(rule: Rule, facts: HouseholdFacts, failure: str | None) -> Finding:
    """The finding of one rule; `failure` names the exception that stopped the rule."""
    met = facts.outcome(rule.id).answer
    applies = rule.applies_to(facts)
    inputs = {name: facts.value(name) for name in rule.inputs}
    inputs |= {name: value for name in rule.stand_ins if (value := facts.value(name)) is not None}
    reasons = [] if met is not None else _reasons(rule, facts, failure)
    return Finding(
        rule.id,
        rule.name_zh,
        rule.name_en,
        True if applies is None else applies.answer,
        met,
        inputs,
        [parameter_trace(facts.in_force[name]) for name in rule.parameters],
        rule.source,
        "; ".join(zh for zh, _ in reasons) or None,
        "; ".join(en for _, en in reasons) or None,
    )


def parameter_trace(in_force: InForce) -> ParameterTrace:
    """The parameter of one household; its source tells what was derived or is doubtful."""
    held = in_force.at(0)
    if held is None:
        return ParameterTrace(
            name=in_force.name,
            value=None,
            area=None,
            valid_from=None,
            valid_to=None,
            source=None,
            confidence=None,
            reason=in_force.reason(0),
        )
    return ParameterTrace(
        name=in_force.name,
        value=held.value,
        area=held.area,
        valid_from=held.valid_from,
        valid_to=held.valid_to,
        source=f"{held.source} ({held.note})" if held.note else held.source,
        confidence=held.confidence,
        reason=None,
    )


def _reasons(rule: Rule, facts: HouseholdFacts, failure: str | None) -> list[tuple[str, str]]:
    """Why the outcome is unknown, in Chinese and English."""
    if failure is not None:
        zh = f"规则未能计算({failure}), 请报告维护人员"
        return [(zh, f"the rule could not be computed ({failure}): report it to the maintainers")]
    reasons = [
        *_missing_fields(rule, facts),
        *_missing_parameters(rule, facts),
        *_undecided_rules(rule, facts),
    ]
    nothing_missing = (
        "记录不足以判定, 见规则条件",
        "the record does not settle it: see the rule's condition",
    )
    return reasons or [nothing_missing]


def _missing_fields(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    missing = [facts.columns.fields[name] for name in rule.inputs if facts.value(name) is None]
    if not missing:
        return []
    zh = "缺少: " + "、".join(field.name_zh for field in missing)
    return [(zh, "not known: " + ", ".join(field.name_en for field in missing))]


def _missing_parameters(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    needed = [facts.in_force[name] for name in rule.parameters]
    return [(one.reason_zh(0), one.reason(0)) for one in needed if one.at(0) is None]


def _undecided_rules(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    undecided = [name for name in rule.rules if facts.outcome(name).answer is None]
    if not undecided:
        return []
    return [("尚未判定: " + "、".join(undecided), "not decided: " + ", ".join(undecided))]
