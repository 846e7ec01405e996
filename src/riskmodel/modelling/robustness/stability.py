"""How much of the list and of its first reasons other seeds and other villages would keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from lightgbm import Booster
from numpy.typing import NDArray

from riskmodel.modelling.prepared import Floats, Places
from riskmodel.modelling.robustness.results import Stability
from riskmodel.modelling.robustness.trial import Trial, overlap

_REASONS = 3


class Kept(NamedTuple):
    """What one refit keeps of the served model's list, as shares; see `Stability`."""

    list_overlap: float
    first_reason: float
    first_three: float
    first_dimension: float


@dataclass(frozen=True)
class ServedList:
    """The served model's list among the test rows, and why each row of it is there.

    `listed` has one entry a test row; `pull` has shape (households on the list, features).
    """

    trial: Trial
    listed: NDArray[np.bool_]
    pull: Floats

    @classmethod
    def of(cls, trial: Trial) -> Self:
        """List and explain once, to be set beside many refits."""
        listed = trial.listed(trial.own_score())
        return cls(trial, listed, _pull(trial, trial.fitted.model.booster, listed))

    def kept_by(self, refit: Booster) -> Kept:
        """Compare a refit's list, and its reasons for the households on both lists."""
        also = self.trial.listed(self.trial.score(refit))
        both = self.listed & also
        own, other = self.pull[both[self.listed]], _pull(self.trial, refit, both)
        of_dimension = _of_dimension(self.trial)
        return Kept(
            list_overlap=overlap(self.listed, also),
            first_reason=_same_first(own, other),
            first_three=_shared(_firsts(own, _REASONS), _firsts(other, _REASONS)),
            first_dimension=_same_first(own @ of_dimension, other @ of_dimension),
        )


def stability(kept: Sequence[Kept]) -> Stability:
    """The means over refits."""
    means = Kept(*np.mean(kept, axis=0).tolist())
    return Stability(refits=len(kept), **means._asdict())


def _pull(trial: Trial, booster: Booster, among: NDArray[np.bool_]) -> Floats:
    return trial.contributions(booster, trial.prepared.X[trial.test[among]])


def _of_dimension(trial: Trial) -> Floats:
    """1 where a feature is of a policy dimension, shape (features, dimensions)."""
    features = trial.prepared.features
    dimensions = sorted({feature.dimension for feature in features})
    return np.array([[f.dimension == one for one in dimensions] for f in features], np.float64)


def _firsts(pull: Floats, count: int) -> Places:
    """The features that pull hardest, hardest first, shape (rows, count)."""
    return np.argsort(-np.abs(pull), axis=1, kind="stable")[:, :count]


def _same_first(own: Floats, other: Floats) -> float:
    return float((_firsts(own, 1) == _firsts(other, 1)).mean())


def _shared(own: Places, other: Places) -> float:
    """The mean share of each row's own features that are among the other's."""
    return float((own[:, :, None] == other[:, None, :]).any(axis=2).mean())
