"""Everybody that the models of a pool could have been asked about, followed or not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskmodel.modelling.evaluation.pool import Pool
from riskmodel.modelling.labels import FollowUp
from riskmodel.modelling.prepared import Floats, Places, Prepared
from riskmodel.modelling.splits import village_folds


@dataclass(frozen=True)
class CohortOfTest:
    """The cohort of the pool's day in its folds, one entry a household.

    `places` are rows of the panel; `probability` and `band` are those of the fold's own model. A
    pool holds only those of them whose outcome is known.
    """

    places: Places
    follow_up: NDArray[np.str_]
    probability: Floats
    band: NDArray[np.str_]


def cohort_under_test(prepared: Prepared, pool: Pool) -> CohortOfTest:
    """Score the cohort, but for those whose horizon ends after the panel does."""
    labels = prepared.labels
    fold = village_folds(prepared.village, prepared.definition.split)
    tested = np.isin(fold, [fitted.block.fold for fitted in pool.blocks])
    in_time = labels.follow_up != FollowUp.CENSORED
    places = np.flatnonzero(labels.cohort & tested & in_time & (prepared.days == pool.day))
    probability = np.empty(len(places))
    band = np.empty(len(places), dtype="U16")
    for fitted in pool.blocks:
        rows = fold[places] == fitted.block.fold
        prediction = fitted.model.predict(prepared.X[places[rows]])
        probability[rows], band[rows] = prediction.probability, fitted.model.band(prediction)
    return CohortOfTest(places, labels.follow_up[places], probability, band)
