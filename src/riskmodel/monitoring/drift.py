"""How far a distribution has moved from the one a model learnt from."""

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.modelling.model import Distribution, in_steps

Floats = NDArray[np.float64]

BEYOND = 100.0
"""Times beyond what training saw: no income moves so far, a unit does (万元 for 元: 10,000)."""
_LEAST_SHARE = 1e-4


def stability_index(then: Floats, now: Floats) -> float:
    """Population stability index: the sum of (now - then) × ln(now / then) over the steps.

    Below 0.1 little has moved, above 0.25 much (the usual reading; Siddiqi 2006, "Credit Risk
    Scorecards"). An empty step counts as one in ten thousand.
    """
    before, after = (np.maximum(held, _LEAST_SHARE) for held in (then, now))
    return float(np.sum((after - before) * np.log(after / before)))


class FeatureCounts(BaseModel):
    """What a feature holds, in counts that add up over parts of a table.

    `steps` are of the known values between the edges of a reference; `beyond` are of the positive
    values that only another unit explains.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    known: int
    positive: int
    beyond: int
    steps: list[int]

    def plus(self, other: "FeatureCounts | None") -> "FeatureCounts":
        """Of both tables together."""
        if other is None:
            return self
        return FeatureCounts(
            rows=self.rows + other.rows,
            known=self.known + other.known,
            positive=self.positive + other.positive,
            beyond=self.beyond + other.beyond,
            steps=[a + b for a, b in zip(self.steps, other.steps, strict=True)],
        )

    def index(self, reference: Distribution) -> float:
        """The index of the known values; 0 where none is known."""
        if self.known == 0:
            return 0.0
        now = np.array(self.steps) / self.known
        return stability_index(np.array(reference.shares), now)

    @property
    def missing(self) -> float:
        """The share of rows that do not know it."""
        return 1 - self.known / self.rows if self.rows else 0.0

    @property
    def other_unit(self) -> float:
        """The share of positive values that only another unit explains."""
        return self.beyond / self.positive if self.positive else 0.0


def count_feature(reference: Distribution, column: Floats) -> FeatureCounts:
    """Count a column, shape (rows,), by the steps of a reference."""
    known = column[~np.isnan(column)]
    positive = known[known > 0]
    beyond = 0
    if reference.smallest is not None and reference.largest is not None:
        low, high = reference.smallest / BEYOND, reference.largest * BEYOND
        beyond = int(((positive < low) | (positive > high)).sum())
    return FeatureCounts(
        rows=len(column),
        known=len(known),
        positive=len(positive),
        beyond=beyond,
        steps=in_steps(known, np.array(reference.edges)).tolist(),
    )
