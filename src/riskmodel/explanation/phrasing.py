"""One sentence a reason, in Chinese and English, with the household's own figure.

A sentence says what is recorded and which way the score moves with it: "associated with", never
"because". Of a missing field it says only that it is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.features import Feature, Unit

Floats = NDArray[np.float64]

_SAID_EN = {
    Unit.TIMES_LINE: "{:.2f} times the line",
    Unit.SHARE: "{:.0%}",
    Unit.RATIO: "{:.2f}",
    Unit.YEARS: "{:.0f} years",
    Unit.MONTHS: "{:.1f} months",
    Unit.MINUTES: "{:.0f} minutes",
    Unit.LITRES: "{:.0f} litres a head and day",
    Unit.DAYS: "{:.0f} days a year",
    Unit.SQUARE_METRES: "{:.0f} m²",
    Unit.MU: "{:.1f} mu",
    Unit.KILOMETRES: "{:.1f} km",
    Unit.PEOPLE: "{:.0f}",
}
_SAID_ZH = {
    Unit.TIMES_LINE: "监测线的{:.2f}倍",
    Unit.SHARE: "{:.0%}",
    Unit.RATIO: "{:.2f}",
    Unit.YEARS: "{:.0f}岁",
    Unit.MONTHS: "{:.1f}个月",
    Unit.MINUTES: "{:.0f}分钟",
    Unit.LITRES: "每人每日{:.0f}升",
    Unit.DAYS: "每年{:.0f}天",
    Unit.SQUARE_METRES: "{:.0f}平方米",
    Unit.MU: "{:.1f}亩",
    Unit.KILOMETRES: "{:.1f}公里",
    Unit.PEOPLE: "{:.0f}人",
}


@dataclass(frozen=True)
class Reason:
    """One reason in both languages; `contribution` in log-odds before calibration."""

    field: str
    zh: str
    en: str
    dimension: str
    contribution: float


def value_in_words(feature: Feature, value: float) -> tuple[str, str]:
    """A known value as it is said, in English and Chinese."""
    if feature.unit is Unit.YES_NO:
        return ("yes", "是") if value else ("no", "否")
    if feature.unit is Unit.CATEGORY:
        choice = feature.categories[int(value)]
        return choice.name_en, choice.name_zh
    return _SAID_EN[feature.unit].format(value), _SAID_ZH[feature.unit].format(value)


def reason(feature: Feature, value: float, contribution: float) -> Reason:
    """The sentence for one feature of one household."""
    way_en, way_zh = ("higher", "较高") if contribution > 0 else ("lower", "较低")
    if np.isnan(value):
        en = f"{feature.label_en} is not recorded; the gap itself is associated with {way_en} risk"
        zh = f"“{feature.label_zh}”未记录, 该缺失本身与{way_zh}风险相关"
    else:
        said_en, said_zh = value_in_words(feature, value)
        en = f"{feature.label_en}: {said_en}; associated with {way_en} risk"
        zh = f"{feature.label_zh}: {said_zh}, 与{way_zh}风险相关"
    return Reason(feature.name, zh, en, feature.dimension, contribution)


def top_reasons(
    features: Sequence[Feature], x: Floats, values: Floats, count: int = 5
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
