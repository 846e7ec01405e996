"""The words that stand beside what a message says, in both languages."""

from riskmodel.cli.language import Language

_WORDS = {
    "title": ("Household", "农户"),
    "as_of": ("as known on", "基准日"),
    "rules": ("Eligibility: what the rules found", "资格核查: 规则发现"),
    "proposed": ("proposed", "建议"),
    "human": ("a named person decides", "由具名人员决定"),
    "none_met": ("no rule is met", "无规则符合"),
    "not_met": ("{} rules are not met, {} do not concern this household",
                "{} 条规则不符合, {} 条不适用于本户"),
    "more": ("… and {} more", "另有 {} 项"),
    "income": ("Income, line by line (yuan a year)", "收支核算明细(元/年)"),
    "version": ("counted by", "口径"),
    "window": ("months that count: {} to {}", "核算期: {} 至 {}"),
    "unknown": ("not known", "未知"),
    "net_income": ("net income", "纯收入"),
    "as_recorded": ("net income as recorded", "纯收入(按记录)"),
    "people": ("people in the household", "家庭人口"),
    "net_income_pc": ("net income a head", "人均纯收入"),
    "reference_pc": ("reference income a head", "人均参考收入"),
    "line": ("monitoring line", "监测线"),
    "removal": ("Conditions for removing the risk", "风险消除条件"),
    "assistance": ("Help that fits, to weigh", "可考虑的帮扶"),
    "tier": ("tier {}", "第{}档"),
    "held": ("has it already", "已落实"),
    "notice": ("Notice for publication", "公示文稿"),
    "history": ("Told by earlier records", "由历史记录补充"),
    "risk": ("Risk: what the model expects", "风险: 模型预测"),
    "not_scored": ("not scored", "不予评分"),
    "higher_than": ("higher than {:.0f} % of comparable households", "高于 {:.0f}% 的可比农户"),
    "about": ("about 1 in {:.0f} households like this one", "约每 {:.0f} 户同类农户中有 1 户"),
    "why": ("Why the score is what it is (log-odds before calibration)",
            "评分依据(校准前对数几率)"),
    "changed": ("Why the score changed", "评分为何变化"),
    "by_field": ("The data, field by field (log-odds before calibration)",
                 "数据逐项(校准前对数几率)"),
    "missing": ("Missing answers, the first to ask in front", "尚缺各项(先问者在前)"),
    "levers": ("The score with a measure recorded, one at a time", "逐项假设措施已记录时的评分"),
    "kept": ("kept: asked by {} at {:%Y-%m-%d %H:%M} UTC",
             "已留存: {}于{:%Y-%m-%d %H:%M}(UTC)查询"),
    "compared": ("compared with", "比较对象:"),
    "agreement": ("Rule and model", "规则与模型"),
    "quality": ("Look at the record", "请核对记录"),
    "rule_and_model": ("both speak up: visit", "均提示风险: 请入户"),
    "model_only": ("the rule is silent, the model is not: a visit worth making",
                   "规则未触发而模型提示风险: 值得入户"),
    "rule_only": ("the rule fires, the model does not: look at the record",
                  "规则触发而模型风险不高: 请核对记录"),
    "see_first_and_rule_silent": (
        "the rule is silent and the model is not sure: see the household first",
        "规则未触发, 模型亦无把握: 请先入户核实"),
    "neither": ("neither speaks up; a low score lowers nobody's priority",
                "均未提示; 低分不降低任何农户的优先次序"),
    "high": ("high", "高"),
    "elevated": ("elevated", "较高"),
    "ordinary": ("ordinary", "一般"),
    "see_first": ("not certain enough to be called low: see the household first",
                  "不足以判定为低: 请先入户核实"),
    "between": ("between {:.1%} and {:.1%}", "介于{:.1%}与{:.1%}之间"),
}  # fmt: skip


def word(key: str, language: Language) -> str:
    """The words of a key."""
    en, zh = _WORDS[key]
    return zh if language is Language.ZH else en


def said(part: object, name: str, language: Language) -> str:
    """The text of a message that has `name_zh` and `name_en`; `name` "" for `zh` and `en`."""
    return str(getattr(part, f"{name}_{language.value}" if name else language.value))
