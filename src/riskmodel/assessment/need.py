"""What households are visited by: their need, doubts counting for the household."""

from typing import Any

from riskmodel.eligibility.status import SILENT
from riskmodel.modelling.model import Band
from riskmodel.truth import Numbers, either

UNRANKED = -1.0
"""The need of a household of which nothing is known to rank it by."""
_FINER = 1e-9
"""What a point of the percentile adds: less than two probabilities ever differ by."""


def need_of_scored(band: Any, probability: Numbers, high: Numbers, percentile: Numbers) -> Numbers:
    """The need of a scored household, or of each row of a table: its probability.

    Where the score is not certain enough to be called low, the upper end `high` of its interval
    stands for it. Calibration gives many households the same probability: among them the raw score
    decides, through the `percentile`.
    """
    return either(band == Band.SEE_FIRST, high, probability) + _FINER * percentile


def need_of_unscored(proposed_status: str) -> float:
    """The need of one that has no score: first where the rules point to it, else without rank."""
    return UNRANKED if proposed_status in SILENT else 1.0
