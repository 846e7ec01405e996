"""Two scores on the same households: the figures of each, and what lies between them."""

from typing import NamedTuple, Self

import numpy as np

from riskmodel.modelling.evaluation.ranking import Ranking
from riskmodel.modelling.evaluation.resampling import Resamples, figure
from riskmodel.modelling.evaluation.results.part import Figure, Part
from riskmodel.modelling.prepared import Floats, Sample


class Beside(Part):
    """One measure of two scores; `difference` is the second minus the first, paired."""

    first: Figure
    second: Figure
    difference: Figure

    @classmethod
    def of(cls, first: Floats, second: Floats) -> Self:
        """From the measure in the sample, at place 0, and in each resample of the villages."""
        return cls(first=figure(first), second=figure(second), difference=figure(second - first))


class Pair(Part):
    """Two scores set beside each other, by resamples of whole villages that both share."""

    auc: Beside
    average_precision: Beside
    recall: Beside


class Resampling(NamedTuple):
    """How many resamples are drawn, from which seed, and the share at which recall is taken."""

    resamples: int
    seed: int
    capacity: float


def judge_pair(first: Floats, second: Floats, sample: Sample, how: Resampling) -> Pair:
    """Judge two scores of the rows of `sample`, one entry a row, with the weights that it has."""
    drawn = Resamples.draw(sample.village, how.resamples, how.seed)
    weights = [sample.weight, *drawn.weights(sample.weight)]
    measured = [
        _measured(score, sample.outcome, weights, how.capacity) for score in (first, second)
    ]
    auc, precision, recall = (Beside.of(*both) for both in zip(*measured, strict=True))
    return Pair(auc=auc, average_precision=precision, recall=recall)


def _measured(score: Floats, outcome: Floats, weights: list[Floats], capacity: float) -> Floats:
    """AUC, average precision and recall at the capacity, shape (3, draws)."""
    ranking = Ranking(score, outcome, outcome[:, None], (capacity,))
    found = []
    for weight in weights:
        whole, captured = ranking.measures(weight)
        found.append((whole[0], whole[1], captured[0, 0] / captured[1, 0]))
    return np.array(found).T
