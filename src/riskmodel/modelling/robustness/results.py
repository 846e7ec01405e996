"""What the refits say, as one record that is stored, drawn and printed."""

from typing import Literal

from riskmodel.modelling.evaluation.paired import Pair
from riskmodel.modelling.evaluation.results.part import Figure, Part


class Optimism(Part):
    """The same learner judged on rows drawn at random, beside the honest figure: never to quote.

    Rows of one household and of one village fall on both sides, and so does the year.
    """

    honest_auc: float
    random_row_auc: float
    honest_average_precision: float
    random_row_average_precision: float


LIST_OVERLAP_TARGET = 0.70
FIRST_REASON_TARGET = 0.80


class Stability(Part):
    """How much of the list, and of its reasons, other seeds and other villages keep.

    Each refit is of the whole learner, so that averages are compared with averages. Means over
    refits: the share of the served model's list that a refit lists too, and among the households
    on both lists the share whose first reason is the same feature, the share of the first three
    reasons that stay among them, and the share whose first policy dimension is the same once the
    features of each are summed. First is what pulls hardest either way, as an assessment has it.
    """

    refits: int
    list_overlap: float
    first_reason: float
    first_three: float
    first_dimension: float

    @property
    def holds(self) -> bool:
        """Whether list and first reason stay as often as they should."""
        return (
            self.list_overlap >= LIST_OVERLAP_TARGET and self.first_reason >= FIRST_REASON_TARGET
        )


class LearningPoint(Part):
    """The model fitted on a share of the training villages."""

    share: float
    villages: int
    events: int
    auc: float
    average_precision: float


class Refitted(Part):
    """The model minus logistic regression where resampled villages teach and test both.

    On each of `refits` resamples both are fitted again in every fold of the newest origin, and
    judged in all folds together, so that the interval holds for the choice of model and not for
    one fit of it. The whole learner is refitted.
    """

    refits: int
    auc: Figure
    average_precision: Figure


class Weighting(Part):
    """The learner fitted without the survey's weights, first, and with them, second.

    In every fold of the newest origin, averaged as served and judged in all folds together: with
    the weights, and with every household counted once. `shipped` is what the definition says.
    """

    shipped: Literal["none", "survey"]
    weighted: Pair
    counted_once: Pair


class LeftOut(Part):
    """Trained without one province and tested on it."""

    province: str
    rows: int
    events: int
    auc: Figure
    over_logistic: Figure


class UnderReport(Part):
    """Incomes told too low by a share, by everybody or by a third of households."""

    share: float
    by: str
    auc: float
    recall: float
    list_overlap: float


class Manipulable(Part):
    """One declared field told otherwise by each household alone.

    `entering` is the share of households off the list that would then be on it, told as each
    would gain most: half or one and a half of a figure, the other answer, or any other choice.
    """

    field: str
    label_en: str
    label_zh: str
    entering: float


class Contamination(Part):
    """Sensitivity of the figures to assistance, which hides the risk that it lowers.

    Rows of trust study 2.2: `current` is the model as it is; `scored_at_none` learns from
    assistance as a feature and is asked as if nobody had any; `unassisted_only` learns from
    households without it. Each is the mean probability of assisted households, and the AUC on the
    unassisted.
    """

    assisted: str
    share: float
    rate_of_assisted: float
    rate_of_unassisted: float
    mean_probability: dict[str, float]
    auc_of_unassisted: dict[str, float]


class Robustness(Part):
    """All that needs refits or changed records, of the newest origin's first fold."""

    optimism: Optimism
    other_seeds: Stability
    other_villages: Stability
    learning_curve: list[LearningPoint]
    refitted: Refitted
    weighting: Weighting | None
    """None where the panel has no survey weights."""
    left_out: list[LeftOut]
    under_report: list[UnderReport]
    manipulable: list[Manipulable]
    contamination: Contamination | None
