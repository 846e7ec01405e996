"""What measures of the state go with, by the model, one at a time."""

import datetime
from typing import Literal

from riskmodel.assessment.message.base import Message
from riskmodel.assessment.message.risk import OfOneScore, ReasonNotScored
from riskmodel.explanation.levers import Standing
from riskmodel.modelling.model import Band


class LeverTried(Message):
    """One measure; the figures are null where it was not tried, and `standing` says why.

    `difference` is the raw score with the measure less that of the record as it is.
    """

    field: str
    label_zh: str
    label_en: str
    measure: str
    measure_zh: str
    measure_en: str
    standing: Standing
    raw_score: float | None
    difference: float | None
    probability: float | None
    zh: str
    en: str


class LeversTried(OfOneScore):
    """The score of a household, and what it would be with each measure recorded alone.

    An association and no effect, as `warning` says. Who asked, and why, is kept. `levers` is empty
    where the household is not scored.
    """

    association_not_effect: Literal[True] = True
    warning_zh: str
    warning_en: str
    asked_by: str
    recorded_at: datetime.datetime
    scored: bool
    raw_score: float | None
    probability: float | None
    band: Band | None
    not_scored: list[ReasonNotScored]
    levers: list[LeverTried]
