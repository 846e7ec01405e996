"""A plain logistic regression on the same features."""

from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import Fitted, Floats
from riskmodel.modelling.splits import Block
from riskmodel.modelling.training import logistic_score, train_logistic


def logistic(prepared: Prepared, block: Block) -> Fitted:
    """Fitted on the block's training rows."""
    pipeline = train_logistic(prepared.sample(block.train))

    def score(places: Places) -> Floats:
        return logistic_score(pipeline, prepared.X[places])

    return Fitted(score, log_odds=True)
