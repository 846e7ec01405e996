"""An explainable boosting machine: an additive model that can be read curve by curve."""

import warnings

import numpy as np

from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import Fitted, Floats, NotAvailableError
from riskmodel.modelling.splits import Block


def explainable_boosting(prepared: Prepared, block: Block) -> Fitted:
    """Fitted on the block's training rows, without pairs (Lou et al. 2012; interpret).

    Raises NotAvailableError where the definition does not ask for it, since it takes minutes, or
    where the extra that holds it is not installed.
    """
    if not prepared.definition.judgement.explainable_boosting:
        message = "not asked for: set explainable_boosting = true in [judgement]"
        raise NotAvailableError(message)
    try:
        from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "not installed: install the extra `ebm` of this release's wheel"
        raise NotAvailableError(message) from error
    sample = prepared.sample(block.train)
    known = ~np.isnan(sample.X).all(axis=0)
    seed = prepared.definition.learner.seed
    model = ExplainableBoostingClassifier(interactions=0, n_jobs=1, random_state=seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Missing values detected", UserWarning)
        model.fit(sample.X[:, known], sample.outcome)

    def score(places: Places) -> Floats:
        return np.asarray(model.decision_function(prepared.X[places][:, known]), dtype=np.float64)

    return Fitted(score, log_odds=True)
