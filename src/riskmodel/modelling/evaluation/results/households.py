"""How the model does for groups and bands, beside the rule and beside another outcome."""

from typing import Literal

from riskmodel.modelling.evaluation.results.part import Figure, Part


class GroupFigures(Part):
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
    crossed: bool = False
    """Whether it is where two groups meet; such are listed only where there are events enough."""
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


class Certain(Part):
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


class RuleCell(Part):
    """Households by what the rule found and by the model's band."""

    rule: Literal["fires", "silent", "cannot say"]
    band: str
    rows: int
    events: int
    rate: Figure | None


class BesideRule(Part):
    """The rule and the model on the same households."""

    name: str
    cells: list[RuleCell]
    silent_rate: Figure | None
    """Of the households that the rule did not point to, the share that fell back."""
    silent_and_high_rate: Figure | None
    """The same among those that the model bands high."""


class LabelAgreement(Part):
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
