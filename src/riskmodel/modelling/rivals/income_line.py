"""What a county has today: one figure against a line."""

import numpy as np

from riskmodel.modelling.prepared import Places, Prepared
from riskmodel.modelling.rivals.rival import UNKNOWN_LAST, Fitted, Floats
from riskmodel.modelling.splits import Block


def income_line(prepared: Prepared, block: Block) -> Fitted:
    """The poorer, the higher, by the figure that the definition names."""
    del block
    line = prepared.definition.income_line
    names = [feature.name for feature in prepared.features]
    sign = -1.0 if line.poorer_is == "lower" else 1.0
    figure = np.nan_to_num(sign * prepared.X[:, names.index(line.feature)], nan=UNKNOWN_LAST)

    def score(places: Places) -> Floats:
        return np.asarray(figure[places])

    return Fitted(score)
