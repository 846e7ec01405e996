"""What the model expects of a household, and why."""

import datetime
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


class OfOneScore(Message):
    """What every answer about one score begins with: whose it is, of which day and version."""

    household_id: str
    as_of_date: datetime.date
    model: str
    version: str
    artifact_sha256: str
    unit: Literal["log-odds before calibration"] = "log-odds before calibration"


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
    """The pulls of one policy dimension, summed.

    `strongest` names the fields under it that pull most, strongest first; their figures are among
    the contributions.
    """

    dimension: str
    label_zh: str
    label_en: str
    contribution: float
    strongest: list[str]


class ReasonInWords(Message):
    """One reason in both languages.

    `sure` says whether enough of the fits that the version averages agree with its direction and,
    for the first reason, with its place; null where that is not known.
    """

    field: str
    zh: str
    en: str
    sure: bool | None


class ReasonStability(Message):
    """In how many of the `fits` the first reason and the first dimension are those of the whole.

    Null where the version is of one fit, or its fits are not told apart.
    """

    fits: int | None
    first_reason: int | None
    first_dimension: int | None
    sure: bool | None
    zh: str
    en: str


class Explanation(Message):
    """Why the score is what it is: `base_value` plus all contributions is `raw_score`.

    `contributions` are by feature; the model's description has each feature's names and dimension.
    `method` says what the household was set against: a background sample of the training
    households, or the training rows that went through each tree.
    The reasons compare the household with what `compared_with` names.
    """

    unit: Literal["log-odds before calibration"] = "log-odds before calibration"
    method: Method
    base_value: float
    raw_score: float
    contributions: dict[str, float]
    dimensions: list[DimensionContribution]
    reasons: list[ReasonInWords]
    stability: ReasonStability
    compared_with_zh: str
    compared_with_en: str
