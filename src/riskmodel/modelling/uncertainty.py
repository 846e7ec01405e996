"""How sure a score is: an interval about each probability, and when "low" may be said at all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Floats = NDArray[np.float64]


class Uncertainty(BaseModel):
    """Look-up tables over the raw score in log-odds, made from the calibration rows.

    `low` and `high` are the two probabilities of a Venn-Abers predictor (Vovk, Petej and Fedorova
    2015, NeurIPS) in each step of the raw score; `edges` are the scores at which a step begins,
    one fewer than the steps. One of the two is a probability that comes true as often as it says,
    with no assumption but that households are exchangeable.

    Below `low_below` a household may be called low: a class-conditional conformal test with the
    level `miss_at_most` then says that it does not look like those who fell back (Vovk 2012,
    "Conditional validity of inductive conformal predictors"). It is None where too few events
    calibrate to call anybody low.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edges: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    low_below: float | None
    miss_at_most: float

    def interval(self, raw_score: Floats, probability: Floats) -> tuple[Floats, Floats]:
        """Low and high end, shape (rows,), widened to hold the calibrated probability itself."""
        step = np.searchsorted(np.asarray(self.edges), raw_score, side="right")
        low, high = np.asarray(self.low)[step], np.asarray(self.high)[step]
        return np.minimum(low, probability), np.maximum(high, probability)

    def may_be_called_low(self, raw_score: Floats) -> NDArray[np.bool_]:
        """Whether the score is certain enough to be called low, shape (rows,)."""
        if self.low_below is None:
            return np.zeros(len(raw_score), dtype=bool)
        return raw_score < self.low_below
