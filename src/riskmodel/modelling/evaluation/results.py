"""What an evaluation says, as one record that is stored, drawn and printed."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """A figure with its village-clustered 95 % interval."""

    value: float
    low: float
    high: float


class Ranked(_Part):
    """How well one score puts households in order; recall by capacity in per cent."""

    auc: Figure
    average_precision: Figure
    recall: dict[str, Figure]


class Compared(_Part):
    """The model minus one rival on the same rows, paired within each resample."""

    rival: str
    auc: Figure
    average_precision: Figure
    recall: dict[str, Figure]
    verdict: Literal["beats", "ties", "loses"]
    """`beats`: the interval of AUC is above zero, and that of average precision not below it."""


class CalibrationBin(_Part):
    """One tenth of the tested households, by predicted probability."""

    rows: int
    predicted: float
    observed: Figure


class Calibrated(_Part):
    """How well probabilities come true."""

    observed_over_expected: Figure
    slope: Figure
    brier: float
    brier_of_base_rate: float
    bins: list[CalibrationBin]


class TestedBlock(_Part):
    """One origin: what was trained and tested, and how each score did."""

    origin: datetime.date
    folds: int
    training_rows: int
    training_events: int
    training_days: list[datetime.date]
    calibration_days: list[datetime.date]
    rows: int
    events: int
    villages: int
    base_rate: float
    scores: dict[str, Ranked]


class Attrition(_Part):
    """What became of the cohort of one index date, in households."""

    as_of_date: datetime.date
    cohort: int
    follow_up: dict[str, int]
    events: int


class Evaluation(_Part):
    """The whole evaluation; `blocks` run from the oldest origin to the newest, the headline."""

    definition: str
    panel: dict[str, str]
    panel_sha256: str
    horizon_months: int
    unseen_villages: bool
    future_year: bool
    weighted: bool
    blocks: list[TestedBlock]
    unweighted: dict[str, Ranked]
    compared: list[Compared]
    calibration: Calibrated
    attrition: list[Attrition]
    warnings: list[str]

    @property
    def headline(self) -> TestedBlock:
        """The newest origin."""
        return self.blocks[-1]
