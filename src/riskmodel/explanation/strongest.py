"""Which features pull most, row by row."""

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.trees.compiled import compiled

Floats = NDArray[np.float64]


def strongest(values: Floats, count: int) -> NDArray[np.int64]:
    """Places of the strongest contributions, from the strongest, shape (rows, count).

    `values` has shape (rows, features). Of equal ones the first comes first; -1 stands where
    nothing else pulls at all.
    """
    places = np.full((len(values), count), -1, dtype=np.int64)
    _fill(np.ascontiguousarray(values), places)
    return places


@compiled
def _fill(values: Floats, places: NDArray[np.int64]) -> None:
    count = places.shape[1]
    for row in range(len(values)):
        held = places[row]
        for place in range(values.shape[1]):
            size = abs(values[row, place])
            if not size > 0.0:
                continue
            at = count
            while at > 0 and (held[at - 1] < 0 or size > abs(values[row, held[at - 1]])):
                at -= 1
            if at < count:
                for after in range(count - 1, at, -1):
                    held[after] = held[after - 1]
                held[at] = place
