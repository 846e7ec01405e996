"""Columns as normal scores, for rivals that take every step of a column to count alike."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, QuantileTransformer, StandardScaler

Floats = NDArray[np.float64]
_NEAREST_RANK = 1e-7 - np.spacing(1)
"""To 0 and to 1, 5.2 standard deviations from the middle; scikit-learn's own bound."""


def normal_scores(rows: int) -> Pipeline:
    """What turns columns into normal scores: median for a gap and a flag that it was one, ranks.

    So a few very rich households do not decide a coefficient. `rows` is how many it learns from.
    """
    prepared: Pipeline = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        QuantileTransformer(n_quantiles=min(200, rows), random_state=0),
        FunctionTransformer(_normal),
        StandardScaler(),
    )
    return prepared


def _normal(rank: Floats) -> Floats:
    """The standard normal's quantile of ranks from 0 to 1, kept from infinity.

    As scikit-learn's own `output_distribution="normal"`, which asks scipy.stats three times a
    column and took half of a training.
    """
    return np.asarray(ndtri(np.clip(rank, _NEAREST_RANK, 1 - _NEAREST_RANK)))
