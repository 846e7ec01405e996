"""How sure a score is: an interval about each probability, and when "low" may be said at all."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from riskmodel.truth import Bools, Carrier, Numbers, carried

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

    def interval(self, raw_score: Carrier, probability: Carrier) -> tuple[Carrier, Carrier]:
        """Low and high end, widened to hold the calibrated probability itself."""
        edges, lows, highs = self._steps
        step = np.searchsorted(edges, raw_score, side="right")
        low, high = np.minimum(lows[step], probability), np.maximum(highs[step], probability)
        return carried(low, raw_score), carried(high, raw_score)

    @cached_property
    def _steps(self) -> tuple[Floats, Floats, Floats]:
        return np.asarray(self.edges), np.asarray(self.low), np.asarray(self.high)

    def may_be_called_low(self, raw_score: Numbers) -> Bools:
        """Whether the score is certain enough to be called low."""
        found: Bools = raw_score < (-np.inf if self.low_below is None else self.low_below)
        return found
