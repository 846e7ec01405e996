"""One sentence a reason, in Chinese and English, with the household's own figure.

A sentence says what is recorded and which way the score moves with it: "associated with", never
"because". Of a missing field it says only that it is missing; of a figure made from several
fields, that it cannot be worked out, for which of them is missing the figure does not tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.features import AnyFeature, Unit

Floats = NDArray[np.float64]

_SAID_EN = {
    Unit.TIMES_LINE: "{:z.2f} times the line",
    Unit.SHARE: "{:z.0%}",
    Unit.RATIO: "{:z.2f}",
    Unit.YEARS: "{:z.0f} years",
    Unit.MONTHS: "{:z.1f} months",
    Unit.MINUTES: "{:z.0f} minutes",
    Unit.LITRES: "{:z.0f} litres a head and day",
    Unit.DAYS: "{:z.0f} days a year",
    Unit.SQUARE_METRES: "{:z.0f} m²",
    Unit.MU: "{:z.1f} mu",
    Unit.KILOMETRES: "{:z.1f} km",
    Unit.PEOPLE: "{:z.0f}",
}
_SAID_ZH = {
    Unit.TIMES_LINE: "监测线的{:z.2f}倍",
    Unit.SHARE: "{:z.0%}",
    Unit.RATIO: "{:z.2f}",
    Unit.YEARS: "{:z.0f}岁",
    Unit.MONTHS: "{:z.1f}个月",
    Unit.MINUTES: "{:z.0f}分钟",
    Unit.LITRES: "每人每日{:z.0f}升",
    Unit.DAYS: "每年{:z.0f}天",
    Unit.SQUARE_METRES: "{:z.0f}平方米",
    Unit.MU: "{:z.1f}亩",
    Unit.KILOMETRES: "{:z.1f}公里",
    Unit.PEOPLE: "{:z.0f}人",
}


@dataclass(frozen=True)
class Reason:
    """One reason in both languages; `contribution` in log-odds before calibration."""

    field: str
    zh: str
    en: str
    dimension: str
    contribution: float


def value_in_words(feature: AnyFeature, value: float) -> tuple[str, str]:
    """A known value as it is said, in English and Chinese."""
    if feature.unit is Unit.YES_NO:
        return ("yes", "是") if value else ("no", "否")
    if feature.unit is Unit.CATEGORY:
        choice = feature.categories[int(value)]
        return choice.name_en, choice.name_zh
    return _SAID_EN[feature.unit].format(value), _SAID_ZH[feature.unit].format(value)


def _gap_in_words(feature: AnyFeature) -> tuple[str, str]:
    """What may be said of an unknown value: a ratio can be unknown though all was recorded."""
    if set(feature.inputs) <= {feature.name}:
        return "is not recorded", "未记录"
    return "cannot be worked out from what is recorded", "无法由现有记录算出"


def reason(feature: AnyFeature, value: float, contribution: float) -> Reason:
    """The sentence for one feature of one household."""
    way_en, way_zh = ("higher", "较高") if contribution > 0 else ("lower", "较低")
    if np.isnan(value):
        gap_en, gap_zh = _gap_in_words(feature)
        en = f"{feature.label_en} {gap_en}; the gap itself is associated with {way_en} risk"
        zh = f"“{feature.label_zh}”{gap_zh}, 该缺失本身与{way_zh}风险相关"
    else:
        said_en, said_zh = value_in_words(feature, value)
        en = f"{feature.label_en}: {said_en}; associated with {way_en} risk"
        zh = f"{feature.label_zh}: {said_zh}, 与{way_zh}风险相关"
    return Reason(feature.name, zh, en, feature.dimension, contribution)


def top_reasons(
    features: Sequence[AnyFeature], x: Floats, values: Floats, count: int = 5
) -> list[Reason]:
    """The strongest reasons of one household, at most `count`; none that pulls nowhere.

    `x` and `values` are its features and their contributions, shape (features,).
    """
    order = np.argsort(-np.abs(values), kind="stable")[:count]
    return [
        reason(features[place], float(x[place]), float(values[place]))
        for place in order
        if values[place] != 0
    ]
