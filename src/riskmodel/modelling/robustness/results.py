"""What the refits say, as one record that is stored, drawn and printed."""

from riskmodel.modelling.evaluation.results.part import Figure, Part


class Optimism(Part):
    """The same learner judged on rows drawn at random, beside the honest figure: never to quote.

    Rows of one household and of one village fall on both sides, and so does the year.
    """

    honest_auc: float
    random_row_auc: float
    honest_average_precision: float
    random_row_average_precision: float


class Stability(Part):
    """How much of the list, and of its reasons, other seeds and other villages keep.

    Means over refits: the share of the served model's list that a refit lists too, and among the
    households on both lists the share whose first reason is the same feature, and whose first
    reason is of the same policy dimension once the features of each are summed.
    """

    refits: int
    list_overlap: float
    first_reason: float
    first_dimension: float


class LearningPoint(Part):
    """The model fitted on a share of the training villages."""

    share: float
    villages: int
    events: int
    auc: float
    average_precision: float


class Refitted(Part):
    """The model minus logistic regression where both are fitted again on resampled villages."""

    refits: int
    auc: Figure
    average_precision: Figure


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
    left_out: list[LeftOut]
    under_report: list[UnderReport]
    manipulable: list[Manipulable]
    contamination: Contamination | None
