"""An assessment as a person reads it on a terminal."""

from enum import StrEnum

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from riskmodel.assessment.message import Assessment, Explanation, Risk, RuleFinding, Value


class Language(StrEnum):
    """Languages of the words."""

    EN = "en"
    ZH = "zh"


_WORDS = {
    "title": {"en": "Household", "zh": "农户"},
    "as_of": {"en": "as known on", "zh": "基准日"},
    "rules": {"en": "Eligibility: what the rules found", "zh": "资格核查: 规则发现"},
    "proposed": {"en": "proposed", "zh": "建议"},
    "human": {"en": "a named person decides", "zh": "由具名人员决定"},
    "met": {"en": "met", "zh": "符合"},
    "unknown": {"en": "unknown", "zh": "未知"},
    "none_met": {"en": "no rule is met", "zh": "无规则命中"},
    "risk": {"en": "Risk: what the model expects", "zh": "风险: 模型预测"},
    "not_scored": {"en": "not scored", "zh": "不予评分"},
    "higher_than": {"en": "higher than {:.0f} % of comparable households",
                    "zh": "高于 {:.0f}% 的可比农户"},
    "about": {"en": "about 1 in {:.0f} households like this one",
              "zh": "约每 {:.0f} 户同类农户中有 1 户"},
    "why": {"en": "Why the score is what it is (log-odds before calibration)",
            "zh": "评分依据(校准前对数几率)"},
    "agreement": {"en": "Rule and model", "zh": "规则与模型"},
    "quality": {"en": "Look at the record", "zh": "请核对记录"},
    "rule_and_model": {"en": "both speak up: visit", "zh": "均提示风险: 请入户"},
    "model_only": {"en": "the rule is silent, the model is not: a visit worth making",
                   "zh": "规则未触发而模型提示风险: 值得入户"},
    "rule_only": {"en": "the rule fires, the model does not: look at the record",
                  "zh": "规则触发而模型风险不高: 请核对记录"},
    "neither": {"en": "neither speaks up; a low score lowers nobody's priority",
                "zh": "均未提示; 低分不降低任何农户的优先次序"},
    "no_finding": {"en": "no finding", "zh": "未发现"},
    "clue_verify": {"en": "verify the clue", "zh": "核实线索"},
    "propose_include": {"en": "propose to include", "zh": "建议纳入"},
    "propose_remove": {"en": "propose to remove", "zh": "建议消除"},
    "keep": {"en": "keep", "zh": "继续监测"},
    "data_gap": {"en": "data gap", "zh": "数据缺失"},
    "high": {"en": "high", "zh": "高"},
    "elevated": {"en": "elevated", "zh": "较高"},
    "ordinary": {"en": "ordinary", "zh": "一般"},
}  # fmt: skip


def render(assessment: Assessment, language: Language) -> RenderableType:
    """The assessment on one screen."""
    parts: list[RenderableType] = [
        Panel(_rules(assessment, language), title=_word("rules", language)),
        Panel(_risk(assessment.risk, language), title=_word("risk", language)),
    ]
    if assessment.explanation:
        parts.append(
            Panel(_explanation(assessment.explanation, language), title=_word("why", language))
        )
    if assessment.agreement:
        together = Text(_word(assessment.agreement, language), style="bold")
        parts.append(Panel(together, title=_word("agreement", language)))
    if assessment.data_quality:
        lines = [getattr(finding, language.value) for finding in assessment.data_quality]
        parts.append(Panel("\n".join(lines), title=_word("quality", language)))
    head = (
        f"{_word('title', language)} {assessment.household_id}, "
        f"{_word('as_of', language)} {assessment.as_of_date}"
    )
    return Group(Text(head, style="bold"), *parts)


def _word(key: str, language: Language) -> str:
    return _WORDS[key][language.value]


def _rules(assessment: Assessment, language: Language) -> RenderableType:
    held = assessment.eligibility
    proposed = f"{_word('proposed', language)}: {_word(held.proposed_status, language)}"
    category = f" ({held.category})" if held.category else ""
    head = Text(f"{proposed}{category}; {_word('human', language)}")
    table = Table.grid(padding=(0, 2))
    for finding in held.findings:
        if finding.met is not False:
            table.add_row(*_finding(finding, language))
    silent = all(finding.met is False for finding in held.findings)
    return Group(head, Text(_word("none_met", language)) if silent else table)


def _finding(finding: RuleFinding, language: Language) -> tuple[str, Text, str, str]:
    name = finding.name_zh if language is Language.ZH else finding.name_en
    if finding.met:
        figures = [
            f"{name} {_figure(value)}"
            for name, value in finding.inputs.items()
            if value is not None
        ]
        figures += [
            f"{one.name} {_figure(one.value)} ({one.area}: {one.source})"
            for one in finding.parameters
            if one.value is not None
        ]
        return finding.rule, Text(_word("met", language), style="red"), name, "; ".join(figures)
    reason = finding.reason_zh if language is Language.ZH else finding.reason_en
    return finding.rule, Text(_word("unknown", language), style="yellow"), name, reason or ""


def _figure(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    return str(value)


def _risk(risk: Risk, language: Language) -> RenderableType:
    estimand = Text(getattr(risk, f"estimand_{language.value}"), style="dim")
    model = Text(f"{risk.model} v{risk.version} {risk.artifact_sha256[:12]}", style="dim")
    if risk.probability is None or risk.percentile is None or risk.band is None:
        lines = [getattr(reason, language.value) for reason in risk.not_scored]
        return Group(Text(_word("not_scored", language), style="yellow"), *lines, model)
    figure = Text(
        f"{risk.probability:.1%} ({_word('about', language).format(1 / risk.probability)}), "
        f"{_word(risk.band, language)}, "
        f"{_word('higher_than', language).format(risk.percentile)}",
        style="bold",
    )
    return Group(figure, estimand, model)


def _explanation(explanation: Explanation, language: Language) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    widest = max(abs(one.contribution) for one in explanation.dimensions) or 1.0
    for one in explanation.dimensions:
        bar = "█" * max(1, round(24 * abs(one.contribution) / widest))
        style = "red" if one.contribution > 0 else "green"
        label = getattr(one, f"label_{language.value}")
        table.add_row(label, f"{one.contribution:+.2f}", Text(bar, style=style))
    reasons = [f"• {getattr(reason, language.value)}" for reason in explanation.reasons]
    return Group(table, "", *reasons)
