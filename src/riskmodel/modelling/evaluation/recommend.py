"""Which score to use: the simplest that is not worse."""

from riskmodel.modelling.evaluation.results import Compared, Ranked, Recommendation
from riskmodel.modelling.rivals import RIVALS


def recommend(
    scores: dict[str, Ranked], compared: list[Compared], model: str, margin: float
) -> Recommendation:
    """The simplest rival within the margin of the model and of every other rival, else the model.

    Worse is judged in AUC and in average precision, by the figures themselves: a tie goes to the
    simpler. A rival that was asked about some households only is judged beside the model on those.
    Where no score is within the margin of the best in both, AUC decides, as between any two.
    """
    within = {one.rival for one in compared if one.not_worse}
    rivals = [rival.name for rival in RIVALS if rival.name in scores]
    for name in rivals:
        if name in within and all(
            _not_worse(scores[name], scores[other], margin) for other in rivals
        ):
            why = f"it is the simplest whose AUC and average precision are within {margin:g}"
            return Recommendation(score=name, margin=margin, why=f"{why} of the best")
    ahead = [one for one in compared if -min(one.auc.value, one.average_precision.value) > margin]
    if not ahead:
        why = f"every simpler score is worse by more than {margin:g} in AUC or average precision"
        return Recommendation(score=model, margin=margin, why=why)
    best = min(compared, key=lambda one: one.auc.value)
    name = best.rival if best.auc.value < 0 else model
    why = f"its AUC is the highest, and no score is within {margin:g} of the best in both figures"
    return Recommendation(score=name, margin=margin, why=why)


def _not_worse(one: Ranked, other: Ranked, margin: float) -> bool:
    return (
        other.auc.value - one.auc.value <= margin
        and other.average_precision.value - one.average_precision.value <= margin
    )
