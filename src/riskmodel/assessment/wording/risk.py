"""Say why there is no score, in Chinese and English."""

from collections.abc import Sequence

from riskmodel.assessment.message.risk import ReasonNotScored
from riskmodel.modelling.features import Feature
from riskmodel.schema.household import FIELDS


def reasons_not_scored(
    lacking: Sequence[Feature], slipped: Sequence[str]
) -> list[ReasonNotScored]:
    """Why there is no score; empty where there is one."""
    unknown = [
        ReasonNotScored(
            code=f"{feature.name}_unknown",
            zh=f"缺少或无法识别“{feature.label_zh}”, 模型不予评分, 请先入户核实",
            en=f"{feature.label_en} is unknown or of a kind the model has not seen: see the "
            "household first",
        )
        for feature in lacking
    ]
    in_another_unit = [
        ReasonNotScored(
            code=f"{name}_in_another_unit",
            zh=f"“{FIELDS[name].name_zh}”极小而不为0, 应是以万元填报, 不予评分: 请以元填报",
            en=f"{FIELDS[name].name_en} is not 0 but tiny, as if in ten thousands of yuan: "
            "give it in yuan",
        )
        for name in slipped
    ]
    return unknown + in_another_unit
