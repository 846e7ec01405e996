"""What one rule found for one household, with all that it looked at."""

from typing import NamedTuple

from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.locality import ParameterTrace
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.schema.columns import Value
from riskmodel.truth import FALSE, TRUE, UNKNOWN


class Finding(NamedTuple):
    """The outcome of one rule for one household.

    `applies` is False where the rule is not about such a household or not in force yet. `met` is
    None for unknown, and then `reason_zh` and `reason_en` say what is missing. `inputs` holds the
    fields as a person writes them. The sentences say the finding with its figures.
    """

    rule: str
    name_zh: str
    name_en: str
    severity: Severity
    applies: bool | None
    met: bool | None
    inputs: dict[str, Value]
    parameters: list[ParameterTrace]
    source: str
    reason_zh: str | None
    reason_en: str | None
    sentence_zh: str
    sentence_en: str


def finding(rule: Rule, facts: HouseholdFacts, failure: str | None) -> Finding:
    """The finding of one rule; `failure` names the exception that stopped the rule."""
    met = facts.outcomes[rule.id].answer
    applies = facts.applies.get(rule.id)
    reason_zh, reason_en = _reason(rule, facts, failure) if met is None else (None, None)
    return Finding(
        rule.id,
        rule.name_zh,
        rule.name_en,
        rule.severity,
        True if applies is None else applies.answer,
        met,
        _inputs(rule, facts),
        [facts.locality.traces[name] for name in rule.parameters],
        rule.source,
        reason_zh,
        reason_en,
        *_sentence(rule, facts, (reason_zh, reason_en)),
    )


def _sentence(
    rule: Rule, facts: HouseholdFacts, reason: tuple[str | None, str | None]
) -> tuple[str, str]:
    words, outcome = rule.words, facts.outcomes[rule.id]
    if outcome is UNKNOWN:
        return (
            f"尚不能判断{words.question_zh}（{reason[0]}）。",
            f"It is not known {words.question_en} ({reason[1]}).",
        )
    applies = facts.applies.get(rule.id)
    if applies is FALSE:
        return _not_concerned(rule, facts)
    zh, en = words.met(facts) if outcome is TRUE else words.not_met(facts)
    return f"{zh}。", f"{en[0].upper()}{en[1:]}."


def _not_concerned(rule: Rule, facts: HouseholdFacts) -> tuple[str, str]:
    if rule.valid_from is not None and facts.date < rule.valid_from:
        return f"本规则自{rule.valid_from}起施行。", f"In force from {rule.valid_from}."
    about = rule.applies
    if about is None:
        return "本规则不适用。", "Does not apply."
    return f"只适用于{about.zh}。", f"Concerns only {about.en}."


def _inputs(rule: Rule, facts: HouseholdFacts) -> dict[str, Value]:
    """The inputs, and what stands in for one where it is known."""
    values = facts.written
    inputs = {name: values[name] for name in rule.inputs}
    for name in rule.stand_ins:
        if values[name] is not None:
            inputs[name] = values[name]
    return inputs


def _reason(rule: Rule, facts: HouseholdFacts, failure: str | None) -> tuple[str, str]:
    """Why the outcome is unknown, in Chinese and English."""
    if failure is not None:
        zh = f"规则未能计算({failure}), 请报告维护人员"
        return zh, f"the rule could not be computed ({failure}): report it to the maintainers"
    reasons = [
        *_missing_fields(rule, facts),
        *_missing_parameters(rule, facts),
        *_undecided_rules(rule, facts),
    ]
    if not reasons:
        return (
            "记录不足以判定, 见规则条件",
            "the record does not settle it: see the rule's condition",
        )
    return "; ".join([zh for zh, _ in reasons]), "; ".join([en for _, en in reasons])


def _missing_fields(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    fields, values = facts.columns.fields, facts.written
    missing = [fields[name] for name in rule.inputs if values[name] is None]
    if not missing:
        return []
    zh = "缺少: " + "、".join([field.name_zh for field in missing])
    return [(zh, "not known: " + ", ".join([field.name_en for field in missing]))]


def _missing_parameters(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    reasons = facts.locality.reasons
    return [reasons[name] for name in rule.parameters if name in reasons]


def _undecided_rules(rule: Rule, facts: HouseholdFacts) -> list[tuple[str, str]]:
    undecided = [name for name in rule.rules if facts.outcomes[name].answer is None]
    if not undecided:
        return []
    return [("尚未判定: " + "、".join(undecided), "not decided: " + ", ".join(undecided))]
