"""What the model expects of a household, and why."""

from typing import Annotated, Literal

from pydantic import Field

from riskmodel.assessment.message.base import Message
from riskmodel.explanation.contributions import Method
from riskmodel.modelling.model import Band


class ReasonNotScored(Message):
    """Why no score is given."""

    code: str
    zh: str
    en: str


class Interval(Message):
    """Both ends of what the probability may be: a Venn-Abers interval."""

    low: Annotated[float, Field(ge=0, le=1)]
    high: Annotated[float, Field(ge=0, le=1)]


class Risk(Message):
    """What the model expects; all figures are null where the household is not scored.

    The band `see_first` is no low risk: the score is neither high nor certain enough to be called
    low, so that the household is to be seen first.
    """

    model: str
    version: str
    artifact_sha256: str
    scored: bool
    probability: Annotated[float, Field(ge=0, le=1)] | None
    interval: Interval | None
    band: Band | None
    percentile: Annotated[float, Field(ge=0, le=100)] | None
    horizon_months: int
    estimand_zh: str
    estimand_en: str
    not_scored: list[ReasonNotScored]


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
    """Why the score is what it is: `base_value` plus all contributions is `raw_score`.

    `contributions` are by feature; the model's description has each feature's names and dimension.
    `method` says what the household was set against: a background sample of the training
    households, or the training rows that went through each tree.
    """

    unit: Literal["log-odds before calibration"] = "log-odds before calibration"
    method: Method
    base_value: float
    raw_score: float
    contributions: dict[str, float]
    dimensions: list[DimensionContribution]
    reasons: list[ReasonInWords]
