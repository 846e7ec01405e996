"""Say how sure the reasons are, and mark the one that is not, in Chinese and English."""

from collections.abc import Sequence
from functools import lru_cache

from riskmodel.assessment.message.risk import ReasonInWords, ReasonStability
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


def reason_in_words(
    reason: Reason, found: Stability | None, features: Sequence[AnyFeature], *, first: bool
) -> ReasonInWords:
    """A reason, marked where too few fits agree with it; the `first` must come first in them."""
    if found is None:
        return ReasonInWords(field=reason.field, zh=reason.zh, en=reason.en, sure=None)
    same_way = int(found.same_way[_places(tuple(features))[reason.field]])
    doubts = []
    if not found.is_sure(same_way):
        doubts.append(
            (
                f"方向把握不足: {found.fits}次拟合中{same_way}次如此",
                f"this direction is not sure: so in {same_way} of {found.fits} fits",
            )
        )
    if first and not found.is_sure(found.first_reason):
        doubts.append(
            (
                f"次序把握不足: {found.fits}次拟合中{found.first_reason}次居首",
                f"this order is not sure: first in {found.first_reason} of {found.fits} fits",
            )
        )
    return ReasonInWords(
        field=reason.field,
        zh="; ".join([reason.zh, *(zh for zh, _ in doubts)]),
        en="; ".join([reason.en, *(en for _, en in doubts)]),
        sure=not doubts,
    )


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
