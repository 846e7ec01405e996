"""An alert in words, and its leading reasons as its assessment gives them."""

import json
from collections.abc import Sequence

from riskmodel.alerts.message import Reason
from riskmodel.alerts.signals import Kind

MOST_REASONS = 3
"""Of rules and of the model, each."""
_KINDS = {
    Kind.RISK_ROSE: ("the risk is in a higher band than before", "风险等级上升"),
    Kind.MODEL_HIGH_RULE_SILENT: (
        "the model says high and the rules are silent: a visit worth making",
        "模型提示高风险而规则未触发, 建议入户",
    ),
    Kind.RULE_NEWLY_FIRES: ("a rule is met that was not", "新触发规则"),
}


def in_words(kinds: Sequence[Kind]) -> tuple[str, str]:
    """What is new, in Chinese and in English."""
    return (
        "; ".join(_KINDS[kind][1] for kind in kinds),
        "; ".join(_KINDS[kind][0] for kind in kinds),
    )


def leading_reasons(message: str | bytes, rules: Sequence[str]) -> list[Reason]:
    """The sentences of the rules that are newly met, and the model's strongest reasons."""
    told = json.loads(message)
    findings = [one for one in told["eligibility"]["findings"] if one["rule"] in rules]
    of_rules = [
        Reason(of="rule", zh=one["sentence_zh"], en=one["sentence_en"]) for one in findings
    ]
    explained = told["explanation"] or {"reasons": []}
    of_model = [Reason(of="model", zh=one["zh"], en=one["en"]) for one in explained["reasons"]]
    return of_rules[:MOST_REASONS] + of_model[:MOST_REASONS]
