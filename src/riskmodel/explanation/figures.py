"""A feature's value as it is said, in English and Chinese, and what rounding does to it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import lru_cache

from riskmodel.modelling.features import AnyFeature, Unit

_SAID = {
    Unit.TIMES_LINE: (2, "{} times the line", "监测线的{}倍"),
    Unit.SHARE: (0, "{}%", "{}%"),
    Unit.RATIO: (2, "{}", "{}"),
    Unit.YEARS: (0, "{} years", "{}岁"),
    Unit.MONTHS: (1, "{} months", "{}个月"),
    Unit.MINUTES: (0, "{} minutes", "{}分钟"),
    Unit.LITRES: (0, "{} litres a head and day", "每人每日{}升"),
    Unit.DAYS: (0, "{} days a year", "每年{}天"),
    Unit.SQUARE_METRES: (0, "{} m²", "{}平方米"),
    Unit.MU: (1, "{} mu", "{}亩"),
    Unit.KILOMETRES: (1, "{} km", "{}公里"),
    Unit.PEOPLE: (0, "{}", "{}人"),
}
"""By unit: decimals, and the words round the figure in English and Chinese."""


class Rounding(StrEnum):
    """Which way a figure is rounded when it is said."""

    DOWN = ROUND_FLOOR
    UP = ROUND_CEILING


@lru_cache(maxsize=4096)
def value_in_words(feature: AnyFeature, value: float) -> tuple[str, str]:
    """A known value as it is said, in English and Chinese."""
    if feature.unit is Unit.YES_NO:
        return ("yes", "是") if value else ("no", "否")
    if feature.unit is Unit.CATEGORY:
        choice = feature.categories[int(value)]
        return choice.name_en, choice.name_zh
    decimals, english, chinese = _SAID[feature.unit]
    figure = f"{value * _scale(feature.unit):z.{decimals}f}"
    return english.format(figure), chinese.format(figure)


@lru_cache(maxsize=4096)
def rounded(unit: Unit, value: float, rounding: Rounding) -> float:
    """The figure that is said of a value where it is rounded one way, as a value again."""
    places = _SAID[unit][0] + (2 if unit is Unit.SHARE else 0)
    # repr: the shortest decimal that is this double, so that 0.29 is not rounded down to 0.28
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), str(rounding)))


def _scale(unit: Unit) -> int:
    return 100 if unit is Unit.SHARE else 1
