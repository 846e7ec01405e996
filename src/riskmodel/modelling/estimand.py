"""What the probability is of, in words: written into every artefact and every answer."""

from riskmodel.modelling.definition import ModelDefinition

_OUTCOME_ZH = {
    "poor": "实测收入低于监测范围线或某项保障缺失",
    "below_line": "实测福利低于线",
    "listed": "被纳入监测",
}
_OUTCOME_EN = {
    "poor": "measured below the monitoring line or found to lack a guarantee",
    "below_line": "measured below the line",
    "listed": "entered into monitoring",
}


def estimand_zh(definition: ModelDefinition) -> str:
    """The estimand in Chinese."""
    conditions = ["基准日在册"]
    if definition.cohort.not_poor:
        conditions.append("不贫困")
    if definition.cohort.not_monitored:
        conditions.append("未在监测")
    return (
        f"在现有帮扶政策下, {'、'.join(conditions)}的户在{definition.label.horizon_months}个月后"
        f"{_OUTCOME_ZH[definition.label.outcome]}的概率(假定仍存续并居住)。"
        "已受帮扶的户风险低, 可能正因帮扶, 不说明帮扶可以停止; 低分绝不降低任何农户的优先次序。"
    )


def estimand_en(definition: ModelDefinition) -> str:
    """The estimand in English."""
    conditions = [
        text
        for holds, text in (
            (definition.cohort.not_poor, "not poor"),
            (definition.cohort.not_monitored, "not monitored"),
        )
        if holds
    ]
    who = f", {' and '.join(conditions)} on the index date," if conditions else ""
    return (
        f"The probability that a household{who} is {_OUTCOME_EN[definition.label.outcome]} "
        f"{definition.label.horizon_months} months later, if it still exists and lives there, "
        "under the assistance that it has now. A low risk of an assisted household may be the "
        "work of the assistance, which does not say that it can end; a low score never lowers "
        "anybody's priority."
    )
