"""What reads one household's record: a model with its features, and the record on a day."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskmodel.explanation.contributions import Explainer
from riskmodel.modelling.features import Feature, feature_matrix
from riskmodel.modelling.model import RiskModel
from riskmodel.schema.columns import Columns

Floats = NDArray[np.float64]


class Known(NamedTuple):
    """One household as known on a day: its record in one row, and the line, yuan a head."""

    columns: Columns
    line: float


@dataclass(frozen=True, eq=False)
class Reader:
    """A model with its features, all of the household record.

    `explainer` is that of a version in service: its tables hold the raw scores of LightGBM to the
    bit, and give them sooner. Without one LightGBM is asked.
    """

    model: RiskModel
    features: tuple[Feature, ...]
    explainer: Explainer | None = None

    def matrix(self, columns: Columns, line: float) -> Floats:
        """The features of every row under one line, shape (rows, features)."""
        return feature_matrix(columns, np.full(columns.rows, line), self.features)

    def raw_score(self, X: Floats) -> Floats:
        """In log-odds before calibration, shape (rows,), of `X`, shape (rows, features)."""
        if self.explainer is None:
            return self.model.predict(X).raw_score
        return self.explainer.raw_score(X)
