"""What a month says beside the training, as one record that is stored and printed."""

import datetime

from riskmodel.modelling.evaluation.results.part import Figure, Part


class FeatureDrift(Part):
    """One feature, then (in training) and now.

    `stability_index` is the population stability index over the training deciles of the known
    values. `other_unit` is the share of positive values more than a hundred times beyond what
    training saw at either end, as of 万元 for 元.
    """

    feature: str
    label_en: str
    label_zh: str
    stability_index: float
    missing_then: float
    missing_now: float
    other_unit: float


class Share(Part):
    """A share, then and now; `then` is None where the training could not tell."""

    name: str
    then: float | None
    now: float


class Alarm(Part):
    """Something to look at, in both languages."""

    code: str
    en: str
    zh: str


class RandomAudit(Part):
    """Outcomes of households below the upper band that were drawn to be visited anyway."""

    visited: int
    fell: int
    rate: Figure


class OutcomesSeen(Part):
    """How the scores of these records met the outcomes that have arrived.

    Figures are None below a hundred events: too few to say. Visits follow the score, so each
    household with an outcome stands for its band's scored households: `recall` is the share of
    those who fell that the upper band holds, as long as those visited within a band are like those
    who were not. It and `auc` are None where of a whole band no outcome is known.
    """

    scored: int
    rows: int
    events: int
    observed_over_expected: Figure | None
    auc: Figure | None
    recall: Figure | None
    audit: RandomAudit | None


class Month(Part):
    """A month's records and scores beside the training reference."""

    model: str
    version: str
    as_of: list[datetime.date]
    months_old: int
    """From the newest outcomes that the model was judged by to the newest of these records."""
    households: int
    left_out: int
    """Households under monitoring, whom the model was not made for."""
    not_scored: float
    features: list[FeatureDrift]
    score_stability_index: float
    mean_probability: Share
    bands: list[Share]
    dimensions: list[Share]
    rule_fires: Share
    outcomes: OutcomesSeen | None
    alarms: list[Alarm]
    blind_en: list[str]
    blind_zh: list[str]
