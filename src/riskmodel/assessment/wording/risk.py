"""Say why there is no score, in Chinese and English."""

from collections.abc import Sequence

from riskmodel.assessment.message.risk import ReasonNotScored
from riskmodel.modelling.features import Feature


def reasons_not_scored(lacking: Sequence[Feature]) -> list[ReasonNotScored]:
    """Why there is no score; empty where there is one."""
    return [
        ReasonNotScored(
            code=f"{feature.name}_unknown",
            zh=f"缺少或无法识别“{feature.label_zh}”, 模型不予评分, 请先入户核实",
            en=f"{feature.label_en} is unknown or of a kind the model has not seen: see the "
            "household first",
        )
        for feature in lacking
    ]
