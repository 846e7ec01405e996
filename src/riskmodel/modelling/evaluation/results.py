"""What an evaluation says, as one record that is stored, drawn and printed."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from riskmodel.errors import SchemaMismatchError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """A figure with its village-clustered 95 % interval."""

    value: float
    low: float
    high: float


class Ties(_Part):
    """Recall if the households tied at the capacity fall worst, at random, and best."""

    worst: float
    drawn: float
    best: float


class Ranked(_Part):
    """How well one score puts households in order; figures at capacity by per cent.

    `recall` is 1 minus the exclusion error, `precision` 1 minus the inclusion error.
    `gap_recall` weighs each household that fell by how far below the line it fell;
    `welfare` is the gain in welfare of equal transfers to the list as a share of that of a
    perfect list (see `welfare.py`); `one_more_point` is the recall that one more point of
    capacity adds.
    """

    auc: Figure
    average_precision: Figure
    recall: dict[str, Figure]
    precision: dict[str, Figure]
    gap_recall: dict[str, Figure]
    welfare: dict[str, Figure]
    one_more_point: dict[str, Figure]
    ties: dict[str, Ties]


class Compared(_Part):
    """The model minus one rival on the same rows, paired within each resample.

    `rows` and `events` are those that the rival was asked about.
    """

    rival: str
    rows: int
    events: int
    auc: Figure
    average_precision: Figure
    recall: dict[str, Figure]
    model_auc: float
    rival_auc: float
    verdict: Literal["beats", "ties", "loses"]
    """`beats`: the interval of AUC is above zero, and that of average precision not below it."""
    not_worse: bool
    """Whether the rival is within the margin of the model in AUC and average precision."""


class CalibrationBin(_Part):
    """One tenth of the tested households, by predicted probability."""

    rows: int
    predicted: float
    observed: Figure


class Calibrated(_Part):
    """How well probabilities come true.

    `integrated_index` is the mean distance of the probabilities from a smooth curve of what came
    true (ICI, Austin and Steyerberg 2019, Stat Med 38:4051), by an isotonic curve.
    """

    observed_over_expected: Figure
    slope: Figure
    integrated_index: float
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


class LaterTest(_Part):
    """Models of one origin tested on one day, in villages that they have not seen."""

    origin: datetime.date
    day: datetime.date
    months_old: int
    rows: int
    events: int
    auc: Figure
    average_precision: Figure


class Regret(_Part):
    """What choosing a score by the past would have cost at the next origin.

    `chosen` had the best mean average precision over the origins before `origin`; `past` is what
    it gave away on them to the best of each, `next_time` what it then gave away at `origin`.
    """

    origin: datetime.date
    chosen: str
    past: float
    next_time: float


class NetBenefit(_Part):
    """Decision curves: net benefit a household over thresholds, by way of deciding.

    Vickers and Elkin 2006, Med Decis Making 26:565. `lead` is the model minus the best other way
    at each threshold, paired within each resample.
    """

    thresholds: list[float]
    curves: dict[str, list[float]]
    lead: list[Figure]


class GroupFigures(_Part):
    """One group of households; a figure is None where there are too few events to say.

    Errors are those of the model's list at the capacity of the upper band, held fixed.
    `exclusion_ratio` is the group's exclusion error over that of all other households.
    `called_low` is the share of those who fell back that had been banded ordinary.
    """

    group: str
    level: str
    label_en: str
    label_zh: str
    disparity: bool
    """Whether the exclusion error of the group is held to that of the others by the gate."""
    rows: int
    events: int
    followed: float
    """Share of the cohort's households of the group whose outcome is known."""
    base_rate: float
    see_first: float
    auc: Figure | None
    observed_over_expected: Figure | None
    exclusion_error: Figure | None
    exclusion_ratio: Figure | None
    inclusion_error: Figure | None
    called_low: Figure | None


class Certain(_Part):
    """What the bands and the intervals were worth on the test rows.

    `share` and `rate` are by band: of the households tested, and of those in the band that fell
    back. `called_low` is the share of those who fell back that had been banded ordinary, which
    was to be at most `miss_at_most`. `in_interval` is the share of hundredths of the test rows by
    score whose rate of events lay in the mean interval, `width` the mean width of an interval.
    """

    share: dict[str, float]
    rate: dict[str, Figure]
    called_low: Figure
    miss_at_most: float
    in_interval: float
    width: float


class RuleCell(_Part):
    """Households by what the rule found and by the model's band."""

    rule: Literal["fires", "silent", "cannot say"]
    band: str
    rows: int
    events: int
    rate: Figure | None


class BesideRule(_Part):
    """The rule and the model on the same households."""

    name: str
    cells: list[RuleCell]
    silent_rate: Figure | None
    """Of the households that the rule did not point to, the share that fell back."""
    silent_and_high_rate: Figure | None
    """The same among those that the model bands high."""


class Attrition(_Part):
    """What became of the cohort of one index date, in households."""

    as_of_date: datetime.date
    cohort: int
    follow_up: dict[str, int]
    events: int


class Incidence(_Part):
    """What had become of one band's households some months after the oldest origin.

    `cumulative` is the share that had fallen back by then, with exits competing (Aalen and
    Johansen 1978); `without_exits` is one minus Kaplan and Meier, which takes those who left as
    still to fall and so says too much.
    """

    band: str
    months: int
    at_risk: int
    fell: int
    left: int
    cumulative: Figure
    without_exits: float


class FollowedUp(_Part):
    """What households that were not followed could do to the headline.

    `observed_weighted` weighs those that were followed by one over their chance of being so,
    `all_poor` and `none_poor` take every household that was not followed as fallen or as not.
    """

    cohort: int
    not_followed: int
    base_rate: dict[str, float]
    auc: dict[str, float]
    recall: dict[str, float]
    """At the capacity of the upper band."""


class LabelAgreement(_Part):
    """Measured poverty beside entry into monitoring, on households with both outcomes known."""

    rows: int
    both: int
    only_measured: int
    only_listed: int
    neither: int
    kappa: Figure
    """Cohen's kappa."""
    auc_of_other: Figure
    """The model against the outcome that it was not trained on."""


class CardLine(_Part):
    """One line of the points card."""

    label_zh: str
    label_en: str
    points: int


class PointsCardTwin(_Part):
    """The card that a field worker adds up by hand, and what it loses to the model."""

    lines: list[CardLine]
    recall_lost: dict[str, Figure]


class Recommendation(_Part):
    """The simplest score that is not worse than the best by the margin."""

    score: str
    margin: float
    why: str


class Evaluation(_Part):
    """The whole evaluation; `blocks` run from the oldest origin to the newest, the headline."""

    definition: str
    estimand: str
    panel: dict[str, str]
    panel_sha256: str
    horizon_months: int
    embargo_months: int
    unseen_villages: bool
    future_year: bool
    weighted: bool
    village_to_row_width: float
    """How much wider the interval of AUC is by villages than if rows were drawn alone."""
    fewest_events: int
    """Below this many events a figure is too few to say."""
    blocks: list[TestedBlock]
    unweighted: dict[str, Ranked]
    compared: list[Compared]
    absent: dict[str, str]
    """Rivals that the panel could not give, with the reason."""
    recommendation: Recommendation
    calibration: Calibrated
    later: list[LaterTest]
    regret: list[Regret]
    net_benefit: NetBenefit
    groups: list[GroupFigures]
    certainty: Certain
    beside_rule: BesideRule | None
    attrition: list[Attrition]
    incidence: list[Incidence]
    followed_up: FollowedUp | None
    agreement: LabelAgreement | None
    points_card: PointsCardTwin | None
    warnings: list[str]

    @property
    def headline(self) -> TestedBlock:
        """The newest origin."""
        return self.blocks[-1]


def parse_evaluation(content: bytes) -> Evaluation:
    """An evaluation from its JSON; raises SchemaMismatchError for one of another release."""
    try:
        return Evaluation.model_validate_json(content)
    except ValidationError as error:
        message = (
            "the version was evaluated by another release, whose figures this one does not know: "
            "train it again, or use that release"
        )
        raise SchemaMismatchError(message) from error
