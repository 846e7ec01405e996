"""One sentence a reason, in Chinese and English, with the household's own figure.

A sentence says what is recorded, how that compares with other households and which way the score
moves with it: "associated with", never "because". Of a missing field it says only that it is
missing; of a figure made from several fields, that it cannot be worked out, for which of them is
missing the figure does not tell.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.comparison import Compared, compare
from riskmodel.explanation.figures import value_in_words
from riskmodel.explanation.strongest import strongest
from riskmodel.modelling.features import AnyFeature
from riskmodel.modelling.model import Distribution

Floats = NDArray[np.float64]


class Reason(NamedTuple):
    """One reason in both languages; `contribution` in log-odds before calibration."""

    field: str
    zh: str
    en: str
    dimension: str
    contribution: float


def reason(
    feature: AnyFeature, value: float, contribution: float, held: Distribution | None = None
) -> Reason:
    """The sentence for one feature of one household.

    `held` is what the training rows held of the feature; without it nothing is compared.
    """
    way_en, way_zh = ("higher", "较高") if contribution > 0 else ("lower", "较低")
    if np.isnan(value):
        gap_en, gap_zh = _gap_in_words(feature)
        en = f"{feature.label_en} {gap_en}; the gap itself is associated with {way_en} risk"
        zh = f"“{feature.label_zh}”{gap_zh}, 该缺失本身与{way_zh}风险相关"
        return Reason(feature.name, zh, en, feature.dimension, contribution)
    said_en, said_zh = value_in_words(feature, value)
    compared = compare(feature, value, held) if held else None
    if compared:
        said_en, said_zh = f"{said_en}; {compared.en}", f"{said_zh}, {compared.zh}"
    alone = compared is None or not _reads_the_other_way(feature, compared, contribution)
    rest_en, rest_zh = ("", "") if alone else ("with the rest of its record ", "结合其他情况")
    en = f"{feature.label_en}: {said_en}; {rest_en}associated with {way_en} risk"
    zh = f"{feature.label_zh}: {said_zh}, {rest_zh}与{way_zh}风险相关"
    return Reason(feature.name, zh, en, feature.dimension, contribution)


def top_reasons(
    features: Sequence[AnyFeature],
    distributions: Mapping[str, Distribution],
    x: Floats,
    values: Floats,
    count: int = 5,
) -> list[Reason]:
    """The strongest reasons of one household, at most `count`; none that pulls nowhere.

    `x` and `values` are its features and their contributions, shape (features,); `distributions`
    are those of the version's reference, by feature.
    """
    order = strongest(values[None, :], count)[0]
    return [
        reason(
            features[place],
            float(x[place]),
            float(values[place]),
            distributions.get(features[place].name),
        )
        for place in order[order >= 0].tolist()
    ]


def _reads_the_other_way(feature: AnyFeature, compared: Compared, contribution: float) -> bool:
    """Whether the comparison alone would lead a reader to expect the other direction.

    A score is set against many households and not against the middle one, so that a little more
    than half of them of what protects can still go with more risk.
    """
    return feature.monotone * compared.side * contribution < 0


def _gap_in_words(feature: AnyFeature) -> tuple[str, str]:
    """What may be said of an unknown value: a ratio can be unknown though all was recorded."""
    if set(feature.inputs) <= {feature.name}:
        return "is not recorded", "未记录"
    return "cannot be worked out from what is recorded", "无法由现有记录算出"
