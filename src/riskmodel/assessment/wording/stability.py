"""Say how sure the reasons are, and mark the one that is not, in Chinese and English."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from riskmodel.assessment.message.risk import ReasonStability
from riskmodel.explanation.phrasing import Reason
from riskmodel.explanation.stability import Stability
from riskmodel.modelling.features import AnyFeature

_NOT_KNOWN = ReasonStability(
    fits=None,
    first_reason=None,
    first_dimension=None,
    sure=None,
    zh="理由的次序是否稳定未知: 另一次拟合可能有不同次序",
    en="not known from one fit: another might order the reasons otherwise",
)
_NAMED = 2


def stability_message(found: Stability | None, features: Sequence[AnyFeature]) -> ReasonStability:
    """In how many fits the first reason and the first dimension stay the same."""
    if found is None:
        return _NOT_KNOWN
    sure = found.is_sure(found.first_reason)
    zh, en = _order(found) if sure else _doubt(found, features)
    return ReasonStability(
        fits=found.fits,
        first_reason=found.first_reason,
        first_dimension=found.first_dimension,
        sure=sure,
        zh=zh,
        en=en,
    )


class Worded(NamedTuple):
    """What a `ReasonInWords` says."""

    field: str
    zh: str
    en: str
    sure: bool | None


def reasons_in_words(
    reasons: Sequence[Reason], found: Stability | None, features: Sequence[AnyFeature]
) -> list[Worded]:
    """Reasons from the strongest, each marked where too few fits agree with it.

    The first must come first in them, too.
    """
    if found is None:
        return [Worded(one.field, one.zh, one.en, None) for one in reasons]
    places = _places(tuple(features))
    return [
        _marked(one, found, int(found.same_way[places[one.field]]), first=rank == 0)
        for rank, one in enumerate(reasons)
    ]


def _marked(reason: Reason, found: Stability, same_way: int, *, first: bool) -> Worded:
    zh, en, sure = reason.zh, reason.en, True
    if not found.is_sure(same_way):
        zh += f"; 方向把握不足: {found.fits}次拟合中{same_way}次如此"
        en += f"; this direction is not sure: so in {same_way} of {found.fits} fits"
        sure = False
    if first and not found.is_sure(found.first_reason):
        zh += f"; 次序把握不足: {found.fits}次拟合中{found.first_reason}次居首"
        en += f"; this order is not sure: first in {found.first_reason} of {found.fits} fits"
        sure = False
    return Worded(reason.field, zh, en, sure)


@lru_cache(maxsize=16)
def _places(features: tuple[AnyFeature, ...]) -> dict[str, int]:
    return {feature.name: place for place, feature in enumerate(features)}


def _order(found: Stability) -> tuple[str, str]:
    return (
        f"{found.fits}次拟合中, {found.first_reason}次首要理由相同, "
        f"{found.first_dimension}次首要方面相同",
        f"of {found.fits} fits {found.first_reason} have the same first reason and "
        f"{found.first_dimension} the same first dimension",
    )


def _doubt(found: Stability, features: Sequence[AnyFeature]) -> tuple[str, str]:
    label = {feature.name: feature for feature in features}
    others = [label[name] for name in found.instead[:_NAMED]]
    zh, en = _order(found)
    return (
        f"次序把握不足: {zh}; 其他拟合以“{'”“'.join(one.label_zh for one in others)}”居首",
        f"this order is not sure: {en}; in others {' or '.join(one.label_en for one in others)} "
        "comes first",
    )
