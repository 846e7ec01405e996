"""Exact Shapley values of a LightGBM model, path-dependent, in log-odds before calibration."""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contributions:
    """`values` has shape (rows, features), `base_value` shape (rows,).

    `base_value + values.sum(axis=1)` is the raw score (local accuracy; Lundberg et al. 2020,
    Nature Machine Intelligence 2:56).
    """

    base_value: Floats
    values: Floats


def explain(booster: lgb.Booster, X: Floats) -> Contributions:
    """Contributions of every feature to every row of `X`, shape (rows, features)."""
    found = np.asarray(booster.predict(X, pred_contrib=True, num_threads=1), dtype=np.float64)
    return Contributions(base_value=found[:, -1], values=found[:, :-1])
