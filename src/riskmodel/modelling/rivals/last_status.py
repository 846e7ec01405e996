"""Who was poor or under monitoring one horizon ago."""

import numpy as np

from riskmodel.modelling.labels import is_monitored, is_poor
from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import UNKNOWN_LAST, Fitted, Floats, NotAvailableError
from riskmodel.modelling.splits import Block


def last_status(prepared: Prepared, block: Block) -> Fitted:
    """1 where the household was poor or monitored one horizon before, 0 where it was neither.

    Raises NotAvailableError for a panel whose tested households were not seen before.
    """
    earlier = np.full(prepared.panel.rows, -1, dtype=np.intp)
    seen_later = np.flatnonzero(prepared.later >= 0)
    earlier[prepared.later[seen_later]] = seen_later
    if not (earlier[block.test] >= 0).any():
        message = "no tested household was seen one horizon before"
        raise NotAvailableError(message)
    columns = prepared.panel.columns
    poor = is_poor(columns, prepared.definition.label.outcome)
    troubled = poor.is_true | is_monitored(columns).is_true
    status = np.select([troubled, poor.is_false], [1.0, 0.0], UNKNOWN_LAST)
    last = np.where(earlier >= 0, status[earlier], UNKNOWN_LAST)

    def score(places: Places) -> Floats:
        return np.asarray(last[places])

    return Fitted(score)
