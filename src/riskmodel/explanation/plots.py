"""Our contributions in the form that shap draws; for notebooks, never on the serving path."""

from collections.abc import Sequence

import numpy as np
import shap
from numpy.typing import NDArray

from riskmodel.explanation.contributions import Contributions


def shap_explanation(
    contributions: Contributions, X: NDArray[np.float64], names: Sequence[str]
) -> shap.Explanation:
    """Contributions as a `shap.Explanation`, for beeswarm, waterfall and the other plots."""
    return shap.Explanation(
        values=contributions.values,
        base_values=contributions.base_value,
        data=X,
        feature_names=list(names),
    )
