"""Visits drawn at random among households that no list would send anybody to.

They only ever add visits. Without them nobody learns of those whom rule and model both miss.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from riskmodel.errors import DataError
from riskmodel.modelling.model import Band

LEAST, MOST = 0.02, 0.05


def audit_sample(
    household: NDArray[np.str_],
    band: NDArray[np.str_],
    share: float,
    seed: str,
    declined: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Who is drawn, shape (rows,), of the households that have a score and are not banded high.

    Those that `declined` to be scored, shape (rows,), have their share of the draw whatever a
    score of them would have said: it is not looked at.
    A household is drawn by the hash of the seed and its id, so that anybody who has both can check
    the draw, and no order of rows changes it. Raises DataError for a share outside 2 to 5 %.
    """
    if not LEAST <= share <= MOST:
        message = f"share: draw between {LEAST:.0%} and {MOST:.0%} of the households"
        raise DataError(message)
    unasked = np.zeros(len(household), dtype=bool) if declined is None else declined
    eligible = np.flatnonzero(((band != "") & (band != Band.HIGH)) | unasked)
    ranked = sorted(eligible, key=lambda row: _draw(seed, str(household[row])))
    drawn = np.zeros(len(household), dtype=bool)
    drawn[ranked[: max(1, round(share * len(eligible)))] if len(eligible) else []] = True
    return drawn


def _draw(seed: str, household: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{household}".encode()).digest()
