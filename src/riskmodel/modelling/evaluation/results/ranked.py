"""How scores put households in order, and how well they come true."""

from typing import Literal

from riskmodel.modelling.evaluation.results.part import Figure, Part


class Ties(Part):
    """Recall if the households tied at the capacity fall worst, at random, and best."""

    worst: float
    drawn: float
    best: float


class Ranked(Part):
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


class Compared(Part):
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


class CalibrationBin(Part):
    """One tenth of the tested households, by predicted probability."""

    rows: int
    predicted: float
    observed: Figure


class Calibrated(Part):
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


class NetBenefit(Part):
    """Decision curves: net benefit a household over thresholds, by way of deciding.

    Vickers and Elkin 2006, Med Decis Making 26:565. `lead` is the model minus the best other way
    at each threshold, paired within each resample.
    """

    thresholds: list[float]
    curves: dict[str, list[float]]
    lead: list[Figure]
