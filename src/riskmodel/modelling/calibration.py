"""From log-odds to a probability that comes true as often as it says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.truth import Carrier, carried

Floats = NDArray[np.float64]


def expit(log_odds: Carrier) -> Carrier:
    """The probability of each log-odds, or of one."""
    # NumPy's exp for one, too: that of another library differs in the last bit.
    return carried(1.0 / (1.0 + np.exp(-log_odds)), log_odds)


def log_odds(probability: Floats) -> Floats:
    """The log-odds of each probability, kept finite."""
    kept = np.clip(probability, 1e-9, 1 - 1e-9)
    result: Floats = np.log(kept / (1 - kept))
    return result


@dataclass(frozen=True)
class LogisticCalibrator:
    """Platt's two numbers: probability = expit(intercept + slope × raw score).

    Platt 1999, "Probabilistic outputs for support vector machines". Two numbers do not overfit
    where a few hundred events calibrate, as isotonic regression would.
    """

    intercept: float
    slope: float

    def predict(self, raw_score: Carrier) -> Carrier:
        """Calibrated probabilities of raw scores in log-odds, shape (rows,), or of one."""
        return expit(self.intercept + self.slope * raw_score)
