"""The learner with the survey's weights and without, in every fold of the newest origin.

Weights make a learner's target the population's and not the sample's. They widen its variance,
and where the features already tell apart those whom the survey drew more often they gain nothing
(Winship and Radbill 1994, Sociol Methods Res 23:230), so it is measured and not assumed.
"""

from collections.abc import Sequence

import numpy as np

from riskmodel.modelling.backtest import MODEL, FittedBlock
from riskmodel.modelling.definition import Learner
from riskmodel.modelling.evaluation.paired import Pair, Resampling, judge_pair
from riskmodel.modelling.fitting import fit_block, with_learner
from riskmodel.modelling.prepared import Floats, Prepared
from riskmodel.modelling.robustness.results import Weighting


def fit_otherwise(prepared: Prepared, block: FittedBlock) -> Floats:
    """Probabilities of a fold's test rows by the learner that weighs the other way."""
    other = with_learner(prepared, weights=_other(prepared.definition.learner))
    tested = block.own_day.places
    return fit_block(other, block.block).predict(prepared.X[tested]).probability


def weighting(
    prepared: Prepared, blocks: Sequence[FittedBlock], otherwise: Sequence[Floats]
) -> Weighting:
    """Both ways on all folds together; `otherwise[i]` is `fit_otherwise` of `blocks[i]`.

    Every fold is calibrated with the weights, whichever way it was fitted.
    """
    own = np.concatenate([block.own_day.calibrated[MODEL] for block in blocks])
    other = np.concatenate(otherwise)
    learner = prepared.definition.learner
    without, with_weights = (own, other) if learner.weights == "none" else (other, own)
    return Weighting(
        shipped=learner.weights,
        weighted=_judged(prepared, blocks, without, with_weights),
        counted_once=_judged(prepared.counted_once(), blocks, without, with_weights),
    )


def _other(learner: Learner) -> str:
    return "survey" if learner.weights == "none" else "none"


def _judged(
    prepared: Prepared, blocks: Sequence[FittedBlock], without: Floats, with_weights: Floats
) -> Pair:
    judgement, review = prepared.definition.judgement, prepared.definition.review
    sample = prepared.sample(np.concatenate([block.own_day.places for block in blocks]))
    how = Resampling(judgement.resamples, judgement.seed, review.high / 100)
    return judge_pair(without, with_weights, sample, how)
