"""The whole evaluation."""

from pydantic import ValidationError

from riskmodel.errors import SchemaMismatchError
from riskmodel.modelling.evaluation.results.households import (
    BesideRule,
    Certain,
    GroupFigures,
    LabelAgreement,
)
from riskmodel.modelling.evaluation.results.part import Figure, Part
from riskmodel.modelling.evaluation.results.ranked import Calibrated, Compared, NetBenefit
from riskmodel.modelling.evaluation.results.times import (
    Attrition,
    FollowedUp,
    Incidence,
    LaterTest,
    Regret,
    TestedBlock,
)


class CardLine(Part):
    """One line of the points card."""

    label_zh: str
    label_en: str
    points: int


class PointsCardTwin(Part):
    """The card that a field worker adds up by hand, and what it loses to the model."""

    lines: list[CardLine]
    recall_lost: dict[str, Figure]


class Recommendation(Part):
    """The simplest score that is not worse than the best by the margin."""

    score: str
    margin: float
    why: str


class Evaluation(Part):
    """The whole evaluation; `blocks` run from the oldest origin to the newest, the headline."""

    definition: str
    estimand: str
    panel: dict[str, str]
    panel_sha256: str
    horizon_months: int
    embargo_months: int
    unseen_villages: bool
    future_year: bool
    village_to_row_width: float
    """How much wider the interval of AUC is by villages than if rows were drawn alone."""
    fewest_events: int
    """Below this many events a figure is too few to say."""
    blocks: list[TestedBlock]
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
    unweighted: "Evaluation | None"
    """The same scores judged with every household counted once; None where the panel has no
    weights, since it would be the same."""

    @property
    def weighted(self) -> bool:
        """Whether these figures are weighted by survey weights."""
        return self.unweighted is not None

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
