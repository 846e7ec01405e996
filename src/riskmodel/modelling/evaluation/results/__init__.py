"""What an evaluation says, as one record that is stored, drawn and printed."""

from riskmodel.modelling.evaluation.results.evaluation import (
    CardLine,
    Evaluation,
    PointsCardTwin,
    Recommendation,
    parse_evaluation,
)
from riskmodel.modelling.evaluation.results.households import (
    BesideRule,
    Certain,
    GroupFigures,
    LabelAgreement,
    RuleCell,
)
from riskmodel.modelling.evaluation.results.part import Figure
from riskmodel.modelling.evaluation.results.ranked import (
    Calibrated,
    CalibrationBin,
    Compared,
    NetBenefit,
    Ranked,
    Ties,
)
from riskmodel.modelling.evaluation.results.times import (
    Attrition,
    FollowedUp,
    Incidence,
    LaterTest,
    Regret,
    TestedBlock,
)

__all__ = [
    "Attrition",
    "BesideRule",
    "Calibrated",
    "CalibrationBin",
    "CardLine",
    "Certain",
    "Compared",
    "Evaluation",
    "Figure",
    "FollowedUp",
    "GroupFigures",
    "Incidence",
    "LabelAgreement",
    "LaterTest",
    "NetBenefit",
    "PointsCardTwin",
    "Ranked",
    "Recommendation",
    "Regret",
    "RuleCell",
    "TestedBlock",
    "Ties",
    "parse_evaluation",
]
