"""How a household's value compares with the households that the version was trained on.

The figures come from the version's own reference, so that a sentence says the same as long as the
version does. A figure is said rounded away from the claim, never towards it: "half have 1.60 or
more" is true of 1.60 and not only of what was rounded to it.
"""

from typing import NamedTuple

from riskmodel.explanation.figures import Rounding, rounded, value_in_words
from riskmodel.modelling.features import AnyFeature, Unit
from riskmodel.modelling.model import Distribution

COMPARED_EN = "the households this version was trained on, those whose answer is known"
COMPARED_ZH = "本版本训练所用且该项已知的农户"
SMALLEST_SHARE = 0.01
"""Of less and of all but less is only said that it is less."""


class Compared(NamedTuple):
    """The comparison in both languages.

    `side` is 1 where the value is high among the households, -1 where it is low, 0 where it is
    neither or has no order.
    """

    en: str
    zh: str
    side: int


def compare(feature: AnyFeature, value: float, held: Distribution) -> Compared:
    """Set a known value against the known values of the training rows."""
    if feature.unit is Unit.PEOPLE:
        return _count(value, held)
    if feature.unit in (Unit.YES_NO, Unit.CATEGORY):
        ordered = feature.unit is Unit.YES_NO
        return _same(_shares(value, held)[1], (1 if value else -1) if ordered else 0)
    return _beside_median(feature, value, held.median)


def _beside_median(feature: AnyFeature, value: float, median: float) -> Compared:
    """Which half the value is in, and where the halves meet."""
    if value_in_words(feature, value) == value_in_words(feature, median):
        return Compared("about the same as the middle household", "与居中农户大致相同", 0)
    low = value < median
    way = Rounding.DOWN if low else Rounding.UP
    english, chinese = value_in_words(feature, rounded(feature.unit, median, way))
    if low:
        return Compared(
            f"half of households have {english} or more", f"半数农户为{chinese}及以上", -1
        )
    return Compared(f"half of households have {english} or less", f"半数农户为{chinese}及以下", 1)


def _count(value: float, held: Distribution) -> Compared:
    """How many have the same count, or one as far out or further where there is any."""
    fewer, same, more = _shares(value, held)
    side = (more < fewer) - (fewer < more)
    beyond = more if side > 0 else fewer
    if side == 0 or beyond == 0 < same:
        return _same(same, side)
    english, chinese = _percent(same + beyond)
    if side > 0:
        return Compared(
            f"{english} of households have as many or more", f"{chinese}的农户不少于此", 1
        )
    return Compared(
        f"{english} of households have as many or fewer", f"{chinese}的农户不多于此", -1
    )


def _same(share: float, side: int) -> Compared:
    english, chinese = _percent(share)
    return Compared(f"{english} of households have the same", f"{chinese}的农户与此相同", side)


def _shares(value: float, held: Distribution) -> tuple[float, float, float]:
    """The shares of households below, at and above a value."""
    pairs = list(zip(held.answers, held.answer_shares, strict=True))
    below = sum(share for answer, share in pairs if answer < value)
    above = sum(share for answer, share in pairs if answer > value)
    return below, sum(share for answer, share in pairs if answer == value), above


def _percent(share: float) -> tuple[str, str]:
    if share < SMALLEST_SHARE:
        return "fewer than 1%", "不足1%"
    if share > 1 - SMALLEST_SHARE:
        return "more than 99%", "超过99%"
    return f"{share:.0%}", f"{share:.0%}"
