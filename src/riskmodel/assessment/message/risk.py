"""What the model expects of a household, and why."""

from typing import Annotated, Literal

from pydantic import Field

from riskmodel.assessment.message.base import Message

ESTIMAND_EN = (
    "The probability that a household which is not poor on the as-of date is poor (measured "
    "income below the line, or a guarantee lost) within {months} months, under the assistance it "
    "now has. A low score never lowers the priority of a household already helped."
)
ESTIMAND_ZH = (
    "在基准日未贫困的农户, 在现有帮扶条件下, 未来 {months} 个月内陷入贫困(实测收入低于监测范围线, "
    "或出现保障缺失)的概率。分值低绝不降低已帮扶农户的优先次序。"
)
Band = Literal["high", "elevated", "ordinary"]


class ReasonNotScored(Message):
    """Why no score is given."""

    code: str
    zh: str
    en: str


class Risk(Message):
    """What the model expects; all figures are null where the household is not scored."""

    model: str
    version: str
    artifact_sha256: str
    scored: bool
    probability: Annotated[float, Field(ge=0, le=1)] | None
    band: Band | None
    percentile: Annotated[float, Field(ge=0, le=100)] | None
    horizon_months: int
    estimand_zh: str
    estimand_en: str
    not_scored: list[ReasonNotScored]


class FieldContribution(Message):
    """One feature's pull on the score, in log-odds before calibration."""

    field: str
    label_zh: str
    label_en: str
    dimension: str
    contribution: float


class DimensionContribution(Message):
    """The pulls of one policy dimension, summed."""

    dimension: str
    label_zh: str
    label_en: str
    contribution: float


class ReasonInWords(Message):
    """One reason in both languages."""

    field: str
    zh: str
    en: str


class Explanation(Message):
    """Why the score is what it is: `base_value` plus all contributions is `raw_score`."""

    unit: Literal["log-odds before calibration"] = "log-odds before calibration"
    base_value: float
    raw_score: float
    contributions: list[FieldContribution]
    dimensions: list[DimensionContribution]
    reasons: list[ReasonInWords]
