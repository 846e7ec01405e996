"""What one rule found for one household, with all that it looked at."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from riskmodel.eligibility.finding_text import Own, finding_json
from riskmodel.eligibility.household_facts import HouseholdFacts
from riskmodel.eligibility.locality import ParameterTrace
from riskmodel.eligibility.rule import Rule, Severity
from riskmodel.schema.columns import Value
from riskmodel.schema.household import FIELDS
from riskmodel.truth import FALSE, TRUE, UNKNOWN


class Finding(NamedTuple):
    """The outcome of one rule for one household.

    `applies` is False where the rule is not about such a household or not in force yet. `met` is
    None for unknown, and then `reason_zh` and `reason_en` say what is missing. `inputs` holds the
    fields as a person writes them. The sentences say the finding with its figures. `text` is all
    of it as JSON. Nothing of it is to be changed.
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
    text: bytes


SAID_AGAIN = 4_096
"""Reasons kept: households of an area mostly lack the same fields."""


def finding(rule: Rule, facts: HouseholdFacts, failure: str | None) -> Finding:
    """The finding of one rule; `failure` names the exception that stopped the rule."""
    outcome, applies = facts.outcomes[rule.id], facts.applies.get(rule.id, TRUE)
    reason_zh, reason_en = None, None
    if outcome is UNKNOWN:
        reason_zh, reason_en = _reason(rule, facts, failure)
        sentence_zh = f"尚不能判断{rule.words.question_zh}（{reason_zh}）。"
        sentence_en = f"It is not known {rule.words.question_en} ({reason_en})."
    elif applies is FALSE:
        sentence_zh, sentence_en = _not_concerned(rule, facts.date)
    else:
        zh, en = (rule.words.met if outcome is TRUE else rule.words.not_met)(facts)
        sentence_zh, sentence_en = f"{zh}。", f"{en[0].upper()}{en[1:]}."
    own: Own = {
        "applies": applies.answer,
        "met": outcome.answer,
        "sentence_zh": sentence_zh,
        "sentence_en": sentence_en,
        "inputs": _inputs(rule, facts.written),
    }
    return Finding(
        rule.id,
        rule.name_zh,
        rule.name_en,
        rule.severity,
        own["applies"],
        own["met"],
        own["inputs"],
        [facts.locality.traces[name] for name in rule.parameters],
        rule.source,
        reason_zh,
        reason_en,
        sentence_zh,
        sentence_en,
        finding_json(rule.id, facts.locality, own, (reason_zh, reason_en)),
    )


def _not_concerned(rule: Rule, date: datetime.date) -> tuple[str, str]:
    if rule.valid_from is not None and date < rule.valid_from:
        return f"本规则自{rule.valid_from}起施行。", f"In force from {rule.valid_from}."
    about = rule.applies
    if about is None:
        return "本规则不适用。", "Does not apply."
    return f"只适用于{about.zh}。", f"Concerns only {about.en}."


def _inputs(rule: Rule, values: Mapping[str, Value]) -> dict[str, Value]:
    """The inputs, and what stands in for one where it is known."""
    inputs = {name: values[name] for name in rule.inputs}
    for name in rule.stand_ins:
        if (value := values[name]) is not None:
            inputs[name] = value
    return inputs


def _reason(rule: Rule, facts: HouseholdFacts, failure: str | None) -> tuple[str, str]:
    """Why the outcome is unknown, in Chinese and English."""
    if failure is not None:
        zh = f"规则未能计算({failure}), 请报告维护人员"
        return zh, f"the rule could not be computed ({failure}): report it to the maintainers"
    values, outcomes, not_in_force = facts.written, facts.outcomes, facts.locality.reasons
    missing = tuple([name for name in rule.inputs if values[name] is None])
    undecided = tuple([name for name in rule.rules if outcomes[name] is UNKNOWN])
    reasons = [
        *([_missing(missing)] if missing else []),
        *[not_in_force[name] for name in rule.parameters if name in not_in_force],
        *([_undecided(undecided)] if undecided else []),
    ]
    if not reasons:
        return (
            "记录不足以判定, 见规则条件",
            "the record does not settle it: see the rule's condition",
        )
    return "; ".join([zh for zh, _ in reasons]), "; ".join([en for _, en in reasons])


@lru_cache(maxsize=SAID_AGAIN)
def _missing(names: tuple[str, ...]) -> tuple[str, str]:
    fields = [FIELDS[name] for name in names]
    zh = "、".join([field.name_zh for field in fields])
    return f"缺少: {zh}", f"not known: {', '.join([field.name_en for field in fields])}"


@lru_cache(maxsize=SAID_AGAIN)
def _undecided(rules: tuple[str, ...]) -> tuple[str, str]:
    return f"尚未判定: {'、'.join(rules)}", f"not decided: {', '.join(rules)}"
