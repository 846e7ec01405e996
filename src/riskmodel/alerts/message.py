"""An alert as it is told, on every road."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from riskmodel.alerts.signals import Kind
from riskmodel.modelling.model import Band


class AlertPart(BaseModel):
    """A part of an alert; frozen, with no field beyond those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(AlertPart):
    """One reason in both languages; `of` says whether rule or model gives it."""

    of: Literal["rule", "model"]
    zh: str
    en: str


class Acknowledged(AlertPart):
    """Who took an alert up, when, and with what words."""

    at: datetime.datetime
    by: str
    words: str


class AlertRead(AlertPart):
    """What is new of a household, and by when somebody is to decide.

    `kinds` names all that is new, `kind` the first of them. `band_then` is of the last assessment
    that had a score, null where there is none: it is never low for want of a score. `reasons` are
    empty where the assessment is kept no longer.
    """

    alert_id: str
    assessment_id: str
    previous_assessment_id: str | None
    household_id: str
    as_of_date: datetime.date
    area: str
    kind: Kind
    kinds: list[Kind]
    zh: str
    en: str
    band_then: Band | None
    band_now: Band | None
    other_model: bool
    rules: list[str]
    reasons: list[Reason]
    made_at: datetime.datetime
    decide_by: datetime.date | None
    overdue: bool
    acknowledged: Acknowledged | None


class Measured(AlertPart):
    """What became of households after alerts of a kind; null figures are too few to say.

    `alerts` were made, the outcome of `known` is known, `fell_back` of those were poor within the
    horizon; `low` and `high` are the ends of the 95 % interval of the share.
    """

    kind: Kind
    alerts: int
    known: int
    fell_back: int
    share: float | None
    low: float | None
    high: float | None
    zh: str
    en: str


class AlertPage(AlertPart):
    """Alerts in the order in which they were made; there is no other order.

    `next_cursor` goes on after the last one given, now or later; `more` says that there are more
    now. `measured` tells how often each kind was right so far.
    """

    alerts: list[AlertRead]
    next_cursor: str
    more: bool
    measured: list[Measured]
