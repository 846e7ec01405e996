"""How sure the order of the reasons is: what each fit that a version averages would say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.features import AnyFeature, Dimension

Floats = NDArray[np.float64]

SURE_FROM = 0.8
"""Share of the fits that must agree for a reason to be called sure; ours, to be agreed."""

_PLACE = {dimension: place for place, dimension in enumerate(Dimension)}


@dataclass(frozen=True)
class Stability:
    """Of one household: in how many of `fits` the whole's first reason and dimension come first.

    `same_way` has shape (features,): in how many fits each feature pulls the way of the whole.
    `instead` names the fields that come first in other fits, the most frequent in front.
    """

    fits: int
    first_reason: int
    first_dimension: int
    same_way: NDArray[np.intp]
    instead: tuple[str, ...]

    def is_sure(self, agreeing: int) -> bool:
        """Whether enough of the fits agree."""
        return agreeing >= SURE_FROM * self.fits


def stability(features: Sequence[AnyFeature], by_fit: Floats | None) -> Stability | None:
    """Compare each fit's own contributions, shape (fits, features), with their sum.

    None where there is one fit: what others would say is then not known.
    """
    if by_fit is None or len(by_fit) < 2:
        return None
    whole = by_fit.sum(axis=0)
    member = _membership(tuple(features))
    # Methods of arrays: the functions of the same names take as long again to call them.
    firsts = np.abs(by_fit).argmax(axis=1).tolist()
    first = int(np.abs(whole).argmax())
    dimensions = np.abs(by_fit @ member).argmax(axis=1).tolist()
    others = [place for place in firsts if place != first]
    counted = Counter([features[place].name for place in others]).most_common() if others else []
    return Stability(
        fits=len(by_fit),
        first_reason=len(firsts) - len(others),
        first_dimension=dimensions.count(int(np.abs(whole @ member).argmax())),
        same_way=(np.sign(by_fit) == np.sign(whole)).sum(axis=0),
        instead=tuple([name for name, _ in counted]),
    )


@lru_cache(maxsize=16)
def _membership(features: tuple[AnyFeature, ...]) -> Floats:
    """1 where a feature is of a dimension, else 0, shape (features, dimensions)."""
    place = np.array([_PLACE[one.dimension] for one in features])
    member: Floats = (place[:, None] == np.arange(len(_PLACE))).astype(np.float64)
    return member
