"""The whole rule, and within its outcome the poorest first."""

import numpy as np

from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import Fitted, Floats, NotAvailableError
from riskmodel.modelling.splits import Block


def full_rule(prepared: Prepared, block: Block) -> Fitted:
    """The order in which the rule would send people out, among the households it was asked about.

    Raises NotAvailableError where no rule can be asked.
    """
    del block
    rule = prepared.rule
    if rule is None or np.isnan(rule.fires).all():
        message = "no rule can be asked: the money is not in yuan, or nothing is known"
        raise NotAvailableError(message)

    def score(places: Places) -> Floats:
        return np.asarray(rule.urgency[places])

    return Fitted(score, asked=rule.asked)
