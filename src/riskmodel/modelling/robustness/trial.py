"""One block to try things on: what is refitted, on what it is tested, and how that is measured."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from lightgbm import Booster
from numpy.typing import NDArray

from riskmodel.modelling.backtest import FittedBlock
from riskmodel.modelling.evaluation.ranking import Ranking, on_list
from riskmodel.modelling.prepared import Floats, Places, Prepared
from riskmodel.modelling.training import train_lightgbm

Contributions = Callable[[Booster, Floats], Floats]
"""A model's pull of every feature on every row, shape (rows, features); see `explanation`."""


@dataclass(frozen=True)
class Trial:
    """The newest origin's first fold: the served model, its training and its test rows.

    `contributions` explains a refit; see `explanation`.
    """

    prepared: Prepared
    fitted: FittedBlock
    contributions: Contributions

    @property
    def train(self) -> Places:
        """Rows that the model learnt from."""
        return np.flatnonzero(self.fitted.block.train)

    @property
    def test(self) -> Places:
        """Rows that it was tested on."""
        return np.flatnonzero(self.fitted.block.test)

    @property
    def capacity(self) -> float:
        """The upper band as a share."""
        return self.prepared.definition.review.high / 100

    def own_score(self) -> Floats:
        """The served model's raw score of the test rows."""
        return self.fitted.model.predict(self.prepared.X[self.test]).raw_score

    def fit(self, places: Places, seed: int | None = None) -> Booster:
        """The same learner, averaged as it serves, on other rows or from another seed."""
        learner = self.prepared.definition.learner
        if seed is not None:
            learner = learner.model_copy(update={"seed": seed})
        return train_lightgbm(self.prepared.sample(places), learner, self.prepared.features)

    def score(self, booster: Booster, X: Floats | None = None) -> Floats:
        """Raw scores of the test rows, or of the same rows as told otherwise in `X`."""
        rows = self.prepared.X[self.test] if X is None else X
        return np.asarray(booster.predict(rows, raw_score=True, num_threads=1), dtype=np.float64)

    def listed(self, score: Floats) -> NDArray[np.bool_]:
        """Who is on the list of a score among the test rows, one of any tie at its end."""
        weight = self.prepared.weight[self.test]
        return on_list(score, weight, self.capacity) >= 0.5

    def measures(self, score: Floats, places: Places | None = None) -> tuple[float, float, float]:
        """AUC, average precision and recall at the capacity, of the test rows or of others."""
        sample = self.prepared.sample(self.test if places is None else places)
        ranking = Ranking(score, sample.outcome, sample.outcome[:, None], (self.capacity,))
        whole, captured = ranking.measures(sample.weight)
        return float(whole[0]), float(whole[1]), float(captured[0, 0] / captured[1, 0])


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The share of the first list that is on the second."""
    return float((one & other).sum() / max(one.sum(), 1))
