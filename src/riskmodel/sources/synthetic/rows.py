"""Arrays that share their first axis, one entry a household."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]
Whole = NDArray[np.integer]
AnyRows = NDArray[np.bool_] | NDArray[np.integer]


@dataclass
class Rows:
    """A record of arrays; row i of every array is of the same household."""

    def take(self, rows: AnyRows) -> Self:
        """The chosen rows, by position or by mask, as a copy."""
        return replace(self, **{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    def followed_by(self, other: Self) -> Self:
        """These rows and then those of `other`."""
        joined = {
            one.name: np.concatenate([getattr(self, one.name), getattr(other, one.name)])
            for one in fields(self)
        }
        return replace(self, **joined)


def chance(
    rng: np.random.Generator, probability: Floats | float, like: NDArray[np.generic]
) -> Bools:
    """True with the given probability, one independent draw an element of `like`."""
    draws = rng.random(like.shape, dtype=np.float32)
    hit: Bools = draws < probability
    return hit


def spread(rng: np.random.Generator, sd: float, like: NDArray[np.generic]) -> Floats:
    """Lognormal factors of mean one, `sd` being the standard deviation of their logarithm."""
    draws = rng.standard_normal(like.shape, dtype=np.float32)
    factors: Floats = np.exp(sd * draws.astype(np.float64) - sd * sd / 2)
    return factors
