"""Which missing answers of a record matter to its score."""

from riskmodel.assessment.message.base import Message
from riskmodel.assessment.message.risk import OfOneScore, ReasonNotScored
from riskmodel.modelling.model import Band


class ScoreRange(Message):
    """Two raw scores, in log-odds before calibration."""

    low: float
    high: float


class MissingAnswer(Message):
    """One unanswered field, and how far an answer to it alone could move the score.

    `bound` is guaranteed. `likely` holds nine in ten of the scores with the answers of households
    of the background sample, and `changing` is the share of them in another band. All figures are
    null where there is no score; then `needed` marks the answers that it waits for.
    """

    field: str
    label_zh: str
    label_en: str
    needed: bool
    can_change_band: bool | None
    bound: ScoreRange | None
    likely: ScoreRange | None
    changing: float | None
    zh: str
    en: str


class MissingAnswers(OfOneScore):
    """The unanswered fields, the first to ask in front.

    `bound` is for all answers together. `stop_asking` says that no answers whatever can change
    the band; the rules may still need them.
    """

    scored: bool
    raw_score: float | None
    band: Band | None
    not_scored: list[ReasonNotScored]
    stop_asking: bool
    bound: ScoreRange | None
    answers: list[MissingAnswer]
    zh: str
    en: str
