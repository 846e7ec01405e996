"""What an assessment says, as one message for API, command line and notebooks."""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ESTIMAND_EN = (
    "The probability that a household which is not poor on the as-of date is poor (measured "
    "income below the line, or a guarantee lost) within {months} months, under the assistance it "
    "now has. A low score never lowers the priority of a household already helped."
)
ESTIMAND_ZH = (
    "在基准日未贫困的农户, 在现有帮扶条件下, 未来 {months} 个月内陷入贫困(实测收入低于监测范围线, "
    "或出现保障缺失)的概率。分值低绝不降低已帮扶农户的优先次序。"
)

ProposedStatus = Literal[
    "no_finding", "clue_verify", "propose_include", "propose_remove", "keep", "data_gap"
]
Agreement = Literal["rule_and_model", "model_only", "rule_only", "neither"]
Band = Literal["high", "elevated", "ordinary"]
Value = bool | int | float | str | list[str] | datetime.date | None


class Message(BaseModel):
    """A part of an assessment; frozen, with no field beyond those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ParameterInForce(Message):
    """The value of a parameter that a rule used, or why there is none."""

    name: str
    value: float | None
    area: str | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    source: str | None = None
    confidence: str | None = None
    reason: str | None = None


class RuleFinding(Message):
    """What one rule found: true, false, or null for unknown, with all that it looked at."""

    rule: str
    name_zh: str
    name_en: str
    met: bool | None
    inputs: dict[str, Value]
    parameters: list[ParameterInForce]
    source: str
    reason_zh: str | None = None
    reason_en: str | None = None


class Eligibility(Message):
    """What the rules found and propose; a person decides."""

    rule_pack: str
    proposed_status: ProposedStatus
    category: str | None
    needs_human: Literal[True] = True
    findings: list[RuleFinding]


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
    not_scored: list[ReasonNotScored] = []


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


class DataQualityFinding(Message):
    """A contradiction or gap in the record that a person should look at; never blocks a score."""

    check: str
    fields: list[str]
    zh: str
    en: str


class Assessment(Message):
    """Rule and score of one household, side by side; neither has changed the other."""

    assessment_id: str
    household_id: str
    as_of_date: datetime.date
    eligibility: Eligibility
    risk: Risk
    explanation: Explanation | None
    agreement: Agreement | None
    data_quality: list[DataQualityFinding]
