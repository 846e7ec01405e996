"""What to look at in a month, and what no month without outcomes can show."""

from collections.abc import Iterator

from riskmodel.modelling.expiry import EXPIRES_AFTER
from riskmodel.modelling.features import DIMENSION_EN, DIMENSION_ZH, Dimension
from riskmodel.monitoring.results import Alarm, FeatureDrift, Month

MOVED = 0.1
"""Stability index from which a shift is worth a look."""
MORE_MISSING = 0.05
OTHER_UNIT = 0.002
RULE_MOVED = 0.05
DIMENSION_MOVED = 0.05
NOT_SCORED = 0.05
MISCALIBRATED = (0.9, 1.1)

BLIND_EN = (
    "Whether risk itself has changed: if illness came to weigh more, or a policy halved the risk, "
    "records and scores would look as they do now. Only outcomes show it.",
    "Whether the ranking still holds: a month whose incomes are partly in another unit can look "
    "calm while the order is lost.",
    "Who is missed by both rule and model: only visits drawn at random show it.",
)
BLIND_ZH = (
    "风险本身是否变化: 若疾病影响加重, 或政策使风险减半, 记录和分值看上去并无不同, "
    "只有结果数据能显示。",
    "排序是否仍然有效: 部分收入单位错误时, 分布可能平静而次序已失。",
    "规则与模型都遗漏了谁: 只有随机抽查入户能显示。",
)
"""What a month without outcomes cannot show (seen in trials: none of the three moved an index)."""


def alarms(found: Month) -> list[Alarm]:
    """Everything that is beyond its bound, the records first."""
    return [
        *_age(found),
        *_features(found.features),
        *_scores(found),
        *_rule(found),
        *_dimensions(found),
        *_outcomes(found),
    ]


def _age(found: Month) -> Iterator[Alarm]:
    if found.months_old > EXPIRES_AFTER:
        yield Alarm(
            code="expired",
            en=f"the outcomes that the model was judged by are {found.months_old} months old: "
            f"after {EXPIRES_AFTER} months it has expired and scores nobody, train a new one",
            zh=f"检验模型所用结果距今{found.months_old}个月, 超过{EXPIRES_AFTER}个月即过期, "
            "不再评分: 请重新训练",
        )


def _features(features: list[FeatureDrift]) -> Iterator[Alarm]:
    for one in features:
        if one.other_unit > OTHER_UNIT:
            yield Alarm(
                code="other_unit",
                en=f"{one.label_en}: {one.other_unit:.1%} of the values are in another unit",
                zh=f"{one.label_zh}: {one.other_unit:.1%}的数值疑似单位错误(如万元填作元)",
            )
        if one.stability_index > MOVED:
            yield Alarm(
                code="feature_moved",
                en=f"{one.label_en}: stability index {one.stability_index:.2f}",
                zh=f"{one.label_zh}: 稳定性指数{one.stability_index:.2f}",
            )
        if one.missing_now - one.missing_then > MORE_MISSING:
            yield Alarm(
                code="more_missing",
                en=f"{one.label_en}: {one.missing_now:.0%} missing, {one.missing_then:.0%} in "
                "training",
                zh=f"{one.label_zh}: 缺失{one.missing_now:.0%}, 训练时{one.missing_then:.0%}",
            )


def _scores(found: Month) -> Iterator[Alarm]:
    if found.score_stability_index > MOVED:
        yield Alarm(
            code="score_moved",
            en=f"scores: stability index {found.score_stability_index:.2f}",
            zh=f"分值: 稳定性指数{found.score_stability_index:.2f}",
        )
    if found.not_scored > NOT_SCORED:
        yield Alarm(
            code="not_scored",
            en=f"{found.not_scored:.0%} of the households cannot be scored",
            zh=f"{found.not_scored:.0%}的农户无法评分",
        )


def _rule(found: Month) -> Iterator[Alarm]:
    held = found.rule_fires
    if held.then is not None and abs(held.now - held.then) > RULE_MOVED:
        yield Alarm(
            code="rule_moved",
            en=f"the rule points to {held.now:.0%} of the households, {held.then:.0%} then",
            zh=f"规则提示{held.now:.0%}的农户, 训练时{held.then:.0%}",
        )


def _dimensions(found: Month) -> Iterator[Alarm]:
    for held in found.dimensions:
        if held.then is not None and abs(held.now - held.then) > DIMENSION_MOVED:
            english, chinese = (w[Dimension(held.name)] for w in (DIMENSION_EN, DIMENSION_ZH))
            yield Alarm(
                code="explanation_moved",
                en=f"{english} makes {held.now:.0%} of all reasons, {held.then:.0%} then",
                zh=f"{chinese}占全部依据的{held.now:.0%}, 训练时{held.then:.0%}",
            )


def _outcomes(found: Month) -> Iterator[Alarm]:
    held = found.outcomes.observed_over_expected if found.outcomes else None
    low, high = MISCALIBRATED
    if held and (held.low > high or held.high < low):
        yield Alarm(
            code="miscalibrated",
            en=f"{held.value:.2f} times as many fell back as expected ({held.low:.2f} to "
            f"{held.high:.2f})",
            zh=f"实际返贫致贫为预期的{held.value:.2f}倍({held.low:.2f}至{held.high:.2f})",
        )
