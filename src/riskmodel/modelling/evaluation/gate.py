"""Whether a version may be promoted, by its own evaluation."""

from riskmodel.modelling.evaluation.card import score_name, shown
from riskmodel.modelling.evaluation.results import Evaluation

AGAINST = {"beats": "beats", "ties": "ties with", "loses": "loses to"}
"""A verdict as it stands before the rival's name."""


def reasons_to_refuse(evaluation: Evaluation) -> list[str]:
    """Why the version should not serve; empty where it may.

    It must beat the income line and the logistic regression, paired on the same villages (see
    `judge.verdict`): otherwise the simpler of them should serve.
    """
    return [
        f"it {AGAINST[one.verdict]} {score_name(one.rival)}: AUC differs by "
        f"{shown(one.auc)}, average precision by {shown(one.average_precision)}"
        for one in evaluation.compared
        if one.verdict != "beats"
    ]
