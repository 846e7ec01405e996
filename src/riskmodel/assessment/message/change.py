"""What moved a household's score between two records."""

import datetime
from typing import Literal

from riskmodel.assessment.message.base import Message
from riskmodel.assessment.message.risk import ReasonNotScored
from riskmodel.modelling.model import Band


class AssessedThen(Message):
    """One side of the comparison; figures are null where the household is not scored.

    `line` is the monitoring line in force, yuan a head and year, null where none is configured.
    """

    as_of_date: datetime.date
    version: str
    artifact_sha256: str
    rule_pack: str
    line: float | None
    scored: bool
    raw_score: float | None
    probability: float | None
    band: Band | None
    not_scored: list[ReasonNotScored]


class FieldChange(Message):
    """One record field that changed, and its part, in log-odds before calibration."""

    field: str
    label_zh: str
    label_en: str
    contribution: float
    zh: str
    en: str


class ScoreParts(Message):
    """The change, split: `data` + `rule_pack` + `model` is `total`, and the fields are `data`.

    `model` and `total` are null, and `model_unknown_en` and `_zh` say why, where the version of
    then is not known or not kept: both records are then scored by the version of now. `fields`
    are those that changed and are read, strongest first; `orders` says whether every order in
    which they can change was counted, or a sample that adds up as exactly.
    """

    unit: Literal["log-odds before calibration"] = "log-odds before calibration"
    total: float | None
    data: float
    rule_pack: float
    model: float | None
    model_unknown_zh: str | None
    model_unknown_en: str | None
    orders: Literal["all", "sampled"]
    fields: list[FieldChange]


class ScoreChange(Message):
    """Why the score of a household changed; `parts` is null where a record is not scored.

    An association of the score with what is recorded: it names no cause.
    """

    household_id: str
    then: AssessedThen
    now: AssessedThen
    parts: ScoreParts | None
    zh: list[str]
    en: list[str]
